// Texts of a world's machine: placeholders for keys.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "service/world/world.h"

namespace ngcs::sandbox {

// The ids in ${key:ID} and ${auth:ID}, in their order.
[[nodiscard]] std::vector<std::string_view> keys_named_in(std::string_view text);

// ${key:ID} replaced by the key, ${auth:ID} by base64 of "$oauthtoken:KEY", ${NAME} by the value in `names`. What is
// none of these stays as it is.
[[nodiscard]] std::string expand_machine_text(std::string_view text, const World& world,
                                              const std::map<std::string, std::string, std::less<>>& names = {});

}  // namespace ngcs::sandbox
