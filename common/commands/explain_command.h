// `explain CODE|nvaie`: what a code means, at length.
#pragma once

#include <string>

#include "cli/output.h"
#include "commands/command_line.h"
#include "commands/session.h"

namespace ngcs::commands {

cli::ExitCode run_explain(Session& session, cli::Output& output, const std::string& topic);
void add_explain(CLI::App& app, const Session& session, Selection& selection);

}  // namespace ngcs::commands
