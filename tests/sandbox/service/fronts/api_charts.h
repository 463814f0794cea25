// Charts at api.ngc.nvidia.com: records, versions, files, and the search over them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/charts/chart_shelf.h"
#include "service/charts/chart_store.h"
#include "service/fronts/exchange.h"

namespace ngcs::sandbox {

using PathParts = std::vector<std::string_view>;

// Whose chart a path speaks of.
struct ChartSpace {
  std::string org;
  std::optional<std::string> team;

  [[nodiscard]] std::string path_of(std::string_view chart) const {
    return org + (team ? "/" + *team : "") + "/" + std::string(chart);
  }
};

// /v2/org/ORG[/team/TEAM]/helm-charts[/CHART[/versions[/VERSION[/files]]]]; `rest` is what follows helm-charts.
void serve_charts(Exchange& exchange, ChartShelf& shelf, const ChartSpace& space, const PathParts& rest);

// GET /v2/helm-charts/ORG[/TEAM]/CHART[/versions[/VERSION[/files]]]: public charts, for anybody. `parts` is what
// follows helm-charts.
void serve_guest_chart(Exchange& exchange, ChartShelf& shelf, const PathParts& parts);

// GET /v2/search/catalog/resources/HELM_CHART?q=JSON: everything that is listed, for anybody.
void serve_catalog_search(Exchange& exchange, ChartShelf& shelf);
// GET /v2/search/org/ORG[/team/TEAM]/resources/HELM_CHART?q=JSON: what the key may read there; an org's search covers
// its teams.
void serve_space_search(Exchange& exchange, ChartShelf& shelf, const ChartSpace& space);

}  // namespace ngcs::sandbox
