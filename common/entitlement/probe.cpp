#include "entitlement/probe.h"

#include <optional>
#include <utility>

#include "ngc/helm_repository.h"
#include "ngc/token.h"

namespace ngcs::entitlement {
namespace {

using secret::SecretString;

std::string_view with_or_without(const SecretString* key) { return key == nullptr ? "without a key" : "with the key"; }

Reading reading_of(int status) {
  switch (status) {
    case 200:
      return Reading::kAllowed;
    case 401:
    case 402:
    case 403:
      return Reading::kRefused;
    case 404:
      return Reading::kMissing;
    case 451:
      return Reading::kRegion;
    default:
      return Reading::kCouldNotAsk;
  }
}

// What a status says stands in Error::detail; a failure below HTTP has another number there.
ProbeAnswer of_error(const base::Error& error, std::string_view asked) {
  ProbeAnswer answer;
  answer.status = error.detail >= 100 ? error.detail : 0;
  answer.reading = answer.status == 0 ? Reading::kCouldNotAsk : reading_of(answer.status);
  if (answer.reading == Reading::kAllowed) answer.reading = Reading::kCouldNotAsk;  // 200 that cannot be read
  answer.text = std::string(asked) + ": " + error.message;
  return answer;
}

// A token for the scope; else `answer` says why there is none. Only the token service's own refusal is one: a registry
// that does not answer as a registry refuses nobody.
std::optional<ngc::Token> exchange(http::Transport& transport, const base::Clock& clock, const SecretString* key,
                                   const std::string& scope, ProbeAnswer& answer) {
  const std::string_view asked = with_or_without(key);
  const auto endpoint = ngc::discover(transport);
  if (!endpoint) {
    answer = {Reading::kCouldNotAsk, 0, std::string(asked) + ": " + endpoint.error().message};
    return std::nullopt;
  }
  auto exchanged = ngc::exchange(transport, clock, *endpoint, key, scope);
  if (!exchanged) {
    answer = of_error(exchanged.error(), asked);
    return std::nullopt;
  }
  if (exchanged->token) return std::move(exchanged->token);
  answer = of_error(*exchanged->error, asked);
  // A token service that is not found is no repository that is not found.
  if (answer.reading == Reading::kMissing) answer.reading = Reading::kCouldNotAsk;
  return std::nullopt;
}

}  // namespace

ProbeAnswer probe_image(http::Transport& transport, const base::Clock& clock, const SecretString* key,
                        const std::string& repository, const std::string& reference) {
  ProbeAnswer answer;
  const auto token = exchange(transport, clock, key, ngc::repository_scope(repository, "pull"), answer);
  if (!token) return answer;
  http::Request request;
  const bool listed = reference.empty();
  request.method = listed ? http::Method::kGet : http::Method::kHead;
  request.url = "https://nvcr.io/v2/" + repository + (listed ? "/tags/list?n=1" : "/manifests/" + reference);
  if (!listed) {
    request.headers.push_back({"Accept",
                               "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, "
                               "application/vnd.docker.distribution.manifest.list.v2+json, "
                               "application/vnd.docker.distribution.manifest.v2+json"});
  }
  request.credential = http::Credential{http::Credential::Form::kBearer, {}, &token->value};
  const auto response = transport.send(request);
  if (!response) return of_error(response.error(), with_or_without(key));
  answer.status = response->status;
  answer.reading = reading_of(response->status);
  answer.text = std::string(with_or_without(key)) + ": the registry gives a token to pull " + repository +
                ", and answers " + std::to_string(response->status) + " to it";
  return answer;
}

ProbeAnswer probe_push(http::Transport& transport, const base::Clock& clock, const SecretString& key,
                       const std::string& repository) {
  ProbeAnswer answer;
  if (!exchange(transport, clock, &key, ngc::repository_scope(repository, "pull,push"), answer)) return answer;
  return {Reading::kAllowed, 200, "with the key: the registry gives a token to push to " + repository};
}

ProbeAnswer probe_chart(http::Transport& transport, const base::Clock& clock, const SecretString* key,
                        const registry::Space& space, const std::string& name) {
  ngc::HelmRepository helm(transport, clock, {});
  const auto charts = helm.charts(space, {.key = key});
  const std::string asked(with_or_without(key));
  if (!charts) {
    ProbeAnswer answer = of_error(charts.error(), asked);
    if (answer.reading == Reading::kMissing) answer.reading = Reading::kCouldNotAsk;
    return answer;
  }
  const bool listed = charts->versions(name) != nullptr;
  return {listed ? Reading::kAllowed : Reading::kNotListed, 200,
          asked + ": the Helm index of " + space.path() + (listed ? " lists " : " does not list ") + name};
}

}  // namespace ngcs::entitlement
