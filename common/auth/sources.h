// One function per source of a key. resolve() stops at the first that has one; explain() asks them all.
#pragma once

#include <optional>
#include <string>

#include "auth/choice.h"
#include "auth/resolve.h"
#include "base/result.h"
#include "config/settings.h"
#include "secret/secret_string.h"

namespace ngcs::auth {

inline constexpr const char* kKeyFileVariable = "NGC_API_KEY_FILE";
inline constexpr const char* kFirstKeyVariable = "NGC_CLI_API_KEY";
inline constexpr const char* kSecondKeyVariable = "NGC_API_KEY";

// What a source has to say: always its name, then a key, an error, or neither.
struct Answer {
  Source source;
  std::optional<secret::SecretString> key;
  std::optional<base::Error> error;  // recorded there, but unreadable
  std::string warning;               // one line; empty = none
};

// Nothing where the source does not exist: variable not set, no such credential.
[[nodiscard]] std::optional<Answer> ask_key_file(const Context& context);
[[nodiscard]] std::optional<Answer> ask_credentials_directory(const Context& context);
[[nodiscard]] std::optional<Answer> ask_variable(const Context& context, const char* name);
// The store of the chosen profile.
[[nodiscard]] Answer ask_store(const Choice& choice, const config::Config& config, const Context& context);

}  // namespace ngcs::auth
