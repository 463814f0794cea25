// `diagnose --run`: the failing command itself, once more, as a witness. Internal to commands.
#pragma once

#include <optional>
#include <string>

#include "commands/session.h"
#include "diagnose/input.h"

namespace ngcs::commands {

// Runs it with this process's environment, its output held back. One printable line: how it ended, and its last error,
// redacted.
[[nodiscard]] std::string run_witness(const Session& session, const diagnose::Invocation& invocation, int timeout_s);

}  // namespace ngcs::commands
