// `configure kubelet`: what to paste into a node's configuration. Internal to commands.
#pragma once

#include <optional>
#include <string>

#include "cli/output.h"
#include "commands/register.h"
#include "commands/session.h"

namespace ngcs::commands {

struct KubeletOptions {
  std::optional<std::string> profile;
};
// Prints a CredentialProviderConfig (kubelet.config.k8s.io/v1) for this machine's helper and store; changes nothing:
// who may change a node's kubelet, and how, is the cluster's business.
cli::ExitCode run_configure_kubelet(Session& session, cli::Output& output, const KubeletOptions& options);

void add_kubelet(CLI::App& configure, const Session& session, Selection& selection);

}  // namespace ngcs::commands
