// NGC's API (api.ngc.nvidia.com) with one key. Wire facts with their sources: docs/wire.md, "API requests".
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "http/transport.h"
#include "key/key.h"
#include "ngc/token.h"
#include "secret/secret_string.h"

namespace ngcs::ngc {

struct ApiCall {
  http::Method method = http::Method::kGet;
  std::string path;                                 // "/v2/org/acme/helm-charts"
  std::string query = {};                           // "page-size=1000"; may be empty
  std::string_view body = {};                       // borrowed
  std::string content_type = "application/json";    // of the body
  std::size_t max_body = std::size_t{4} << 20;      // of the answer
  std::function<bool(std::string_view)> sink = {};  // as http::Request's
  bool by_hand = false;                             // the user's own words: the other allow-list (requests.h)
};

// The exchange of a key for an expiring token of the API at authn.nvidia.com: for a group (org, or team of it), or
// where `org` is empty for none. The service's refusal is an error.
[[nodiscard]] base::Result<Token> exchange_for_api(http::Transport& transport, const base::Clock& clock,
                                                   const secret::SecretString& key, std::string_view org,
                                                   std::string_view team);

class ApiClient {
 public:
  // `key` is borrowed. A legacy key is exchanged at authn.nvidia.com first; every other kind is its own bearer.
  ApiClient(http::Transport& transport, const base::Clock& clock, const secret::SecretString& key, key::Kind kind)
      : transport_(transport), clock_(clock), key_(key), kind_(kind) {}

  // GET on `path` ("/v2/users/me") with `query` ("page-size=1000"; may be empty). Every status is a value; an error is
  // a failure below HTTP, a request outside the allow-list (kForbiddenHost), or an exchange without a token.
  [[nodiscard]] base::Result<http::Response> get(std::string_view path, std::string_view query);

  // Any request of the allow-list. Only GET and HEAD are ever repeated.
  [[nodiscard]] base::Result<http::Response> call(const ApiCall& wanted);

  // POST on `path` with the key in the form field `credentials`, and nowhere else.
  [[nodiscard]] base::Result<http::Response> introspect(std::string_view path);

  // `text` of a service without the key and the token: services and proxies do echo what they were sent.
  [[nodiscard]] std::string without_secrets(std::string_view text) const;

  // What an answer that is not 200 says, without the key and the token.
  [[nodiscard]] base::Error error_of(std::string_view method, std::string_view path,
                                     const http::Response& response) const;

 private:
  [[nodiscard]] base::Result<http::Response> send(http::Request request);
  [[nodiscard]] base::Result<const secret::SecretString*> bearer();

  http::Transport& transport_;
  const base::Clock& clock_;
  const secret::SecretString& key_;
  key::Kind kind_;
  std::optional<Token> token_;  // of a legacy key
};

}  // namespace ngcs::ngc
