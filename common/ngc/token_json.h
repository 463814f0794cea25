// The JSON of a token service, read without leaving copies of the token anywhere but in a SecretString.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/result.h"
#include "secret/secret_string.h"

namespace ngcs::ngc {

inline constexpr std::size_t kMaxTokenBytes = std::size_t{16} * 1024;
inline constexpr std::size_t kMaxTokenAnswerBytes = std::size_t{64} * 1024;

struct TokenFields {
  secret::SecretString token;              // `token`, or where that is absent `access_token`
  std::optional<std::int64_t> expires_in;  // seconds; nothing where absent or no positive integer
};

// kUnexpected, quoting nothing, where it is no JSON object, a name stands twice, nesting is deeper than 32, neither
// token field holds a string, or the token is empty, larger than 16 KiB or holds anything outside visible ASCII.
[[nodiscard]] base::Result<TokenFields> parse_token(const secret::SecretString& text);

}  // namespace ngcs::ngc
