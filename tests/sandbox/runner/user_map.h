// Which ids an ordinary user's sandbox has.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ngcs::sandbox {

struct IdRange {
  std::uint32_t start = 0;
  std::uint32_t count = 0;

  bool operator==(const IdRange&) const = default;
};

// The first range of `user` (by name or by number) in the text of /etc/subuid or /etc/subgid; see subuid(5).
[[nodiscard]] std::optional<IdRange> find_sub_ids(std::string_view text, std::string_view user, std::uint32_t id);

enum class UserMap {
  kNone,    // no user namespace: the caller is privileged
  kRange,   // the caller is 0 inside, and its subordinate ids follow from 1
  kSingle,  // the caller is 0 inside, and nobody else exists
};

// Writes the id maps of `child`, which waits in a fresh user namespace: with newuidmap and newgidmap where the user has
// subordinate ids, else the single id. Returns which of the two it became.
[[nodiscard]] base::Result<UserMap> write_user_map(pid_t child);

}  // namespace ngcs::sandbox
