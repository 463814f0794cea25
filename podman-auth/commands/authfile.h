// `podman-auth authfile`: keys in plain text, because the program that reads them knows nothing else.
#pragma once

#include <string>

#include "cli/output.h"
#include "commands/org_keys.h"
#include "commands/session.h"

namespace ngcs::podman_auth {

struct AuthfileOptions {
  std::string output;
  commands::OrgChoice choice;
  bool merge = false;
  bool force = false;
  bool show = false;
};
cli::ExitCode run_authfile(commands::Session& session, cli::Output& output, const AuthfileOptions& options);

}  // namespace ngcs::podman_auth
