// The files in which podman, buildah and skopeo may find a credential for nvcr.io, as `configure podman` changes them.
// The order in which they are read is containers_files.h's; here stands what each of them is for.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/env.h"

namespace ngcs::clients {

struct PodmanFile {
  enum class Role {
    kOwn,      // $XDG_CONFIG_HOME/containers/auth.json: it outlives a restart, and names our helper
    kNamed,    // REGISTRY_AUTH_FILE: the only file that newer clients read, so it names our helper, too
    kRuntime,  // what `podman login` writes; it is read before kOwn and must not answer
    kDocker,   // docker's own file, which docker's registration changes
    kLegacy,   // ~/.dockercfg
  };
  std::string path;
  std::string why;  // "HOME", "REGISTRY_AUTH_FILE" …
  Role role = Role::kOwn;
};

// kOwn first; no path twice. Whether a file exists is not looked at.
[[nodiscard]] std::vector<PodmanFile> podman_files(const base::Environment& environment, uid_t uid);

// The member that says that `authfile` or `exec` of this suite wrote a file, with keys in plain text as it was asked
// to.
inline constexpr const char* kWrittenByMember = "ngc-auth";
// True where the text is an auth file with that member.
[[nodiscard]] bool written_by_suite(std::string_view text);

}  // namespace ngcs::clients
