// Repositories of NGC in Helm's configuration. Each function answers its exit code and has printed everything.
#pragma once

#include <optional>
#include <string>

#include "cli/output.h"
#include "commands/session.h"

namespace ngcs::helm_ngc {

struct RepoAddOptions {
  std::string name;
  std::string space;  // "ORG[/TEAM]", "ngc://…" or "https://helm.ngc.nvidia.com/…"
  std::optional<std::string> profile;
  bool force_update = false;
};
cli::ExitCode run_repo_add(commands::Session& session, cli::Output& output, const RepoAddOptions& options);

cli::ExitCode run_self_check(commands::Session& session, cli::Output& output);

}  // namespace ngcs::helm_ngc
