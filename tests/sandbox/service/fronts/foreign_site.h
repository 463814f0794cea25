// A host that is none of NGC's. It knows nothing and remembers whether a key came.
#pragma once

#include "service/charts/chart_shelf.h"
#include "service/fronts/exchange.h"

namespace ngcs::sandbox {

class ForeignSite final : public Site {
 public:
  explicit ForeignSite(ChartShelf& shelf) : shelf_(shelf) {}
  void handle(Exchange& exchange) override;

 private:
  ChartShelf& shelf_;
};

}  // namespace ngcs::sandbox
