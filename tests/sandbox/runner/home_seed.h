// What stands in a home inside from the start.
#pragma once

#include <string>

#include "base/result.h"
#include "runner/child_env.h"
#include "service/world/world.h"

namespace ngcs::sandbox {

// Configuration files of docker and of Helm's registry client with one dead `auths` entry: where the file is missing or
// empty, both choose a credential helper that they find on PATH (docker/cli, config.LoadDefaultConfigFile; oras-go,
// DetectDefaultNativeStore). In a user namespace also a containers.conf that asks podman for no control groups, which
// an ordinary user cannot make. Files that exist are kept.
[[nodiscard]] base::Result<void> seed_home(const std::string& home);

// The world's machine: its files in the home, its variables in the environment of COMMAND.
[[nodiscard]] base::Result<void> furnish_machine(const World& world, const std::string& home, EnvMap& environment);

// Makes the directory `relative` of a home, 0700 and owned, with those on the way that did not exist, by the home's
// owner.
[[nodiscard]] base::Result<void> make_in_home(const std::string& home, const std::string& relative);

}  // namespace ngcs::sandbox
