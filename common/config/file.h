// The bytes of the two settings files, under their permission rules.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "base/result.h"

namespace ngcs::config {

// More than any index needs: a profile takes about 300 bytes.
inline constexpr std::size_t kMaxFileBytes = 256 * 1024;

// The user's file: rule 4 (0600, own, no symlink). It decides which key is served, so another's hand in it is an error.
[[nodiscard]] base::Result<std::optional<std::string>> read_user_file(const std::string& path);

// The system's file: owned by root, not writable by others; readable by all.
[[nodiscard]] base::Result<std::optional<std::string>> read_system_file(const std::string& path);

// True for the machine's root as the owner of a file: uid 0, or inside a user namespace (rootless podman) the overflow
// uid as which everything unmapped shows. There `nobody` cannot be told from it; outside it is nobody and not accepted.
[[nodiscard]] bool is_root_owner(uid_t owner);

}  // namespace ngcs::config
