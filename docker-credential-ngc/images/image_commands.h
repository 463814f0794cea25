// Commands of docker ngc about images. Each answers its exit code and has printed everything that is to be said.
#pragma once

#include <optional>
#include <string>

#include "cli/output.h"
#include "commands/session.h"

namespace ngcs::docker_ngc {

struct LsOptions {
  std::string pattern;
  std::optional<std::string> profile;
};
cli::ExitCode run_ls(commands::Session& session, cli::Output& output, const LsOptions& options);

struct InfoOptions {
  std::string image;
  std::optional<std::string> profile;
};
cli::ExitCode run_info(commands::Session& session, cli::Output& output, const InfoOptions& options);

}  // namespace ngcs::docker_ngc
