// Where docker's configuration is, and which credential helpers docker would find there.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/env.h"
#include "base/result.h"

namespace ngcs::clients {

struct DockerLocation {
  std::string file;  // …/config.json
  std::string why;   // "--config", "DOCKER_CONFIG" or "HOME"
};

// docker's order: `--config DIR`, DOCKER_CONFIG, then .docker in the home directory. There is no system-wide file.
[[nodiscard]] base::Result<DockerLocation> locate_docker(const base::Environment& environment,
                                                         const std::optional<std::string>& config_dir);

// The helper that docker uses by itself while its configuration holds no auths, no credHelpers and no credsStore:
// "pass" where that program is on PATH, else "secretservice"; and only where docker-credential-<that> is on PATH too
// (docker/cli, credentials/default_store*.go). Nothing where docker would write plain text.
[[nodiscard]] std::optional<std::string> automatic_store(const base::Environment& environment);

// Starts the program at `path` with the argument `version`; an error where it does not run. Replaced in tests.
using HelperProbe = std::function<base::Result<void>(const std::string& path)>;
[[nodiscard]] base::Result<void> run_helper_version(const std::string& path);

// The path of docker-credential-<helper> on PATH after it was seen to run. A name in credHelpers that does not run
// makes podman fail for every pull, and made docker < 20.10.9 send passwords to Docker Hub (CVE-2021-41092): so it is
// checked before a configuration names it. kNotFound with a command as hint where it is missing.
[[nodiscard]] base::Result<std::string> require_helper(const base::Environment& environment, std::string_view helper,
                                                       const HelperProbe& probe);

}  // namespace ngcs::clients
