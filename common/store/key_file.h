// Keys that others provide: a mounted key file (NGC_API_KEY_FILE, $CREDENTIALS_DIRECTORY) or an environment variable.
// Read only.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "secret/secret_string.h"

namespace ngcs::store {

struct ProvidedKey {
  secret::SecretString key;  // trimmed
  std::string warning;       // one line; empty = none
};

// May be a symlink and belong to somebody else (Kubernetes and systemd mount them so); readable by everybody is warned
// about. kNotFound where it is missing: it was named explicitly. kInvalidInput where it is empty or holds control
// characters, kTooLarge above key::kMaxKeyBytes.
[[nodiscard]] base::Result<ProvidedKey> read_key_file(const std::string& path);

// The value of a variable. `name` is for messages.
[[nodiscard]] base::Result<ProvidedKey> take_variable(std::string_view name, std::string_view value);

}  // namespace ngcs::store
