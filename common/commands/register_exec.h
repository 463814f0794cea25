// `exec`.
#pragma once

#include "commands/register.h"

namespace ngcs::commands {

void add_exec(CLI::App& app, const Session& session, Selection& selection);

}  // namespace ngcs::commands
