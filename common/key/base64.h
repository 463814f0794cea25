// Standard base64 of short secrets, straight into wiped memory.
#pragma once

#include <optional>
#include <string_view>

#include "secret/secret_string.h"

namespace ngcs::key {

// Standard alphabet, padding required exactly where the length asks for it; nothing for any other text.
[[nodiscard]] std::optional<secret::SecretString> decode_base64(std::string_view text);

}  // namespace ngcs::key
