#include "ngc/api.h"

#include <utility>

#include "http/url.h"
#include "ngc/requests.h"
#include "ngc/service_error.h"
#include "registry/server_name.h"

namespace ngcs::ngc {
namespace {

using base::Errc;
using base::Error;
using secret::SecretString;

constexpr std::size_t kMaxIntrospectBytes = 256 << 10;

std::string api_url(std::string_view path) {
  std::string url = "https://";
  url += registry::kApiHost;
  url += path;
  return url;
}

// "credentials=KEY" without an ordinary string in between.
SecretString key_form(const SecretString& key) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  constexpr std::string_view kUnreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  SecretString form("credentials=");
  for (const char c : key.reveal()) {
    if (kUnreserved.find(c) != std::string_view::npos) {
      form.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      form.push_back('%');
      form.push_back(kHex[byte >> 4U]);
      form.push_back(kHex[byte & 15U]);
    }
  }
  return form;
}

// Before anything is done for a request, the exchange of a key included.
base::Result<void> check_allowed(const http::Request& request, bool by_hand) {
  const auto url = http::Url::parse(request.url);
  if (!url) return url.error();
  if (by_hand ? is_allowed_by_hand(request.method, *url) : is_allowed(request.method, *url)) return {};
  return Error(Errc::kForbiddenHost, std::string(http::method_name(request.method)) + " " + url->without_query() +
                                         " is not among the requests that this program makes");
}

}  // namespace

base::Result<Token> exchange_for_api(http::Transport& transport, const base::Clock& clock, const SecretString& key,
                                     std::string_view org, std::string_view team) {
  // The NGC CLI asks with two scopes for a team, its own and its org's.
  std::string query = "service=ngc";
  const std::string group = "group/ngc:" + std::string(org);
  if (!org.empty()) query += "&scope=" + http::percent_encode(group);
  if (!org.empty() && !team.empty()) query += "&scope=" + http::percent_encode(group + "/" + std::string(team));
  auto url = http::Url::parse("https://" + std::string(registry::kAuthnHost) + "/token?" + query);
  if (!url) return url.error();
  if (!is_allowed(http::Method::kGet, *url)) return Error(Errc::kInternal, "the exchange is not allowed");
  auto answer = exchange(transport, clock, TokenEndpoint{std::move(*url), {}}, &key, {});
  if (!answer) return answer.error();
  if (!answer->token) return *answer->error;
  return std::move(*answer->token);
}

base::Result<http::Response> ApiClient::send(http::Request request) {
  request.headers.push_back({"Accept", "application/json"});
  return transport_.send(request);
}

base::Result<const SecretString*> ApiClient::bearer() {
  if (kind_ != key::Kind::kLegacy) return &key_;
  if (!token_ || !token_->fresh(clock_)) {
    auto token = exchange_for_api(transport_, clock_, key_, {}, {});
    if (!token) return std::move(token).error();
    token_ = std::move(*token);
  }
  return &token_->value;
}

base::Result<http::Response> ApiClient::get(std::string_view path, std::string_view query) {
  return call({.path = std::string(path), .query = std::string(query)});
}

base::Result<http::Response> ApiClient::call(const ApiCall& wanted) {
  http::Request request;
  request.method = wanted.method;
  request.url = api_url(wanted.path);
  if (!wanted.query.empty()) request.url += "?" + wanted.query;
  if (const auto allowed = check_allowed(request, wanted.by_hand); !allowed) return allowed.error();
  const auto secret = bearer();
  if (!secret) return secret.error();
  request.credential = http::Credential{http::Credential::Form::kBearer, {}, *secret};
  request.body = wanted.body;
  if (!wanted.body.empty()) request.content_type = wanted.content_type;
  request.max_body = wanted.max_body;
  request.sink = wanted.sink;
  return send(std::move(request));
}

base::Result<http::Response> ApiClient::introspect(std::string_view path) {
  const SecretString form = key_form(key_);
  http::Request request;
  request.method = http::Method::kPost;
  request.url = api_url(path);
  request.content_type = "application/x-www-form-urlencoded";
  request.secret_body = &form;
  request.repeatable = true;
  request.max_body = kMaxIntrospectBytes;
  if (const auto allowed = check_allowed(request, false); !allowed) return allowed.error();
  return send(std::move(request));
}

std::string ApiClient::without_secrets(std::string_view text) const {
  std::string clean = redact(text, key_);
  return token_ ? redact(clean, token_->value) : clean;
}

base::Error ApiClient::error_of(std::string_view method, std::string_view path, const http::Response& response) const {
  Error error = answer_error(std::string(method) + " " + api_url(path), response, nullptr);
  error.message = without_secrets(error.message);
  return error;
}

}  // namespace ngcs::ngc
