// api.ngc.nvidia.com: who am I, orgs and teams, image repositories, charts, key introspection.
#pragma once

#include <optional>
#include <string>

#include "service/charts/chart_shelf.h"
#include "service/fronts/api_charts.h"
#include "service/fronts/exchange.h"

namespace ngcs::sandbox {

class ApiSite final : public Site {
 public:
  explicit ApiSite(ChartShelf& shelf) : shelf_(shelf) {}
  void handle(Exchange& exchange) override;

 private:
  void get(Exchange& exchange, const PathParts& parts);
  void search(Exchange& exchange, const PathParts& parts);
  // /v2/org/ORG[/team/TEAM]/…
  void in_space(Exchange& exchange, const PathParts& parts);
  void repositories(Exchange& exchange, const std::string& org, const std::optional<std::string>& team);
  void repository(Exchange& exchange, const std::string& path);

  ChartShelf& shelf_;
};

// POST /v3/keys/get-caller-info and /v3/keys/get-sak-info.
void serve_caller_info(Exchange& exchange);
void serve_sak_info(Exchange& exchange);

}  // namespace ngcs::sandbox
