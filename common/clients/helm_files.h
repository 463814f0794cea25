// Where Helm keeps its files, by Helm's own rules (helm.sh/helm/v3/pkg/cli/environment.go, helmpath/lazypath.go; the
// same in Helm 4).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/env.h"
#include "base/result.h"

namespace ngcs::clients {

struct HelmFiles {
  std::string repositories;     // HELM_REPOSITORY_CONFIG, else CONFIG/repositories.yaml
  std::string why;              // the variable that decided: "HELM_REPOSITORY_CONFIG", "XDG_CONFIG_HOME", "HOME" …
  std::string registry_config;  // HELM_REGISTRY_CONFIG, else CONFIG/registry/config.json: logins of `helm registry`
  std::string index_dir;        // HELM_REPOSITORY_CACHE, else CACHE/repository
  std::vector<std::string>
      plugin_dirs;  // HELM_PLUGINS (a list), else DATA/plugins: Helm's `plugin install` writes there

  // The cached index of a repository.
  [[nodiscard]] std::string index_of(std::string_view name) const;
  // The lock that Helm takes while it changes repositories.yaml: its extension replaced by ".lock".
  [[nodiscard]] std::string lock_file() const;
};

// CONFIG, CACHE and DATA: HELM_CONFIG_HOME and its kin, else XDG_…_HOME/helm, else below HOME. kUnavailable where there
// is no home. Paths are absolute.
[[nodiscard]] base::Result<HelmFiles> locate_helm(const base::Environment& environment);

// `what` as Helm was started: HELM_BIN (which may be a bare word or relative), else "helm" on PATH. kNotFound with a
// hint where there is none.
[[nodiscard]] base::Result<std::string> find_helm(const base::Environment& environment);

}  // namespace ngcs::clients
