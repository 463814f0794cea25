// `configure podman` and `unconfigure podman`.
#pragma once

#include "commands/register.h"

namespace ngcs::commands {

// In podman-auth, whose client podman is, `configure` and `unconfigure` alone mean the same.
void add_podman(CLI::App& configure, CLI::App& unconfigure, const Session& session, Selection& selection);

}  // namespace ngcs::commands
