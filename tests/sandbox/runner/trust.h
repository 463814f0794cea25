// The certificates that programs inside trust.
#pragma once

#include <string>

#include "base/result.h"

namespace ngcs::sandbox {

// Copies /etc/ssl/certs to `directory` (which exists), adds the CA under its hashed name and at the end of
// ca-certificates.crt, and binds the copy over /etc/ssl/certs: the whole directory, since programs open the bundle, the
// hashed names or both. kUnavailable names the package where there is no bundle.
[[nodiscard]] base::Result<void> install_trust(const std::string& directory, const std::string& ca_pem,
                                               const std::string& ca_hash);

}  // namespace ngcs::sandbox
