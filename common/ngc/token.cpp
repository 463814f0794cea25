#include "ngc/token.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "ngc/service_error.h"
#include "ngc/token_json.h"
#include "registry/server_name.h"

namespace ngcs::ngc {
namespace {

using base::Errc;
using base::Error;
using secret::SecretString;

constexpr std::int64_t kUnstatedLifetimeSeconds = 60;
constexpr std::int64_t kLongestUseSeconds = 3600;
constexpr std::int64_t kLongestLifetimeSeconds = 24 * 3600;

// The realm's own query without `scope`, and then ours: the service answers a second one for the same repository with
// 500. Several repositories stand in a parameter each, as docker and skopeo send them (distribution's token
// specification).
std::string query_of(const TokenEndpoint& endpoint, std::string_view scope) {
  std::string query = endpoint.url.query();
  const auto add = [&query](std::string_view name, std::string_view value) {
    if (!query.empty()) query += '&';
    query += name;
    query += '=';
    query += http::percent_encode(value);
  };
  if (!endpoint.service.empty()) add("service", endpoint.service);
  for (const std::string_view one : base::split(scope, ' ')) {
    if (!one.empty()) add("scope", one);
  }
  return query;
}

Token make_token(TokenFields fields, const base::Clock& clock, bool anonymous) {
  Token token;
  token.value = std::move(fields.token);
  token.lifetime_s = std::min(fields.expires_in.value_or(kUnstatedLifetimeSeconds), kLongestLifetimeSeconds);
  token.renew_at = clock.monotonic_ms() + std::min(token.lifetime_s * 750, kLongestUseSeconds * 1000);
  token.anonymous = anonymous;
  return token;
}

}  // namespace

base::Result<TokenEndpoint> token_endpoint(const BearerChallenge& challenge, bool cold) {
  auto realm = http::Url::parse(challenge.realm);
  const auto refused = [](const std::string& why) {
    return Error(Errc::kForbiddenHost, "nvcr.io names a token service that no key is sent to: " + why,
                 "something between here and nvcr.io may change its answers");
  };
  if (!realm) return refused(realm.error().message);
  const bool known = realm->host() == registry::kRegistryHost || (cold && realm->host() == registry::kAuthnHost);
  if (!known || realm->port() != 443) return refused(base::printable(realm->origin(), 300));

  std::string kept;
  bool has_service = false;
  for (const auto& [name, value] : http::query_parameters(realm->query())) {
    const std::string decoded = base::lower(http::percent_decode(name));
    if (decoded == "scope") continue;
    has_service = has_service || decoded == "service";
    if (!kept.empty()) kept += '&';
    kept += name;
    kept += '=';
    kept += value;
  }
  realm->set_query(kept);
  return TokenEndpoint{std::move(*realm), has_service ? std::string() : challenge.service};
}

base::Result<TokenEndpoint> discover(http::Transport& transport) {
  http::Request request;
  request.url = "https://nvcr.io/v2/";
  request.max_body = 64 * 1024;
  const auto response = transport.send(request);
  if (!response) return response.error();
  const std::string asked = "GET " + request.url;
  if (response->status != 401) {
    Error error = answer_error(asked, *response, nullptr);
    if (error.code != Errc::kService) {
      error.code = Errc::kUnexpected;  // a 403 or 404 here is no registry's answer, and says nothing about a key
      error.message += "; a registry asks for a token there (401)";
    }
    return error;
  }
  const auto challenge = bearer_challenge(response->all("WWW-Authenticate"));
  if (!challenge) {
    Error error = challenge.error().with_context(asked + " answered 401");
    error.detail = response->status;
    error.hint = "an outage or a device between here and nvcr.io: try again later";
    return error;
  }
  return token_endpoint(*challenge, true);
}

base::Result<TokenAnswer> exchange(http::Transport& transport, const base::Clock& clock, const TokenEndpoint& endpoint,
                                   const SecretString* key, std::string_view scope) {
  http::Url url = endpoint.url;
  url.set_query(query_of(endpoint, scope));
  SecretString text;
  http::Request request;
  request.url = url.str();
  request.headers.push_back({"Accept", "application/json"});
  request.max_body = kMaxTokenAnswerBytes;
  request.sink = [&text](std::string_view piece) {
    text.append(piece);
    return true;
  };
  if (key != nullptr) {
    request.credential = http::Credential{http::Credential::Form::kBasic, std::string(registry::kUserName), key};
  }
  const auto response = transport.send(request);
  if (!response) return response.error();

  TokenAnswer answer;
  answer.status = response->status;
  const std::string asked = "GET " + url.without_query();
  if (response->status != 200) {
    answer.error = answer_error(asked, *response, key);
    return answer;
  }
  auto fields = parse_token(text);
  if (!fields) {
    answer.error = fields.error().with_context(asked);
    answer.error->detail = response->status;
    return answer;
  }
  answer.token = make_token(std::move(*fields), clock, key == nullptr);
  return answer;
}

std::string repository_scope(std::string_view repository, std::string_view actions) {
  std::string scope = "repository:";
  scope += repository;
  scope += ':';
  scope += actions;
  return scope;
}

}  // namespace ngcs::ngc
