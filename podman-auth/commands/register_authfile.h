// The one command that only podman-auth has.
#pragma once

#include "commands/register.h"

namespace ngcs::podman_auth {

void register_authfile(CLI::App& app, const commands::Session& session, commands::Selection& selection);

}  // namespace ngcs::podman_auth
