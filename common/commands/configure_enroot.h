// `configure enroot`, `unconfigure enroot` and `configure kubelet`. Internal to commands.
#pragma once

#include <optional>
#include <string>

#include "cli/output.h"
#include "commands/register.h"
#include "commands/session.h"

namespace ngcs::commands {

struct EnrootOptions {
  std::optional<std::string> profile;
  bool dry_run = false;
  bool undo = false;
  bool restore_plain = false;
};
cli::ExitCode run_configure_enroot(Session& session, cli::Output& output, const EnrootOptions& options);
cli::ExitCode run_unconfigure_enroot(Session& session, cli::Output& output, const EnrootOptions& options);

void add_enroot(CLI::App& configure, CLI::App& unconfigure, const Session& session, Selection& selection);

}  // namespace ngcs::commands
