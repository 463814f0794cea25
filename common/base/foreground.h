// A command run in the user's own terminal session, in this process's place as far as its caller can see: same standard
// streams, same process group, signals passed on, the same end.
#pragma once

#include <string>
#include <vector>

#include "base/process.h"
#include "base/result.h"

namespace ngcs::base {

struct ForegroundSpec {
  std::vector<std::string> argv;  // argv[0] is a path, or a name that is looked for on `search_path`
  std::vector<std::string> env;   // complete environment, "NAME=value"
  std::string search_path;
};

// Runs it as a child and waits. INT, QUIT, TERM, HUP, USR1 and USR2 that reach this process go on to the child, except
// those of the terminal, which the child gets by itself; this process lives until the child ended. The child gets the
// umask and core limit from before harden_process(), keeps the descriptors that the caller handed on, and gets a TERM
// where this process is killed. kNotFound where the program is missing, kPermission where it cannot be run.
[[nodiscard]] Result<ProcessExit> run_in_foreground(const ForegroundSpec& spec);

}  // namespace ngcs::base
