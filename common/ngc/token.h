// The registry's token exchange: cold challenge, then a token for nothing (which speaks about the key alone) or for one
// repository. Wire facts with their sources: docs/wire.md, "Token".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "http/transport.h"
#include "http/url.h"
#include "ngc/challenge.h"
#include "secret/secret_string.h"

namespace ngcs::ngc {

// Where a token is asked for: a realm that passed the rules.
struct TokenEndpoint {
  http::Url url;        // the realm without any `scope` in its query
  std::string service;  // to be replayed; empty = none
};

// Is the challenge's realm one that a key may follow? https, port 443, and exactly nvcr.io, or exactly authn.nvidia.com
// where the challenge is a cold one (the answer to a request without a token). Anything else is kForbiddenHost: after a
// token has expired nvcr.io has named a realm that leads nowhere, and a realm is data from outside, not authority.
[[nodiscard]] base::Result<TokenEndpoint> token_endpoint(const BearerChallenge& challenge, bool cold);

// Asks GET https://nvcr.io/v2/ without any credential. kUnexpected where the answer is no 401 with a Bearer challenge.
[[nodiscard]] base::Result<TokenEndpoint> discover(http::Transport& transport);

struct Token {
  secret::SecretString value;
  std::int64_t lifetime_s = 0;  // what the service states; 60 where it states nothing
  std::int64_t renew_at = 0;    // monotonic milliseconds: after 3/4 of the lifetime, and after an hour at the latest
  bool anonymous = false;       // asked for without a key: proves nothing about one
  [[nodiscard]] bool fresh(const base::Clock& clock) const { return clock.monotonic_ms() < renew_at; }
};

// What the token service said: a token, or its refusal.
struct TokenAnswer {
  int status = 0;
  std::optional<Token> token;        // with status 200 only
  std::optional<base::Error> error;  // where there is no token: what was asked and answered, without secrets
};

// GET on the endpoint, with the key as Basic "$oauthtoken:KEY" or (nullptr) anonymously. `scope` is ours; empty = none,
// several
// are separated by blanks. An error is a failure below HTTP; every answer is a value. Redirects are not followed.
[[nodiscard]] base::Result<TokenAnswer> exchange(http::Transport& transport, const base::Clock& clock,
                                                 const TokenEndpoint& endpoint, const secret::SecretString* key,
                                                 std::string_view scope);

// "repository:PATH:ACTIONS"; actions such as "pull" or "pull,push".
[[nodiscard]] std::string repository_scope(std::string_view repository, std::string_view actions);

}  // namespace ngcs::ngc
