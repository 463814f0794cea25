#include "diagnose/registry_probe.h"

#include <utility>

#include "base/text.h"
#include "http/url.h"
#include "json/value.h"
#include "ngc/challenge.h"
#include "registry/server_name.h"

namespace ngcs::diagnose {
namespace {

using Kind = Outcome::Kind;

constexpr std::size_t kMaxTags = 1000;
constexpr const char* kManifestTypes =
    "application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.list.v2+json, "
    "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json";

Outcome failed_challenge(std::string code, std::string facts) {
  Outcome outcome;
  outcome.kind = Kind::kFault;
  outcome.code = std::move(code);
  outcome.values = {{"host", std::string(registry::kRegistryHost)}, {"facts", facts}, {"reason", facts}};
  return outcome;
}

http::Request registry_get(const std::string& path, const ngc::Token& token) {
  http::Request request;
  request.url = "https://" + std::string(registry::kRegistryHost) + "/v2/" + path;
  request.credential = http::Credential{http::Credential::Form::kBearer, {}, &token.value};
  return request;
}

bool says_json(const http::Response& response) {
  return base::lower(response.content_type).find("json") != std::string::npos;
}

}  // namespace

Outcome ask_challenge(RecordingTransport& transport, std::optional<ngc::TokenEndpoint>& endpoint) {
  http::Request request;
  request.url = "https://nvcr.io/v2/";
  request.max_body = 64 * 1024;
  transport.next("S1");
  const auto response = transport.send(request);
  Outcome outcome = outcome_of(response, registry::kRegistryHost);
  if (!response || outcome.fault()) return outcome;
  const bool html = response->content_type.rfind("text/html", 0) == 0;
  const auto challenge = ngc::bearer_challenge(response->all("WWW-Authenticate"));
  if (outcome.kind != Kind::kUnauthorized || !challenge) {
    // An HTML page in the place of a registry is some other machine's: a login page of the network.
    const std::string facts = std::to_string(response->status) + " without a challenge";
    return failed_challenge(html && outcome.kind == Kind::kOk ? "NGC3401" : "NGC4102", facts);
  }
  auto found = ngc::token_endpoint(*challenge, true);
  if (!found) {
    const auto realm = http::Url::parse(challenge->realm);
    outcome = failed_challenge("NGC4105", found.error().message);
    outcome.values["host"] = realm ? realm->host() : std::string("(not an https address)");
    return outcome;
  }
  endpoint = std::move(*found);
  outcome = {};
  outcome.kind = Kind::kOk;
  outcome.status = response->status;
  return outcome;
}

Outcome ask_token(RecordingTransport& transport, const base::Clock& clock, const ngc::TokenEndpoint& endpoint,
                  const secret::SecretString* key, const std::string& scope, std::optional<ngc::Token>& token) {
  auto answer = ngc::exchange(transport, clock, endpoint, key, scope);
  Outcome outcome = outcome_of(answer, endpoint.url.host());
  if (outcome.code == "NGC4106") {
    answer = ngc::exchange(transport, clock, endpoint, key, scope);
    outcome = outcome_of(answer, endpoint.url.host());
  }
  if (outcome.ok()) token = std::move(*answer->token);
  return outcome;
}

Outcome ask_tags(RecordingTransport& transport, const ngc::Token& token, const std::string& repository,
                 std::vector<std::string>& tags) {
  const auto response = transport.send(registry_get(repository + "/tags/list?n=1000", token));
  Outcome outcome = outcome_of(response, registry::kRegistryHost);
  if (!outcome.ok()) return outcome;
  const auto list = json::parse(response->body);
  if (!list || !says_json(*response)) return broken_answer(registry::kRegistryHost, "the list of tags is no JSON");
  const json::Value* names = json::member(*list, "tags");
  if (names == nullptr || !names->is_array()) return outcome;
  for (const json::Value& name : *names) {
    if (name.is_string() && tags.size() < kMaxTags) tags.push_back(base::printable(name.get<std::string>(), 128));
  }
  return outcome;
}

Outcome ask_image(RecordingTransport& transport, const base::Clock& clock, const ngc::TokenEndpoint& endpoint,
                  const secret::SecretString* key, const ImageQuestion& question, Artefact& artefact) {
  std::optional<ngc::Token> token;
  transport.next(question.token_id);
  Outcome outcome =
      ask_token(transport, clock, endpoint, key, ngc::repository_scope(question.repository, "pull"), token);
  if (!outcome.ok()) return outcome;
  transport.next(question.manifest_id);
  http::Request request = registry_get(
      question.repository + "/manifests/" + (question.reference.empty() ? "latest" : question.reference), *token);
  request.headers.push_back({"Accept", kManifestTypes});
  const auto response = transport.send(request);
  outcome = outcome_of(response, registry::kRegistryHost);
  if (outcome.ok()) {
    if (!says_json(*response) || !json::parse(response->body, {.bytes = std::size_t{4} << 20U})) {
      return broken_answer(registry::kRegistryHost,
                           "the manifest is no JSON (" + base::printable(response->content_type, 60) + ")");
    }
    artefact.space_readable = artefact.exists = artefact.version_exists = true;
    return outcome;
  }
  if (outcome.kind != Kind::kNotFound) return outcome;
  const Outcome listed = ask_tags(transport, *token, question.repository, artefact.versions);
  artefact.space_readable = true;
  artefact.exists = listed.ok();
  return outcome;
}

}  // namespace ngcs::diagnose
