// `sudo docker ngc …` must act on root's files, also where sudo left HOME and friends pointing at the user (sudo -E,
// env_keep): what root writes into a user's tree, neither of them could use afterwards.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/env.h"

namespace ngcs::commands {

struct SudoView {
  std::unique_ptr<base::Environment> environment;  // what the commands see
  bool under_sudo = false;
  std::vector<std::string> notes;  // one line where something was set aside
};

// `owner_of` answers the uid that owns a directory, or nothing where it does not exist. `base` is borrowed.
using OwnerOf = std::function<std::optional<uid_t>(const std::string& path)>;
[[nodiscard]] SudoView sudo_view(const base::Environment& base, uid_t effective_uid, const OwnerOf& owner_of);
[[nodiscard]] std::optional<uid_t> directory_owner(const std::string& path);

}  // namespace ngcs::commands
