// `status --trace TARGET`: which files each client opens for it, which entries it considers, and what it will send.
#pragma once

#include "cli/output.h"
#include "commands/session.h"
#include "commands/trace_target.h"
#include "json/value.h"
#include "key/key.h"

namespace ngcs::commands {

// Prints it, and answers the JSON of "trace". Starts the credential helpers that the clients would start.
[[nodiscard]] json::Value tell_trace(const Session& session, cli::Output& output, const TraceTarget& target,
                                     key::EqualityClasses& keys);

}  // namespace ngcs::commands
