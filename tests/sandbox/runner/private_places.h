// Everything of the file system that is private inside: what is covered, what stays reachable, what is put there.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "runner/child_env.h"
#include "runner/user_map.h"

namespace ngcs::sandbox {

struct PlacesInput {
  EnvMap caller;     // environment
  std::string home;  // the caller's home, as HOME or the passwd file says
  std::string cwd;
  std::vector<std::string> programs;  // paths that must stay reachable: COMMAND where it was given with a slash
  std::vector<std::string> asked;     // --share
  UserMap map = UserMap::kNone;
};

struct Places {
  std::string home;                // HOME inside
  std::string container_storage;   // storage.conf for podman, buildah and skopeo; empty = the system's serves
  std::string docker_data;         // dockerd's data root
  bool kernel_overlay = true;      // overlayfs works on the private file system
  EnvMap environment;              // for COMMAND
  std::vector<std::string> notes;  // what could not be made private or reachable, one sentence each
};

// Needs: a private mount namespace whose mounts do not propagate, and /run a fresh tmpfs with kRunDir. In this order:
// overlays (privileged callers only) over /etc, /var/lib and /usr/local; tmpfs directories over the temporary
// directories, the homes and the container tools' directories, with the shares of share_plan.h among them; then the
// private files of /etc and the seeds of the homes.
[[nodiscard]] base::Result<Places> make_places_private(const PlacesInput& input);

}  // namespace ngcs::sandbox
