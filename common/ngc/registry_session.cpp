#include "ngc/registry_session.h"

#include <utility>

#include "http/redirect.h"
#include "registry/server_name.h"

namespace ngcs::ngc {
namespace {

constexpr int kMaxTokens = 3;  // for one request: other threads may get one that is refused, too

}  // namespace

base::Result<const Token*> RegistrySession::token(std::string_view repository, std::string_view actions) {
  auto obtained = book_->obtain(transport_, repository_scope(repository, actions));
  if (!obtained) return obtained.error();
  last_ = std::move(obtained->token);
  return last_.get();
}

template <typename Send>
base::Result<http::Response> RegistrySession::with_token(const std::string& scope, bool repeatable, const Send& send) {
  for (int tries = 1;; ++tries) {
    const auto obtained = book_->obtain(transport_, scope);
    if (!obtained) return obtained.error();
    auto response = send(http::Credential{http::Credential::Form::kBearer, {}, &obtained->token->value});
    if (!response || response->status != 401 || !obtained->remembered) return response;
    book_->drop(scope, obtained->token);
    if (!repeatable || tries == kMaxTokens) return response;
  }
}

base::Result<http::Response> RegistrySession::get(http::Method method, std::string_view repository,
                                                  std::string_view rest, http::Request request) {
  request.method = method;
  request.url = "https://nvcr.io/v2/";
  request.url += repository;
  request.url += '/';
  request.url += rest;
  return with_token(repository_scope(repository, "pull"), true, [&](const http::Credential& credential) {
    request.credential = credential;
    return http::send_following(transport_, request);
  });
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
  return with_token(scope, request.body_source == nullptr, [&](const http::Credential& credential) {
    request.credential = credential;
    return transport_.send(request);
  });
}

}  // namespace ngcs::ngc
