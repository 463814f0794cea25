// Kubernetes manifests that hold an NGC key. Internal to commands.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "clients/pull_secret.h"
#include "secret/secret_string.h"

namespace ngcs::commands {

struct SecretNames {
  std::vector<std::string> namespaces;     // empty = none is written: the one that kubectl is set to
  std::string pull_secret;                 // empty = no such manifest
  std::string api_key_secret;              // empty = no such manifest
  std::vector<std::string> api_key_names;  // members of the second one: "NGC_API_KEY"
};

// kUsage for a name that Kubernetes refuses: secrets are DNS subdomains (RFC 1123, at most 253 bytes), namespaces
// labels (63), members letters, digits, '-', '_', '.'.
[[nodiscard]] base::Result<void> check_names(const SecretNames& names);

// YAML, one document for each namespace and secret, values in base64 as kubectl writes them.
[[nodiscard]] secret::SecretString secret_manifests(const SecretNames& names,
                                                    const std::vector<clients::PullEntry>& entries,
                                                    const secret::SecretString& api_key);

}  // namespace ngcs::commands
