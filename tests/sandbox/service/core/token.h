// The tokens the service hands out: opaque to clients, signed, expiring on the service's clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/core/crypto.h"

namespace ngcs::sandbox {

struct Access {
  std::string name;                  // repository
  std::vector<std::string> actions;  // pull, push, delete
};

struct Token {
  enum class Use { kRegistry, kApi };
  Use use = Use::kRegistry;
  std::string key_id;  // empty = given to nobody
  std::int64_t expires = 0;
  std::vector<Access> access;  // registry tokens

  [[nodiscard]] bool allows(std::string_view name, std::string_view action) const;
};

[[nodiscard]] std::string encode_token(const Signer& signer, const Token& token);
// Nothing where the signature is not ours. Expiry is the caller's to check.
[[nodiscard]] std::optional<Token> decode_token(const Signer& signer, std::string_view text);

// Whether a repository name could be one: no empty part, and only characters that registries and references know.
[[nodiscard]] bool is_repository_name(std::string_view name);

// One `scope` value of the token endpoint, "repository:NAME:ACTION[,ACTION]". Nothing where it is malformed.
[[nodiscard]] std::optional<Access> parse_scope(std::string_view scope);

}  // namespace ngcs::sandbox
