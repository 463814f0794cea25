// helm.ngc.nvidia.com: indexes, charts and their signatures, uploads.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "service/charts/chart_shelf.h"
#include "service/fronts/exchange.h"
#include "service/fronts/helm_index.h"
#include "service/fronts/helm_route.h"

namespace ngcs::sandbox {

class HelmSite final : public Site {
 public:
  explicit HelmSite(ChartShelf& shelf) : shelf_(shelf) {}
  void handle(Exchange& exchange) override;

 private:
  void index(Exchange& exchange, const HelmRoute& route);
  void file(Exchange& exchange, const HelmRoute& route);

  base::Result<std::shared_ptr<const ServedIndex>> served(const std::vector<PackagePtr>& packages,
                                                          const std::string& space, const Variants& variants);

  ChartShelf& shelf_;
  std::mutex mutex_;  // of what follows
  std::map<std::string, std::shared_ptr<const ServedIndex>> indexes_;
};

}  // namespace ngcs::sandbox
