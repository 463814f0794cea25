// Read-only view of the auth files of podman, buildah and skopeo: where each would look for nvcr.io, in their order.
// Source: containers-auth.json(5) and containers/image pkg/docker/config.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "base/env.h"
#include "base/result.h"
#include "clients/auth_file.h"

namespace ngcs::clients {

struct ContainersFile {
  std::string path;
  std::string why;        // "REGISTRY_AUTH_FILE", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "HOME", "docker's file" …
  bool writable = false;  // the file that `podman login` writes
  bool shared_with_docker = false;  // docker's own file
};

// In the order in which containers/image asks them. `uid` names /run/containers/UID where XDG_RUNTIME_DIR is unset.
[[nodiscard]] std::vector<ContainersFile> containers_files(const base::Environment& environment, uid_t uid);

// What answers for nvcr.io in one file: a helper first, then the plain entry of the host. Namespaced entries
// ("nvcr.io/org") answer for their org only and are not looked at here.
struct Answer {
  enum class Kind { kNothing, kHelper, kPlain } kind = Kind::kNothing;
  std::string helper;
  const AuthEntry* entry = nullptr;  // for kPlain; lives as long as the file
};
[[nodiscard]] Answer answer_of(const AuthFile& file);

}  // namespace ngcs::clients
