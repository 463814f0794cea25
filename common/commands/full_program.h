// What main() of every full program does around its command line: hardening, this machine's real parts, the last catch.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "cli/exit_code.h"
#include "commands/session.h"

namespace ngcs::commands {

struct Launch {
  std::string program;                                          // as users type it: "docker ngc"
  Client client = Client::kNone;                                // whose plugin this is
  std::optional<std::string> docker_config_dir = std::nullopt;  // docker's own --config DIR
};

// Hardens the process, makes a session and hands it to `use`, whose exit code is the answer.
[[nodiscard]] cli::ExitCode run_with_session(const Launch& launch, const std::function<cli::ExitCode(Session&)>& use);

// Runs `body` and catches what it throws: "NAME: error: internal error" and exit code 70. what() is not shown, since it
// may quote input.
[[nodiscard]] int guarded_main(const char* name, const std::function<int()>& body);

}  // namespace ngcs::commands
