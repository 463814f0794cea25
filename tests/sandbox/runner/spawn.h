// Child processes of the runner.
#pragma once

#include <sys/types.h>

#include <csignal>
#include <string>
#include <vector>

#include "base/result.h"

namespace ngcs::sandbox {

// Something that runs beside COMMAND until the sandbox ends.
struct Daemon {
  std::vector<std::string> argv;  // argv[0] is a path
  std::vector<std::string> env;   // complete
  std::string log;                // stderr, and stdout unless stdout_fd is given, are appended here
  int stdout_fd = -1;             // borrowed; becomes the child's stdout
};

// In a session of its own, so that a terminal's Ctrl-C does not reach it, with stdin empty and no inherited descriptor.
[[nodiscard]] base::Result<pid_t> start_daemon(const Daemon& daemon);

struct Command {
  std::vector<std::string> argv;  // argv[0] is searched on the PATH of `env`
  std::vector<std::string> env;   // complete
  std::string directory;
  std::string fallback_directory;  // where `directory` is not reachable
  sigset_t signal_mask{};
  mode_t umask = 022;
  bool own_group = false;  // a process group of its own; without, it stays in the caller's, for the terminal's sake
};

// COMMAND itself, with the caller's stdin, stdout and stderr. Where it cannot be executed it says so and ends with 127
// (not found) or 126.
[[nodiscard]] base::Result<pid_t> start_command(const Command& command);

// Runs to the end with no input and no output; the exit code, 128 + N for a signal. Only in the supervisor: it waits
// for this one child.
[[nodiscard]] base::Result<int> run_quiet(const std::vector<std::string>& argv);

// The exit code that a wait status means: 128 + N for a signal.
[[nodiscard]] int exit_code_of(int wait_status);

}  // namespace ngcs::sandbox
