// `status --online`: whose key a client gets, and what NGC says it opens.
#pragma once

#include "cli/output.h"
#include "commands/session.h"
#include "json/value.h"
#include "secret/secret_string.h"

namespace ngcs::commands {

// Prints it, and answers the JSON of "online". Where NGC could not be asked, or rejects the key, a warning says so.
[[nodiscard]] json::Value tell_online(Session& session, cli::Output& output, const secret::SecretString& key,
                                      const std::string& key_name);

}  // namespace ngcs::commands
