// Repositories of NGC in Helm's repositories.yaml: into ngc:// and back. The one implementation behind `configure
// helm`, `unconfigure helm` and `repo migrate`.
#pragma once

#include <string>

#include "cli/output.h"
#include "commands/commands.h"
#include "commands/session.h"

namespace ngcs::commands {

// `verb` is the command's name in JSON: "configure", "repo-migrate".
cli::ExitCode migrate_helm(Session& session, cli::Output& output, const ConfigureHelmOptions& options,
                           const std::string& verb);

}  // namespace ngcs::commands
