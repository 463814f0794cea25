// What `diagnose` was asked. Internal to commands.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diagnose/service_cause.h"

namespace ngcs::commands {

struct DiagnoseOptions {
  std::vector<std::string> target;   // one or two words
  std::vector<std::string> command;  // behind "--"
  bool has_command = false;
  std::optional<std::string> client;  // docker, podman, helm, all
  std::optional<std::string> as_user;
  std::optional<std::string> licence;  // nfr, eval, commercial
  bool from_stdin = false;
  bool run = false;
  bool offline = false;
  bool no_key = false;
  bool push = false;
  bool fix = false;
  bool yes = false;
  bool redact_org = false;
  bool verbose = false;
  bool quiet = false;
  bool list_codes = false;
  int timeout_s = 45;
};

}  // namespace ngcs::commands
