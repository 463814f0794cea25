#include "runner/installed.h"

#include <algorithm>
#include <filesystem>

#include "runner/files.h"
#include "runner/share_plan.h"

namespace ngcs::sandbox {

namespace {

namespace fs = std::filesystem;

std::string value_of(const EnvMap& environment, std::string_view name) {
  const auto found = environment.find(name);
  return found == environment.end() ? std::string() : found->second;
}

std::vector<Plugin> plugins_in(const std::string& directory, bool want_directories) {
  std::vector<Plugin> plugins;
  std::error_code code;
  const std::string real_directory = fs::canonical(directory, code).string();
  if (code) return plugins;
  for (const fs::directory_entry& entry : fs::directory_iterator(real_directory, code)) {
    std::error_code broken;
    const std::string real = fs::canonical(entry.path(), broken).string();
    if (broken || is_directory(real) != want_directories) continue;
    plugins.push_back({entry.path().filename().string(), real, !is_within(real, real_directory)});
  }
  std::sort(plugins.begin(), plugins.end(), [](const Plugin& a, const Plugin& b) { return a.name < b.name; });
  return plugins;
}

}  // namespace

Installed find_installed(const EnvMap& caller, const std::string& home) {
  Installed installed;
  std::string docker = value_of(caller, "DOCKER_CONFIG");
  if (docker.empty()) docker = home + "/.docker";
  installed.docker = plugins_in(docker + "/cli-plugins", false);

  std::string folders = value_of(caller, "HELM_PLUGINS");
  while (!folders.empty()) {
    const std::size_t end = std::min(folders.find(':'), folders.size());
    if (end > 0) installed.helm_folders.push_back(folders.substr(0, end));
    folders.erase(0, end + 1);
  }
  if (installed.helm_folders.empty()) {
    // helm env: HELM_DATA_HOME, else $XDG_DATA_HOME/helm, else ~/.local/share/helm.
    std::string data = value_of(caller, "HELM_DATA_HOME");
    if (data.empty() && !value_of(caller, "XDG_DATA_HOME").empty()) data = value_of(caller, "XDG_DATA_HOME") + "/helm";
    if (data.empty()) data = home + "/.local/share/helm";
    installed.helm = plugins_in(data + "/plugins", true);
  }
  return installed;
}

}  // namespace ngcs::sandbox
