// Helm itself, where a command hands work to it: package and verify.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "commands/session.h"

namespace ngcs::helm_ngc {

struct HelmRun {
  std::string_view input;  // its stdin
  bool downloads = false;  // it starts the ngc:// downloader, which may need the key of the user's environment
};

// Runs Helm with these words: $HELM_BIN (set by Helm for its plugins), else `helm` on the PATH. Unless it downloads, no
// key of NGC is in its environment. Answers what it printed on stdout; kInvalidInput, with what it said, where it ends
// with another status than 0; kNotFound where there is no Helm.
[[nodiscard]] base::Result<std::string> run_helm(const commands::Session& session,
                                                 const std::vector<std::string>& words, const HelmRun& how = {});

struct PackageOptions {
  std::optional<std::string> version;
  std::optional<std::string> app_version;
  bool dependency_update = false;
  bool sign = false;
  std::optional<std::string> key;
  std::optional<std::string> keyring;
  std::optional<std::string> passphrase_file;  // "-" = stdin
  [[nodiscard]] bool any() const {
    return version || app_version || dependency_update || sign || key || keyring || passphrase_file;
  }
};

// `helm package DIRECTORY` into the directory `into`; answers the archive's path.
[[nodiscard]] base::Result<std::string> package_chart(const commands::Session& session, const std::string& directory,
                                                      const std::string& into, const PackageOptions& options);

}  // namespace ngcs::helm_ngc
