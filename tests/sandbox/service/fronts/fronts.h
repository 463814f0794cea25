// All fronts together, and the faults that lie below HTTP.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "service/fronts/front.h"
#include "service/fronts/sites.h"

namespace ngcs::sandbox {

class Fronts {
 public:
  // Listens on every address of make_sites(), port 443, with the certificates of `tls_dir`.
  [[nodiscard]] static base::Result<std::unique_ptr<Fronts>> start(State& state, const RegistryAddress& registry,
                                                                   ChartShelf& shelf, const std::string& tls_dir);
  // Switches the faults of the state's world that no request can carry (dropped SYNs).
  void apply_faults(const Snapshot& snapshot);

 private:
  std::vector<SiteEntry> sites_;
  std::vector<std::unique_ptr<Front>> fronts_;  // in the order of sites_; end before them
};

}  // namespace ngcs::sandbox
