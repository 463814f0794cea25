// Which Helm is there, and whether it has our two plugins.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "clients/helm_files.h"
#include "clients/helm_plugins.h"
#include "commands/session.h"

namespace ngcs::commands {

inline constexpr const char* kHelmScheme = "ngc";

struct HelmState {
  clients::HelmFiles files;
  std::vector<clients::HelmPlugin> plugins;
  std::string program;       // Helm itself; empty = not found
  std::string version;       // "v3.21.4"; empty = not known
  std::optional<int> major;  // 3 or 4

  // The plugin that downloads ngc:// for the Helm that is there, or for any where that is not known.
  [[nodiscard]] const clients::HelmPlugin* getter() const;
  // The plugin that is the command `ngc`.
  [[nodiscard]] const clients::HelmPlugin* command() const;
};

// Starts Helm once to ask for its version.
[[nodiscard]] base::Result<HelmState> look_at_helm(const Session& session);

// `helm plugin install DIR` for one of our two directories, with the directory where this program knows it.
[[nodiscard]] std::string install_command(const std::string& half);

// kUnavailable, with the command to type, where Helm could not download ngc://: an entry of that kind would only break
// other commands.
[[nodiscard]] base::Result<void> require_getter(const HelmState& state);

}  // namespace ngcs::commands
