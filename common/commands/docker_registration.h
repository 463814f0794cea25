// `configure docker` without its printing, shared with `login`.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "clients/docker_config.h"
#include "commands/session.h"

namespace ngcs::commands {

struct Registration {
  clients::DockerPlan plan;
  bool changed = false;
};

struct RegistrationOptions {
  std::optional<std::string> config_dir = std::nullopt;  // docker's directory; nothing = as docker itself finds it
  std::optional<std::string> profile = std::nullopt;     // pins docker to it, with `repin`
  bool repin = false;   // follow the default profile, or `profile`, whatever the file pins now
  bool online = false;  // ask NGC whose the keys in plain text are
  bool dry_run = false;
};

// Checks the helper on PATH, plans, and applies unless it is a dry run.
[[nodiscard]] base::Result<Registration> register_with_docker(const Session& session,
                                                              const RegistrationOptions& wanted);

}  // namespace ngcs::commands
