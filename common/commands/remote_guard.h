// podman's remote client hands the service every credential that any of its files or helpers has, for every registry,
// whatever is pulled (containers/image GetAllCredentials; measured with podman 4.3.1). So it is said before.
#pragma once

#include <string>
#include <vector>

#include "base/env.h"

namespace ngcs::commands {

// Why that command talks to a podman service elsewhere: "CONTAINER_HOST is set", "podman --remote"; empty where it does
// not. Looked at are the first words of the command, up to podman's own subcommand.
[[nodiscard]] std::string remote_reason(const std::vector<std::string>& command, const base::Environment& environment);

// True where one of podman's, buildah's or skopeo's options names another auth file: REGISTRY_AUTH_FILE is not read
// then.
[[nodiscard]] bool names_auth_file(const std::vector<std::string>& command);

}  // namespace ngcs::commands
