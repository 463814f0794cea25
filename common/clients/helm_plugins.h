// Which plugins Helm finds, as far as it matters for ngc://, and what each Helm makes of them. Rules of
// helm.sh/helm/v3/pkg/plugin and helm.sh/helm/v4/internal/plugin.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "clients/helm_files.h"

namespace ngcs::clients {

struct HelmPlugin {
  std::string directory;
  std::string name;
  std::string version;
  bool v1 = false;                     // "apiVersion: v1", which only Helm 4 reads
  std::string type;                    // of a v1 manifest: "cli/v1", "getter/v1"
  bool has_command = false;            // legacy: command or platformCommand
  std::vector<std::string> protocols;  // that it downloads
  std::string program;                 // of its command or downloader, where that is a file of the plugin
  bool program_runs = false;           // that file is there and executable
  std::string problem;                 // why the manifest cannot be read; one line; empty = it can

  // What the Helm of that major takes it for. A legacy manifest with downloaders is only a getter for Helm 4.
  [[nodiscard]] bool gives_command(int major) const;
  [[nodiscard]] bool gets(std::string_view protocol, int major) const;
};

// Every DIR/*/plugin.yaml, sorted by directory. A manifest that cannot be read is in the list with its problem.
[[nodiscard]] std::vector<HelmPlugin> find_helm_plugins(const HelmFiles& files);
[[nodiscard]] HelmPlugin parse_helm_plugin(std::string_view manifest, std::string directory);

// One manifest that Helm 3 cannot read, or two of one name, make Helm 3 drop every plugin and every downloader. The
// first such plugin; nullptr where there is none.
[[nodiscard]] const HelmPlugin* breaks_helm3(const std::vector<HelmPlugin>& plugins);

// "v3.21.4" -> 3; nothing where it is no version.
[[nodiscard]] std::optional<int> helm_major(std::string_view version);
// Asks the program at `path` for its version, as "v3.21.4".
[[nodiscard]] base::Result<std::string> helm_version(const std::string& path);

}  // namespace ngcs::clients
