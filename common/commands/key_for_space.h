// The key for an org or team, as every command about artifacts chooses it.
#pragma once

#include <optional>
#include <string>

#include "auth/resolve.h"
#include "base/result.h"
#include "cli/output.h"
#include "commands/session.h"
#include "registry/reference.h"

namespace ngcs::commands {

// Tells the warnings of the choice. A resolution without a key is a value: public artifacts need none. kNotLoggedIn
// where `profile` is named and holds no key.
[[nodiscard]] base::Result<auth::Resolution> key_for_space(const Session& session, cli::Output& output,
                                                           const registry::Space& space,
                                                           const std::optional<std::string>& profile);

}  // namespace ngcs::commands
