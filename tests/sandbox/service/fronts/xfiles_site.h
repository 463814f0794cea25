// xfiles.ngc.nvidia.com: where signed downloads lead.
#pragma once

#include <string>

#include "service/charts/chart_shelf.h"
#include "service/fronts/exchange.h"

namespace ngcs::sandbox {

// The address of a package or, with `provenance`, of its signature: signed, and good for five minutes. Whoever has it
// needs no key.
[[nodiscard]] std::string signed_file_url(const State& state, const ChartPackage& package, bool provenance);

class XfilesSite final : public Site {
 public:
  explicit XfilesSite(const ChartShelf& shelf) : shelf_(shelf) {}
  void handle(Exchange& exchange) override;

 private:
  const ChartShelf& shelf_;
};

}  // namespace ngcs::sandbox
