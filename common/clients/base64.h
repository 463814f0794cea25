// Standard base64 between text and SecretString, for the `auth` member of docker's and podman's files.
#pragma once

#include <optional>
#include <string_view>

#include "secret/secret_string.h"

namespace ngcs::clients {

// Go's base64.StdEncoding, which every reader of these files uses: padding required, CR and LF skipped, everything else
// outside the alphabet refused. Nothing where the text is no base64.
[[nodiscard]] std::optional<secret::SecretString> decode_base64(std::string_view text);
[[nodiscard]] secret::SecretString encode_base64(std::string_view content);

}  // namespace ngcs::clients
