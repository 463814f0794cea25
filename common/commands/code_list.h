// `diagnose --list-codes`.
#pragma once

#include "cli/output.h"
#include "commands/session.h"

namespace ngcs::commands {

cli::ExitCode list_codes(const Session& session, cli::Output& output);

}  // namespace ngcs::commands
