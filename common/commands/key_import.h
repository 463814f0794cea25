// Keys that lay in plain text in another program's file, moved into the store.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "clients/docker_config.h"
#include "commands/session.h"

namespace ngcs::commands {

struct ImportOptions {
  std::optional<std::string> preferred = std::nullopt;  // the profile to use where it is free
  bool online = false;                                  // ask NGC whose key it is
};

// Stores the key under a profile of its own, or finds the profile that holds it already. It never takes the place of
// another key: the org's name (of a namespaced entry, "nvcr.io/org", or as NGC says) is used where it is free, else
// `preferred`, else the default profile's name, else "imported", "imported-2" … Answers the profile's name.
[[nodiscard]] base::Result<std::string> import_key(const Session& session, const clients::PlainKey& plain,
                                                   const ImportOptions& options);

}  // namespace ngcs::commands
