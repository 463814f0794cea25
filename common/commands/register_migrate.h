// Registers `migrate`.
#pragma once

#include "commands/command_line.h"

namespace ngcs::commands {

void add_migrate(CLI::App& app, const Session& session, Selection& selection);

}  // namespace ngcs::commands
