// The profiles of a world's machine: logged in by the installed suite before COMMAND starts.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "runner/child_env.h"
#include "service/world/world.h"

namespace ngcs::sandbox {

// How the suite is called: {"/usr/bin/podman-auth"}, {"/usr/local/lib/docker/cli-plugins/docker-ngc", "ngc"}. By PATH,
// the folders where docker looks for plugins, and lib/docker/cli-plugins beside a bin on PATH. Empty = not installed.
[[nodiscard]] std::vector<std::string> find_suite(const EnvMap& environment);

// `login --key-stdin --no-configure --profile NAME` for each, then `use` for the default one, with the command's own
// environment. kUnavailable where the suite is not installed, or a login does not succeed.
[[nodiscard]] base::Result<void> login_profiles(const World& world, const EnvMap& environment);

}  // namespace ngcs::sandbox
