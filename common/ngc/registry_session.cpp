#include "ngc/registry_session.h"

#include <utility>

#include "http/redirect.h"
#include "registry/server_name.h"

namespace ngcs::ngc {

base::Result<RegistrySession::Obtained> RegistrySession::obtain(const std::string& scope) {
  if (const auto found = tokens_.find(scope); found != tokens_.end()) {
    if (found->second.fresh(clock_)) return Obtained{&found->second, true};
    tokens_.erase(found);
  }
  if (!endpoint_) {
    auto endpoint = discover(transport_);
    if (!endpoint) return endpoint.error();
    endpoint_ = std::move(*endpoint);
  }
  auto answer = exchange(transport_, clock_, *endpoint_, key_, scope);
  if (!answer) return answer.error();
  if (!answer->token) return *answer->error;
  const auto stored = tokens_.insert_or_assign(scope, std::move(*answer->token)).first;
  return Obtained{&stored->second, false};
}

base::Result<const Token*> RegistrySession::token(std::string_view repository, std::string_view actions) {
  const auto obtained = obtain(repository_scope(repository, actions));
  if (!obtained) return obtained.error();
  return obtained->token;
}

base::Result<http::Response> RegistrySession::get(http::Method method, std::string_view repository,
                                                  std::string_view rest, http::Request request) {
  request.method = method;
  request.url = "https://nvcr.io/v2/";
  request.url += repository;
  request.url += '/';
  request.url += rest;
  const std::string scope = repository_scope(repository, "pull");
  for (;;) {
    const auto obtained = obtain(scope);
    if (!obtained) return obtained.error();
    request.credential = http::Credential{http::Credential::Form::kBearer, {}, &obtained->token->value};
    auto response = http::send_following(transport_, request);
    if (!response || response->status != 401 || !obtained->remembered) return response;
    tokens_.clear();
    endpoint_.reset();
  }
}

base::Result<http::Response> RegistrySession::send(const std::string& scope, std::string_view repository,
                                                   std::string_view rest, http::Request request) {
  std::string address = "https://nvcr.io/v2/";
  address += repository;
  address += '/';
  address += rest;
  const auto url = http::Url::parse(address);
  if (!url) return url.error();
  return send_to(scope, *url, std::move(request));
}

base::Result<http::Response> RegistrySession::send_to(const std::string& scope, const http::Url& url,
                                                      http::Request request) {
  request.url = url.str();
  if (url.host() != registry::kRegistryHost || url.port() != 443) {
    if (url.host_is_address()) {
      return base::Error(base::Errc::kUnexpected, "the registry names a bare network address for an upload");
    }
    return transport_.send(request);
  }
  for (;;) {
    const auto obtained = obtain(scope);
    if (!obtained) return obtained.error();
    request.credential = http::Credential{http::Credential::Form::kBearer, {}, &obtained->token->value};
    auto response = transport_.send(request);
    if (!response || response->status != 401 || !obtained->remembered) return response;
    tokens_.clear();
    endpoint_.reset();
    if (request.body_source != nullptr) return response;
  }
}

}  // namespace ngcs::ngc
