// The random key of this machine's user, in a tree of its own: a copy of the vault alone opens nothing.
//
// File form: 8 bytes "NGCMKEY1", 32 random bytes; mode 0600.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "secret/secret_string.h"

namespace ngcs::store {

// The root key; nothing where the file does not exist. kDamaged where it is no machine key, kTooOpen and kPermission by
// the rules of open_private_file().
[[nodiscard]] base::Result<std::optional<secret::SecretString>> read_machine_key(const std::string& path);

// The same; a missing file is made with fresh random bytes. It appears whole or not at all, and one that is there is
// never replaced, whoever else makes one at the same moment.
[[nodiscard]] base::Result<secret::SecretString> read_or_create_machine_key(const std::string& path);

}  // namespace ngcs::store
