// `diagnose`: the command line.
#pragma once

#include "cli/output.h"
#include "commands/command_line.h"
#include "commands/diagnose_options.h"

namespace ngcs::commands {

cli::ExitCode run_diagnose(Session& session, cli::Output& output, const DiagnoseOptions& options);
void add_diagnose(CLI::App& app, const Session& session, Selection& selection);

}  // namespace ngcs::commands
