// The one registration for all users that any container tool has: a drop-in of registries.conf which names the helper
// behind the auth files. It is asked for every registry, and where its program is missing every pull fails, so it is
// written only where it is safe, and taken out exactly as it was written.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "clients/docker_files.h"

namespace ngcs::clients {

// What services and root's shells search. A helper elsewhere is not found by everybody.
inline constexpr std::string_view kSystemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

[[nodiscard]] std::string system_dropin_file(const std::string& containers_dir);
[[nodiscard]] std::string_view system_dropin_text() noexcept;

struct SystemState {
  std::string file;
  bool present = false;  // with our text
  bool foreign = false;  // with another one
};
[[nodiscard]] base::Result<SystemState> look_at_system_dropin(const std::string& containers_dir);

// kConflict where another file sets the list (the last one replaces it whole), or ours was changed; kNotFound where the
// helper is not on `system_path`; kPermission where not everybody may run it.
[[nodiscard]] base::Result<void> check_system_dropin(const std::string& containers_dir, std::string_view system_path,
                                                     const HelperProbe& probe);
// True where something was written, or removed.
[[nodiscard]] base::Result<bool> write_system_dropin(const std::string& containers_dir);
[[nodiscard]] base::Result<bool> remove_system_dropin(const std::string& containers_dir);

}  // namespace ngcs::clients
