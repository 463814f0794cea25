// Small files of the sandbox: nothing here is durable or secret, all of it lives on a tmpfs or is read from the host.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>

#include "base/fd.h"
#include "base/result.h"

namespace ngcs::sandbox {

// At most 4 MiB; nothing where the file cannot be read or is larger.
[[nodiscard]] std::optional<std::string> read_small_file(const std::string& path);

// Makes or overwrites `path` with exactly this mode, whatever the umask.
[[nodiscard]] base::Result<void> write_small_file(const std::string& path, std::string_view content,
                                                  mode_t mode = 0644);

// mkdir -p. Each directory made gets `mode`, whatever the umask.
[[nodiscard]] base::Result<void> make_path(const std::string& path, mode_t mode = 0755);

[[nodiscard]] bool is_directory(const std::string& path);

// The first executable `name` on `path_list`; empty where there is none. A name with a slash is taken as it is.
[[nodiscard]] std::string find_in_path(const std::string& name, std::string_view path_list);

// The last line of a log that is not empty, without control characters, at most 300 bytes; empty where there is none.
[[nodiscard]] std::string last_line(std::string_view text);

}  // namespace ngcs::sandbox
