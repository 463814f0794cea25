// The servers of a sandbox: the real registry, the service with its fronts, the docker daemon.
#pragma once

#include <sys/types.h>

#include <string>

#include "base/result.h"
#include "runner/child_env.h"
#include "runner/user_map.h"

namespace ngcs::sandbox {

struct ServerInput {
  EnvMap environment;            // the one inside
  std::string registry_program;  // path of docker-registry
  std::string dockerd_program;   // path; empty = do not start it
  std::string helm_program;      // where it is inside; empty = none
  std::string docker_data;
  bool kernel_overlay = true;
  UserMap map = UserMap::kNone;
};

struct Servers {
  pid_t registry = 0;
  pid_t service = 0;
  pid_t dockerd = 0;  // 0 = not started
};

// The configuration of the registry, with everything it could take from the network or the machine left out.
[[nodiscard]] std::string registry_configuration();

// dockerd's command line; see dockerd(8) for each option.
[[nodiscard]] std::vector<std::string> dockerd_arguments(const ServerInput& input);

// Starts all and waits until each answers: 10 s, dockerd 30 s. An error carries the last line of that server's log.
[[nodiscard]] base::Result<Servers> start_servers(const ServerInput& input);

}  // namespace ngcs::sandbox
