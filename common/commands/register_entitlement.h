// Registers the commands that ask NGC what a key may do.
#pragma once

#include "commands/command_line.h"

namespace ngcs::commands {

void add_can_i(CLI::App& app, const Session& session, Selection& selection);
void add_status(CLI::App& app, const Session& session, Selection& selection);

}  // namespace ngcs::commands
