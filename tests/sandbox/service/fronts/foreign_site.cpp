#include "service/fronts/foreign_site.h"

#include "service/charts/chart_content.h"
#include "service/core/key_scan.h"
#include "service/fronts/helm_answers.h"
#include "service/fronts/helm_route.h"

namespace ngcs::sandbox {

namespace {

constexpr std::size_t kMaxBody = std::size_t{1} << 20;
constexpr std::string_view kCharts = "/charts";

// /charts/ORG[/TEAM]/charts/FILE, where the world's indexes name this host: anybody may have it.
bool serve_chart(Exchange& exchange, ChartShelf& shelf) {
  const std::string_view path = exchange.request.path;
  const bool reads = exchange.request.method == "GET" || exchange.request.method == "HEAD";
  if (exchange.world.variants.chart_urls != ChartUrls::kForeign || !reads) return false;
  if (path.substr(0, kCharts.size()) != kCharts) return false;
  const HelmRoute route = parse_helm_path(path.substr(kCharts.size()));
  if (route.kind != HelmRoute::Kind::kFile) return false;
  const auto found = find_file(exchange.world, exchange.state.charts(), route.org, route.team, route.file);
  if (!found) return false;
  auto package = package_of(shelf, found->record, found->version);
  if (!package) return false;
  const std::string& file = found->provenance ? (*package)->provenance : (*package)->file;
  if (file.empty()) return false;
  serve_file(exchange, file, "application/octet-stream");
  return true;
}

}  // namespace

void ForeignSite::handle(Exchange& exchange) {
  std::string all = exchange.request.target + "\n" + exchange.request.path + "\n";
  for (const auto& [name, value] : exchange.request.headers) {
    all.append(name).append(": ").append(value).append("\n");
  }
  all += exchange.read_body(kMaxBody).value_or("");
  // Whatever the Authorization header says: a key anywhere in the request is a key that reached a foreign host.
  if (const Key* key = key_in(exchange.world, all)) {
    exchange.credential.key = key;
    exchange.credential.form = CredentialForm::kKey;
    exchange.credential.state = Credential::State::kDead;
  }
  if (!serve_chart(exchange, shelf_)) exchange.answer(404, "nothing here\n", "text/plain");
}

}  // namespace ngcs::sandbox
