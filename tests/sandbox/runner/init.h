// Process 1 of the sandbox.
#pragma once

#include <sys/types.h>

#include <csignal>
#include <string>

#include "base/fd.h"
#include "runner/child_env.h"
#include "runner/options.h"
#include "runner/user_map.h"

namespace ngcs::sandbox {

// What the supervisor knows, and process 1 inherits by fork.
struct RunPlan {
  RunOptions options;
  EnvMap caller;  // environment
  std::string home;
  std::string cwd;
  std::string world;        // text of the world file
  std::string own_program;  // path of ngc-sandbox
  std::string registry_program;
  std::string dockerd_program;  // empty = none
  std::string helm_program;     // empty = none
  base::UniqueFd keep_log;      // open for writing, or empty
  sigset_t signal_mask{};       // the caller's, for COMMAND
  mode_t umask = 022;
  bool privileged = false;       // no user namespace
  bool shares_terminal = false;  // COMMAND stays in the caller's process group: it is the terminal's foreground job
};

// Runs in the fresh namespaces, forked from the supervisor with all signals blocked. `go` is the read end of a pipe:
// one byte ('N' no user namespace, 'R' range of ids, 'S' single id) starts it, and its end of file means that the
// supervisor is gone. Never returns.
[[noreturn]] void init_main(const RunPlan& plan, base::UniqueFd go);

}  // namespace ngcs::sandbox
