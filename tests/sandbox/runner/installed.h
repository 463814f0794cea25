// What the user has installed below a place that is private inside, and how it stays reachable.
#pragma once

#include <string>
#include <vector>

#include "runner/child_env.h"

namespace ngcs::sandbox {

struct Plugin {
  std::string name;
  std::string real_path;  // every symlink resolved
  bool in_place = false;  // it lies elsewhere than in the plugin directory, and is reached there
};

struct Installed {
  std::vector<Plugin> docker;             // programs of $DOCKER_CONFIG/cli-plugins or ~/.docker/cli-plugins
  std::vector<Plugin> helm;               // directories of Helm's default plugin directory
  std::vector<std::string> helm_folders;  // the directories HELM_PLUGINS names, if it is set
};

[[nodiscard]] Installed find_installed(const EnvMap& caller, const std::string& home);

}  // namespace ngcs::sandbox
