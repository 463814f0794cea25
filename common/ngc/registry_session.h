// Requests to nvcr.io with exchanged tokens, kept in memory for as long as they are fresh.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "base/result.h"
#include "http/transport.h"
#include "http/url.h"
#include "ngc/token.h"
#include "ngc/token_book.h"
#include "secret/secret_string.h"

namespace ngcs::ngc {

// One session is either anonymous or belongs to one key: tokens of the two never mix.
class RegistrySession {
 public:
  // `key` is borrowed; nullptr = anonymous.
  RegistrySession(http::Transport& transport, const base::Clock& clock, const secret::SecretString* key)
      : RegistrySession(transport, std::make_shared<TokenBook>(clock, key)) {}
  // One of several sessions of the same key, each in a thread of its own.
  RegistrySession(http::Transport& transport, std::shared_ptr<TokenBook> book)
      : transport_(transport), book_(std::move(book)) {}

  // A fresh token for one repository ("org/team/image") and actions ("pull", "pull,push"). The pointer is valid until
  // the next call. The token service's refusal is an error (kNotEntitled for 402, 403; kUnexpected for 401, which for a
  // repository does not say whether key or repository is at fault).
  [[nodiscard]] base::Result<const Token*> token(std::string_view repository, std::string_view actions);

  // A GET or HEAD of "/v2/REPOSITORY/REST" with such a token. A 401 to a token out of memory drops everything
  // remembered and starts once more at a cold challenge: the challenge to an expired token leads nowhere. Redirects
  // (blobs are at signed URLs of another host) are followed without the token.
  [[nodiscard]] base::Result<http::Response> get(http::Method method, std::string_view repository,
                                                 std::string_view rest, http::Request request = {});

  // Any request of "/v2/REPOSITORY/REST" with a token for `scope` (repository_scope; several are separated by blanks).
  // Redirects are not followed. A 401 to a remembered token is answered as in get(), except for a streamed body, which
  // can be sent once only: then the 401 is the answer, and the next call starts at a cold challenge.
  [[nodiscard]] base::Result<http::Response> send(const std::string& scope, std::string_view repository,
                                                  std::string_view rest, http::Request request);
  // The same for an address that the registry itself named, such as an upload's. The token goes along only to the
  // registry's own origin; elsewhere the address has to speak for itself, and a bare network address is refused.
  [[nodiscard]] base::Result<http::Response> send_to(const std::string& scope, const http::Url& url,
                                                     http::Request request);

 private:
  // Sends with the token, and once more with a new one where a remembered one was refused.
  template <typename Send>
  [[nodiscard]] base::Result<http::Response> with_token(const std::string& scope, bool repeatable, const Send& send);

  http::Transport& transport_;
  std::shared_ptr<TokenBook> book_;
  std::shared_ptr<const Token> last_;  // that token() gave away
};

}  // namespace ngcs::ngc
