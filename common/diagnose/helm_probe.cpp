#include "diagnose/helm_probe.h"

#include <algorithm>

#include "base/text.h"
#include "cli/suggest.h"
#include "ngc/chart_index.h"
#include "ngc/helm_url.h"
#include "ngc/index_json.h"
#include "ngc/semver.h"
#include "registry/server_name.h"

namespace ngcs::diagnose {
namespace {

// Enough to see whether an index opens; a smaller one is read to its end.
constexpr std::size_t kBeginning = std::size_t{128} * 1024;
constexpr std::size_t kMaxIndex = std::size_t{64} << 20U;
constexpr std::size_t kMaxListed = 20;

std::string repository_url(const registry::Space& space) {
  return "https://" + std::string(registry::kHelmHost) + "/" + (space.org.empty() ? "" : space.path() + "/");
}

void look_for_chart(const ngc::ChartIndex& index, const IndexQuestion& question, Artefact& artefact) {
  artefact.space_readable = true;
  for (const auto& [name, versions] : index.charts()) artefact.names.push_back(base::printable(name, 128));
  std::stable_sort(artefact.names.begin(), artefact.names.end(), [&](const std::string& a, const std::string& b) {
    return cli::edit_distance(a, question.chart) < cli::edit_distance(b, question.chart);
  });
  if (artefact.names.size() > kMaxListed) artefact.names.resize(kMaxListed);
  const ngc::ChartIndex::Versions* versions = index.versions(question.chart);
  if (versions == nullptr || versions->empty()) return;
  artefact.exists = true;
  artefact.only_prereleases = true;
  for (const ngc::IndexedVersion& one : *versions) {
    if (artefact.versions.size() < kMaxListed) artefact.versions.push_back(base::printable(one.version, 128));
    const auto parsed = ngc::Version::parse(one.version);
    if (parsed && parsed->prerelease.empty()) artefact.only_prereleases = false;
  }
  const auto found = index.find(question.chart, question.version, question.devel);
  artefact.version_exists = found && *found != nullptr;
  if (!artefact.version_exists || (*found)->urls.empty()) return;
  // Relative to the repository or whole; at another host it is nothing to ask for with a key.
  std::string url = (*found)->urls.front();
  if (url.find("://") == std::string::npos) url = repository_url(question.space) + url;
  const auto file = ngc::parse_helm_https_url(url);
  if (file && file->kind == ngc::HelmUrl::Kind::kChart && file->space.path() == question.space.path()) {
    artefact.file = file->file;
  }
}

}  // namespace

Outcome ask_index(RecordingTransport& transport, const secret::SecretString* key, const IndexQuestion& question,
                  Artefact& artefact) {
  const bool whole = !question.chart.empty();
  std::string body;
  http::Request request;
  request.url = repository_url(question.space) + "index.yaml";
  request.max_body = kMaxIndex;
  request.sink = [&body, whole](std::string_view piece) {
    body += piece;
    return whole || body.size() < kBeginning;
  };
  if (key != nullptr) {
    request.credential = http::Credential{http::Credential::Form::kBasic, std::string(registry::kUserName), key};
  }
  auto response = transport.send(request);
  if (!response && response.error().detail == http::kBroken) {  // what the sink took is asked for again from its start
    body.clear();
    response = transport.send(request);
  }
  Outcome outcome = outcome_of(response, registry::kHelmHost);
  if (!outcome.ok()) return outcome;
  const std::string type = base::lower(response->content_type);
  const std::string_view text = base::trim(body);
  if (type.rfind("text/html", 0) == 0 || base::istarts_with(text, "<!doctype") || base::istarts_with(text, "<html")) {
    outcome = broken_answer(registry::kHelmHost, "a web page in the place of an index");
    outcome.code = "NGC3401";
    return outcome;
  }
  if (type.rfind("application/octet-stream", 0) == 0) {
    return broken_answer(registry::kHelmHost, "an index of the type application/octet-stream");
  }
  if (!whole && body.size() >= kBeginning) {
    artefact.space_readable = true;
    return outcome;
  }
  const auto json = ngc::index_to_json(body, question.space, {});
  if (!json) return broken_answer(registry::kHelmHost, "the index cannot be read: " + json.error().message);
  const auto index = ngc::ChartIndex::parse(*json);
  if (!index) return broken_answer(registry::kHelmHost, "the index cannot be read: " + index.error().message);
  look_for_chart(*index, question, artefact);
  return outcome;
}

Outcome ask_chart_file(RecordingTransport& transport, const secret::SecretString& key, const registry::Space& space,
                       const std::string& file) {
  http::Request request;
  request.method = http::Method::kHead;
  request.url = ngc::HelmUrl{space, ngc::HelmUrl::Kind::kChart, file, {}}.https_url();
  request.credential = http::Credential{http::Credential::Form::kBasic, std::string(registry::kUserName), &key};
  const auto response = transport.send(request);
  if (response && (response->status == 405 || response->status == 501)) return {};
  Outcome outcome = outcome_of(response, registry::kHelmHost);
  if (response && response->status >= 300 && response->status < 400) {
    outcome = {};
    outcome.kind = Outcome::Kind::kOk;
    outcome.status = response->status;
  }
  return outcome;
}

}  // namespace ngcs::diagnose
