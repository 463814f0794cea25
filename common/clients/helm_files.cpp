#include "clients/helm_files.h"

#include <unistd.h>

#include <filesystem>
#include <optional>
#include <system_error>

#include "base/paths.h"
#include "base/process.h"
#include "base/text.h"

namespace ngcs::clients {
namespace {

using base::Errc;
using base::Error;

struct Place {
  std::string path;
  std::string why;
};

std::string absolute(std::string path) {
  std::error_code failed;
  const std::filesystem::path whole = std::filesystem::absolute(path, failed);
  if (!failed) path = whole.lexically_normal().string();
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

// One of Helm's three homes. Unlike the XDG specification, Helm takes relative values too.
base::Result<Place> home_of(const base::Environment& environment, const char* own, const char* xdg, const char* below) {
  if (const auto value = environment.get(own)) return Place{absolute(std::string(*value)), own};
  if (const auto value = environment.get(xdg)) return Place{absolute(std::string(*value) + "/helm"), xdg};
  auto home = base::home_directory(environment);
  if (!home) return std::move(home).error().with_context("Helm's configuration");
  return Place{absolute(*home + below), "HOME"};
}

}  // namespace

std::string HelmFiles::index_of(std::string_view name) const {
  return index_dir + "/" + std::string(name) + "-index.yaml";
}

std::string HelmFiles::lock_file() const {
  const std::size_t name = repositories.rfind('/') + 1;
  const std::size_t dot = repositories.rfind('.');
  if (dot == std::string::npos || dot < name) return repositories + ".lock";
  return repositories.substr(0, dot) + ".lock";
}

base::Result<HelmFiles> locate_helm(const base::Environment& environment) {
  auto config = home_of(environment, "HELM_CONFIG_HOME", "XDG_CONFIG_HOME", "/.config/helm");
  auto cache = home_of(environment, "HELM_CACHE_HOME", "XDG_CACHE_HOME", "/.cache/helm");
  auto data = home_of(environment, "HELM_DATA_HOME", "XDG_DATA_HOME", "/.local/share/helm");
  HelmFiles files;
  if (const auto file = environment.get("HELM_REPOSITORY_CONFIG")) {
    files.repositories = absolute(std::string(*file));
    files.why = "HELM_REPOSITORY_CONFIG";
  } else {
    if (!config) return std::move(config).error();
    files.repositories = config->path + "/repositories.yaml";
    files.why = config->why;
  }
  if (const auto file = environment.get("HELM_REGISTRY_CONFIG")) {
    files.registry_config = absolute(std::string(*file));
  } else if (config) {
    files.registry_config = config->path + "/registry/config.json";
  }
  if (const auto directory = environment.get("HELM_REPOSITORY_CACHE")) {
    files.index_dir = absolute(std::string(*directory));
  } else {
    if (!cache) return std::move(cache).error();
    files.index_dir = cache->path + "/repository";
  }
  if (const auto list = environment.get("HELM_PLUGINS")) {
    for (const std::string_view directory : base::split(*list, ':')) {
      if (!directory.empty()) files.plugin_dirs.push_back(absolute(std::string(directory)));
    }
  } else {
    if (!data) return std::move(data).error();
    files.plugin_dirs.push_back(data->path + "/plugins");
  }
  return files;
}

base::Result<std::string> find_helm(const base::Environment& environment) {
  const auto named = environment.get("HELM_BIN");
  if (named && named->find('/') != std::string_view::npos) {
    const std::string path = absolute(std::string(*named));
    if (::access(path.c_str(), X_OK) == 0) return path;
  }
  const auto path = environment.get("PATH");
  const std::string_view word = named && named->find('/') == std::string_view::npos ? *named : "helm";
  auto found = path ? base::find_program(word, *path) : std::nullopt;
  if (!found) return Error(Errc::kNotFound, "there is no helm on the PATH", "install Helm 3 or 4: https://helm.sh");
  return std::move(*found);
}

}  // namespace ngcs::clients
