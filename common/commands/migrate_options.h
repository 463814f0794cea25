// `migrate`: images of one account copied to another one on the same host.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/output.h"
#include "commands/session.h"

namespace ngcs::commands {

inline constexpr int kMostJobs = 16;

struct MigrateOptions {
  std::string from;  // profiles
  std::string to;
  std::vector<std::string> map;
  std::optional<std::string> list;  // a file; "-" = stdin
  bool all = false;
  bool dry_run = false;
  int jobs = 4;
};

// 0 everything is there; 1 something was left out or failed, or two sources meet; 2 usage, a list that is none, a
// source that cannot list; 3, 4 NGC could not be asked; 5 no key; 6 the target's key may not push (nothing was copied).
cli::ExitCode run_migrate(Session& session, cli::Output& output, const MigrateOptions& options);

}  // namespace ngcs::commands
