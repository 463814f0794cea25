// Where the suite's own files are. Contract: the design's table "Where a key lives".
#pragma once

#include <string>

#include "base/env.h"
#include "base/result.h"

namespace ngcs::base {

struct Paths {
  std::string home;                // the user's home; empty only where NGC_AUTH_HOME or all XDG variables are set
  std::string config_file;         // $XDG_CONFIG_HOME/ngc-auth/config.json: settings and index, no secrets
  std::string system_config_file;  // /etc/ngc-auth/config.json
  std::string vault_file;          // $XDG_DATA_HOME/ngc-auth/vault
  std::string vault_lock_file;     // beside it, .lock
  std::string machine_key_file;    // $XDG_STATE_HOME/ngc-auth/machine.key: another tree than the vault
  std::string state_dir;           // $XDG_STATE_HOME/ngc-auth: undo journals
  std::string cache_dir;           // $XDG_CACHE_HOME/ngc-auth: never a secret
};

// NGC_AUTH_HOME wins for all of them. Then the XDG variables (a relative value is ignored, as their specification
// says), then HOME, then /etc/passwd for the real uid. HOME before passwd: inside a rootless podman's user namespace
// passwd says /root (facts: user namespaces). passwd is read as a file, not through NSS: the helper is static.
// Error kUnavailable where no place is left.
[[nodiscard]] Result<Paths> resolve_paths(const Environment& environment);

// The home directory alone: HOME, else /etc/passwd. kUnavailable where there is none.
[[nodiscard]] Result<std::string> home_directory(const Environment& environment);

}  // namespace ngcs::base
