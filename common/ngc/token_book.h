// Tokens of one key at one registry, for several threads: what one of them has exchanged, the others use.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "http/transport.h"
#include "ngc/token.h"
#include "secret/secret_string.h"

namespace ngcs::ngc {

class TokenBook {
 public:
  // `key` is borrowed; nullptr = anonymous.
  TokenBook(const base::Clock& clock, const secret::SecretString* key) : clock_(clock), key_(key) {}

  struct Obtained {
    std::shared_ptr<const Token> token;
    bool remembered = false;  // from memory, not exchanged just now
  };
  // One exchange at a time: who waits finds the token that it waited for.
  [[nodiscard]] base::Result<Obtained> obtain(http::Transport& transport, const std::string& scope);
  // This token was refused: the next one starts at a cold challenge.
  void drop(const std::string& scope, const std::shared_ptr<const Token>& refused);

 private:
  const base::Clock& clock_;
  const secret::SecretString* key_;
  std::mutex mutex_;
  std::optional<TokenEndpoint> endpoint_;
  std::map<std::string, std::shared_ptr<const Token>, std::less<>> tokens_;  // by scope
};

}  // namespace ngcs::ngc
