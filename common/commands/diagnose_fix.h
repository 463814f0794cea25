// `diagnose --fix`: the local, reversible part of a fix. Internal to commands.
#pragma once

#include "cli/output.h"
#include "commands/diagnose_options.h"
#include "commands/session.h"
#include "diagnose/decide.h"

namespace ngcs::commands {

// Shows what would change and, after a question or with --yes, changes it; `configure … --undo` takes it back. True
// where something was changed and the checks are to be repeated. What cannot be mended here is said in one line.
[[nodiscard]] bool apply_fix(Session& session, cli::Output& output, const DiagnoseOptions& options,
                             const diagnose::Diagnosis& diagnosis);

}  // namespace ngcs::commands
