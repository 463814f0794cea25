// This process's own hygiene, and child processes under a deadline.
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ngcs::base {

// First call in every main(): descriptors 0-2 open, SIGPIPE ignored, umask 077, no core dumps, not dumpable. Refuses
// to go on (kPermission) in a set-uid or set-gid process.
[[nodiscard]] Result<void> harden_process();

// The umask that this process was started with: for files that the user asked for, such as downloads.
[[nodiscard]] mode_t users_umask();

// Gives this process back the umask and core limit from before harden_process(): in a child, before it becomes another
// program. Async-signal-safe.
void restore_inherited() noexcept;

struct ProcessSpec {
  std::vector<std::string> argv;                 // argv[0] is the path or, with search_path, a name
  std::vector<std::string> env;                  // complete environment, "NAME=value"
  bool search_path = false;                      // find argv[0] by this process's PATH
  std::string_view input;                        // written to the child's stdin, then closed
  std::function<void(std::string_view)> on_out;  // called with pieces of stdout; empty = discarded
  std::function<void(std::string_view)> on_err;  // the same for stderr; empty = inherited
  std::size_t max_output = 1 << 20;              // bytes per stream; more ends the child with kTooLarge
  int deadline_ms = 10000;                       // then the child's process group is killed and kTimeout returned
};

struct ProcessExit {
  int status = 0;  // exit code; 128 + N where signal N ended it
};

// The child runs in a process group of its own, gets no descriptor above 2, this process's umask and core limit from
// before harden_process(), and is killed where the calling thread ends first. kNotFound where the program is missing.
[[nodiscard]] Result<ProcessExit> run_process(const ProcessSpec& spec);

// This process's environment as "NAME=value", without the variables named.
[[nodiscard]] std::vector<std::string> environment_without(const std::vector<std::string_view>& names);

// The first executable regular file `name` on `path_list` (colon-separated); nothing where there is none.
[[nodiscard]] std::optional<std::string> find_program(std::string_view name, std::string_view path_list);

// Directory of the running executable, by /proc/self/exe; empty where unknown.
[[nodiscard]] std::string executable_directory();

}  // namespace ngcs::base
