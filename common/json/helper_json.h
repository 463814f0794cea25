// The one JSON object of the credential-helper protocol, parsed straight into a SecretString: no JSON library ever
// holds a key. Facts: docs/protocol.md.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "secret/secret_string.h"

namespace ngcs::json {

struct HelperCredentials {
  std::string server;
  std::string username;
  secret::SecretString secret;
};

// Parses {"ServerURL":…,"Username":…,"Secret":…}: member names in any case, other members skipped, \u escapes with
// surrogate pairs. Refused (kInvalidInput, the message never quotes a value): duplicate members, lone surrogates, NUL,
// invalid UTF-8, text after the object, depth above 32, more than `limit` bytes (kTooLarge).
[[nodiscard]] base::Result<HelperCredentials> parse_credentials(const secret::SecretString& text,
                                                                std::size_t limit = 1 << 20);

// The answer of `get`: exact key case, one object, a line feed at the end. Non-ASCII is passed as UTF-8; `<`, `>`, `&`
// need no escape.
[[nodiscard]] secret::SecretString format_credentials(std::string_view server, std::string_view username,
                                                      const secret::SecretString& secret);

// A JSON string with its quotes. Non-ASCII is passed as UTF-8; `<`, `>`, `&` need no escape.
void append_string(secret::SecretString& out, std::string_view text);

}  // namespace ngcs::json
