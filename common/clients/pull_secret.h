// The document of a Kubernetes pull secret (type kubernetes.io/dockerconfigjson), as `kubectl create secret
// docker-registry` makes it (kubectl 1.32, measured): user name, password and both in base64.
#pragma once

#include <string>
#include <vector>

#include "secret/secret_string.h"

namespace ngcs::clients {

struct PullEntry {
  std::string name;  // "nvcr.io", or "nvcr.io/ORG[/TEAM]": the kubelet compares paths as prefixes
  secret::SecretString key;
};

// {"auths":{NAME:{"username","password","auth"}}}, without blanks. Names are names of NGC: no character needs an
// escape.
[[nodiscard]] secret::SecretString pull_secret_text(const std::vector<PullEntry>& entries);

}  // namespace ngcs::clients
