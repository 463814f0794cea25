// `secret`: Kubernetes manifests for the pull secret and for the API key. Internal to commands.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/output.h"
#include "commands/register.h"
#include "commands/session.h"

namespace ngcs::commands {

struct SecretOptions {
  std::vector<std::string> namespaces;
  std::string name = "ngc-secret";
  std::string api_key_secret = "ngc-api-secret";
  std::vector<std::string> api_key_names;  // empty = NGC_API_KEY
  std::vector<std::string> orgs;           // "ORG" or "ORG/TEAM": an entry for each, instead of one for the host
  std::optional<std::string> profile;
  bool no_pull_secret = false;
  bool no_api_key_secret = false;
  bool dockerconfigjson = false;  // the pull secret's document alone, JSON
  bool show = false;
};

// Writes YAML to stdout; no kubectl is run, and no key is on a command line. Refuses a terminal without --show.
cli::ExitCode run_secret(Session& session, cli::Output& output, const SecretOptions& options);

void add_secret(CLI::App& app, const Session& session, Selection& selection);

}  // namespace ngcs::commands
