// `exec`: one command with the key of one org, or the keys of several.
#pragma once

#include <string>
#include <vector>

#include "cli/output.h"
#include "commands/org_keys.h"
#include "commands/session.h"

namespace ngcs::commands {

struct ExecOptions {
  OrgChoice choice;
  bool env = false;                  // the key itself in the child's environment
  bool authfile = false;             // an auth file in memory, for as long as the command runs
  std::vector<std::string> command;  // behind "--"
};
// Without env and authfile no key leaves the store: the child is told which profile its credential helper asks. The
// exit code is the command's, 128 + N where signal N ended it; 127 where it was not found, 126 where it could not be
// run.
cli::ExitCode run_exec(Session& session, cli::Output& output, const ExecOptions& options);

}  // namespace ngcs::commands
