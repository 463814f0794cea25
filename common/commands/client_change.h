// What commands that change another client's file have in common.
#pragma once

#include <string>

#include "cli/output.h"
#include "clients/docker_config.h"
#include "clients/undo_journal.h"
#include "commands/session.h"
#include "json/value.h"

namespace ngcs::commands {

// Prints the difference and puts it into data["diff"]. Neither text may hold a secret.
void show_diff(cli::Output& output, const std::string& file, const std::string& before, const std::string& after,
               json::Value& data);

// [{"entry", "profile"}]; the profile is null where the key was not moved yet.
[[nodiscard]] json::Value keys_json(const clients::Journal& journal);

// Reads a profile's key for --restore-plain; absent without it.
[[nodiscard]] clients::KeyLookup stored_keys(const Session& session, bool restore_plain);

}  // namespace ngcs::commands
