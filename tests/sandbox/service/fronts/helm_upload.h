// Uploads to helm.ngc.nvidia.com: POST /api/ORG[/TEAM]/charts[?force].
#pragma once

#include "service/charts/chart_shelf.h"
#include "service/fronts/exchange.h"
#include "service/fronts/helm_route.h"

namespace ngcs::sandbox {

// The two forms that clients send: the package as the body (NGC CLI), or a form with the files `chart` and `prov`
// (ChartMuseum's; helm cm-push). A record of the chart must exist.
void serve_upload(Exchange& exchange, ChartShelf& shelf, const HelmRoute& route);

}  // namespace ngcs::sandbox
