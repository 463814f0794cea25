#include "clients/podman_files.h"

#include <algorithm>
#include <utility>

#include "base/paths.h"
#include "clients/auth_file.h"
#include "clients/containers_files.h"

namespace ngcs::clients {
namespace {

using Role = PodmanFile::Role;

void add(std::vector<PodmanFile>& files, PodmanFile file) {
  const bool known =
      std::any_of(files.begin(), files.end(), [&file](const PodmanFile& other) { return other.path == file.path; });
  if (!known) files.push_back(std::move(file));
}

// Where `podman login` writes while REGISTRY_AUTH_FILE is not set.
std::vector<std::string> runtime_files(const base::Environment& environment, uid_t uid) {
  if (const auto runtime = environment.get("XDG_RUNTIME_DIR")) return {std::string(*runtime) + "/containers/auth.json"};
  std::vector<std::string> files = {"/run/containers/" + std::to_string(uid) + "/auth.json"};
  // podman without root takes a login's own directory by itself where the variable is missing (cron, su).
  if (uid != 0) files.push_back("/run/user/" + std::to_string(uid) + "/containers/auth.json");
  return files;
}

}  // namespace

std::vector<PodmanFile> podman_files(const base::Environment& environment, uid_t uid) {
  std::vector<PodmanFile> files;
  const std::vector<ContainersFile> read = containers_files(environment, uid);
  for (const ContainersFile& file : read) {
    if (!file.writable && !file.shared_with_docker) add(files, {file.path, file.why, Role::kOwn});
  }
  for (const ContainersFile& file : read) {
    if (file.why == "REGISTRY_AUTH_FILE") add(files, {file.path, file.why, Role::kNamed});
  }
  for (std::string& path : runtime_files(environment, uid)) {
    add(files, {std::move(path), "the runtime directory", Role::kRuntime});
  }
  for (const ContainersFile& file : read) {
    if (file.shared_with_docker) add(files, {file.path, file.why, Role::kDocker});
  }
  if (const auto home = base::home_directory(environment)) {
    add(files, {*home + "/.dockercfg", "HOME", Role::kLegacy});
  }
  return files;
}

bool written_by_suite(std::string_view text) {
  auto parsed = json::parse(text, {.bytes = kMaxAuthFile, .depth = 32});
  if (!parsed) return false;
  const WipedValue document(std::move(*parsed));
  return json::member(document.get(), kWrittenByMember) != nullptr;
}

}  // namespace ngcs::clients
