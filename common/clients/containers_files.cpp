#include "clients/containers_files.h"

#include "base/paths.h"
#include "clients/docker_files.h"
#include "registry/server_name.h"

namespace ngcs::clients {

std::vector<ContainersFile> containers_files(const base::Environment& environment, uid_t uid) {
  std::vector<ContainersFile> files;
  if (const auto explicit_file = environment.get("REGISTRY_AUTH_FILE")) {
    files.push_back({std::string(*explicit_file), "REGISTRY_AUTH_FILE", true, false});
  } else if (const auto runtime = environment.get("XDG_RUNTIME_DIR")) {
    files.push_back({std::string(*runtime) + "/containers/auth.json", "XDG_RUNTIME_DIR", true, false});
  } else {
    files.push_back({"/run/containers/" + std::to_string(uid) + "/auth.json", "the runtime directory", true, false});
  }
  const auto home = base::home_directory(environment);
  if (const auto config = environment.get("XDG_CONFIG_HOME")) {
    files.push_back({std::string(*config) + "/containers/auth.json", "XDG_CONFIG_HOME", false, false});
  } else if (home) {
    files.push_back({*home + "/.config/containers/auth.json", "HOME", false, false});
  }
  if (const auto docker = locate_docker(environment, std::nullopt)) {
    files.push_back({docker->file, "docker's file", false, true});
  }
  return files;
}

Answer answer_of(const AuthFile& file) {
  const std::string helper = file.helper_for(registry::kRegistryHost);
  if (!helper.empty()) return {Answer::Kind::kHelper, helper, nullptr};
  for (const AuthEntry& entry : file.entries) {
    if (entry.org.empty() && entry.kind == AuthEntry::Kind::kPlain) return {Answer::Kind::kPlain, {}, &entry};
  }
  return {};
}

}  // namespace ngcs::clients
