// Adds `repo add`, `repo migrate` and `self-check` to `helm ngc`.
#pragma once

#include "commands/command_line.h"
#include "commands/session.h"

namespace ngcs::helm_ngc {

void register_repo_commands(CLI::App& app, const commands::Session& session, commands::Selection& selection);

}  // namespace ngcs::helm_ngc
