#include "service/fronts/helm_site.h"

#include "service/charts/chart_content.h"
#include "service/fronts/helm_answers.h"
#include "service/fronts/helm_upload.h"
#include "service/fronts/xfiles_site.h"

namespace ngcs::sandbox {

namespace {

constexpr const char* kIndexType = "application/x-yaml";  // as ChartMuseum sends it
constexpr const char* kChartType = "application/x-tar";
constexpr const char* kProvenanceType = "application/pgp-signature";

void refuse(Exchange& exchange) { answer_helm_error(exchange, 401, "unauthorized"); }

void answer_region(Exchange& exchange) { answer_helm_error(exchange, 451, "Unavailable For Legal Reasons"); }

}  // namespace

void HelmSite::handle(Exchange& exchange) {
  const HelmRoute route = parse_helm_path(exchange.request.path);
  const std::string& method = exchange.request.method;
  const bool reads = method == "GET" || method == "HEAD";
  using Kind = HelmRoute::Kind;
  if (reads && route.kind == Kind::kIndex) return index(exchange, route);
  if (reads && route.kind == Kind::kFile) return file(exchange, route);
  if (method == "POST" && route.kind == Kind::kUpload) return serve_upload(exchange, shelf_, route);
  if (method == "DELETE" && route.kind == Kind::kVersion && exchange.credential.live()) {
    // Registry guide: charts are removed by the CLI or the API only.
    return answer_helm_error(exchange, 405, "method not allowed");
  }
  // NVIDIA/gpu-operator#395 and #921: /index.yaml without an org is 401, and so is /nvidia without the file.
  refuse(exchange);
}

void HelmSite::index(Exchange& exchange, const HelmRoute& route) {
  const World& world = exchange.world;
  const auto records = exchange.state.charts().paths(world, route.org, route.team);
  const HelmIndex readable = helm_index(world, exchange.now, exchange.credential, route.org, route.team, records);
  if (readable.status != 200) return refuse(exchange);
  std::vector<ChartRecord> shown;
  for (const std::string& path : readable.charts) {
    auto record = exchange.state.charts().find(world, path);
    if (!record) continue;  // removed meanwhile
    if (record->of_world != nullptr && record->of_world->region_blocked) continue;
    shown.push_back(std::move(*record));
  }
  if (shown.empty() && !readable.charts.empty()) return answer_region(exchange);
  auto packages = packages_of(shelf_, shown, exchange.state.monotonic_ms());
  if (!packages) return answer_no_helm(exchange, packages.error());
  auto answer = served(*packages, route.space(), world.variants);
  if (!answer) return answer_no_helm(exchange, answer.error());
  const ServedIndex& served = **answer;
  exchange.response.set_header("ETag", served.etag);
  exchange.response.set_header("Vary", "Accept-Encoding");
  if (matches_etag(exchange.request, served.etag)) {
    exchange.response.status = 304;
    return;
  }
  const bool gzip = world.variants.index_gzip && accepts_gzip(exchange.request);
  if (gzip) exchange.response.set_header("Content-Encoding", "gzip");
  exchange.answer(200, gzip ? served.gzip : served.text, kIndexType);
}

base::Result<std::shared_ptr<const ServedIndex>> HelmSite::served(const std::vector<PackagePtr>& packages,
                                                                  const std::string& space, const Variants& variants) {
  const std::string url = index_url(variants, space);
  auto text = shelf_.index(packages, url, variants.index_form == IndexForm::kJson);
  if (!text) return text.error();
  // The shelf keeps every index it made: its address stands for it.
  const auto address = std::to_string(reinterpret_cast<std::uintptr_t>(text->get()));
  const std::string key = address + " " + url + " " + shape_key(variants);
  const std::lock_guard<std::mutex> lock(mutex_);
  auto& kept = indexes_[key];
  if (kept == nullptr) kept = shape_index(**text, url, variants);
  return kept;
}

void HelmSite::file(Exchange& exchange, const HelmRoute& route) {
  const World& world = exchange.world;
  const auto name = chart_name_of(route.file);
  const auto found = find_file(world, exchange.state.charts(), route.org, route.team, route.file);
  if (!found && !name) return refuse(exchange);
  const std::string path = found ? found->record.path : route.space() + "/" + *name;
  const Verdict verdict = decide(world, exchange.now, exchange.credential, ArtifactKind::kChart, path, Action::kPull);
  if (verdict != Verdict::kAllowed) return refuse(exchange);
  const auto not_found = [&] { answer_helm_error(exchange, 404, "not found"); };
  if (!found) return not_found();
  if (found->record.of_world != nullptr && found->record.of_world->region_blocked) return answer_region(exchange);
  if (found->version.ready_at_ms > exchange.state.monotonic_ms()) return not_found();
  auto package = package_of(shelf_, found->record, found->version);
  if (!package) return answer_no_helm(exchange, package.error());
  const ChartPackage& content = **package;
  if (found->provenance && content.provenance.empty()) return not_found();
  if (world.variants.chart_download_redirect) {
    exchange.response.status = 302;
    exchange.response.set_header("Location", signed_file_url(exchange.state, content, found->provenance));
    return;
  }
  exchange.response.set_header("ETag", '"' + content.digest + '"');
  serve_file(exchange, found->provenance ? content.provenance : content.file,
             found->provenance ? kProvenanceType : kChartType);
}

}  // namespace ngcs::sandbox
