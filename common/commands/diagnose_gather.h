// Phase L for `diagnose`: this machine's keys and clients, as the target needs them. Internal to commands.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "commands/diagnose_options.h"
#include "commands/session.h"
#include "diagnose/cause.h"
#include "diagnose/input.h"
#include "diagnose/local.h"

namespace ngcs::commands {

// Helm's repositories as (name, URL); empty where the file is absent or unreadable.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> helm_repository_names(const Session& session);

struct DiagnoseInput {
  diagnose::Target target;
  std::optional<diagnose::Invocation> invocation;
  std::vector<diagnose::PastedError> pasted;
};

// kInvalidInput for a user that does not exist, kPermission for one whose files cannot be read.
[[nodiscard]] base::Result<diagnose::LocalView> look_at_machine(const Session& session, const DiagnoseOptions& options,
                                                                const DiagnoseInput& input);

// What the command line alone shows: a key in argv (NGC1209), a repository name that is taken (NGC2303).
struct TypedFindings {
  std::vector<diagnose::Cause> causes;
  std::vector<diagnose::Cause> remarks;
};
[[nodiscard]] TypedFindings look_at_command(const Session& session, const DiagnoseInput& input);

}  // namespace ngcs::commands
