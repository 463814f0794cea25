#include "help.h"

namespace ngcs::helper {

const std::string_view kUsageText = "Usage: docker-credential-ngc <store|get|erase|list|version>\n";

const std::string_view kVersionText = "docker-credential-ngc (ngc-credential-suite) " NGCS_VERSION "\n";

const std::string_view kHelpText =
    R"(docker-credential-ngc gives docker, podman, buildah, skopeo and their relatives
the NVIDIA NGC key for nvcr.io. You do not call it; the clients do.

Usage: docker-credential-ngc [--profile NAME] <store|get|erase|list|version>
       docker-credential-ngc [--profile NAME] <kubelet|print-key>

Set up, once:
  docker ngc login               ask for the key, check it, store it encrypted,
                                 and register this helper with docker
  docker pull nvcr.io/ORG/IMAGE  works from now on

By hand, in ~/.docker/config.json (podman: ~/.config/containers/auth.json):
  { "credHelpers": { "nvcr.io": "ngc", "nvcr.io:443": "ngc" } }

Actions (the credential-helper protocol; requests come on stdin):
  get      host name  ->  {"ServerURL":…,"Username":"$oauthtoken","Secret":…}
  store    the same object: stores the key of nvcr.io; other hosts are refused
  erase    host name: erases the key and the one it replaced
  list     {"nvcr.io":"$oauthtoken"} where a key would be served
  version  name and version
Errors are one sentence on stdout and exit status 1, as the protocol has it.

For others (errors on stderr, exit status 1, nothing on stdout):
  kubelet    an image credential provider of Kubernetes' kubelet, version v1;
             docker ngc configure kubelet prints its configuration
  print-key  the key alone, for enroot: password $(docker-credential-ngc print-key)

Which key, first match:
  --profile NAME, a link named docker-credential-ngc-NAME, NGC_PROFILE
  NGC_API_KEY_FILE, then $CREDENTIALS_DIRECTORY/ngc-api-key (systemd)
  NGC_CLI_API_KEY, then NGC_API_KEY
  the org in the name asked for, then NGC_CLI_ORG/NGC_CLI_TEAM,
  then the default profile (docker ngc use)

Environment besides:
  NGC_AUTH_HOME                    all files of the suite in one directory
  NGC_AUTH_STORE                   vault (default) or secret-service
  NGC_AUTH_ON_UNREADABLE=anonymous a key that cannot be read counts as absent,
                                   so that public images still pull

Files:
  $XDG_CONFIG_HOME/ngc-auth/config.json  settings and profiles, no secrets
  $XDG_DATA_HOME/ngc-auth/vault          keys, encrypted
  $XDG_STATE_HOME/ngc-auth/machine.key   what opens the vault

More: docker ngc status says which key each client would get, and why.
)";

}  // namespace ngcs::helper
