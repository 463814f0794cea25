// Adds push, fetch (pull), list, versions, info, create, update and remove to `helm ngc`.
#pragma once

#include "commands/command_line.h"
#include "commands/session.h"

namespace ngcs::helm_ngc {

void register_chart_commands(CLI::App& app, const commands::Session& session, commands::Selection& selection);

}  // namespace ngcs::helm_ngc
