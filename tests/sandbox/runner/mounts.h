// Mounts of a private mount namespace.
#pragma once

#include <string>

#include "base/fd.h"
#include "base/result.h"

namespace ngcs::sandbox {

[[nodiscard]] base::Result<void> mount_tmpfs(const std::string& target, const std::string& options);

// Binds `source` over `target`, with everything mounted below it.
[[nodiscard]] base::Result<void> bind(const std::string& source, const std::string& target, bool writable = true);

// The same from a descriptor opened (O_PATH) before `source` was covered.
[[nodiscard]] base::Result<void> bind_from(const base::UniqueFd& source, const std::string& target, bool writable);

// An overlay over `target` itself: what stands there stays visible, what is written goes to `upper` and `work`.
[[nodiscard]] base::Result<void> overlay_in_place(const std::string& target, const std::string& upper,
                                                  const std::string& work);

// Binds a file over the file that `target` means: its symlinks are followed, and a target that only exists once it is
// made (a dangling link into the fresh /run) is made. False where there is no such file and none can be made.
[[nodiscard]] base::Result<bool> cover_file(const std::string& source, const std::string& target);

}  // namespace ngcs::sandbox
