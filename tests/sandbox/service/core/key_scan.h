// Whether a key of the world stands anywhere in a text: how the sandbox proves that no key reached a foreign place.
#pragma once

#include <string_view>

#include "service/world/world.h"

namespace ngcs::sandbox {

// The first key of the world that the text holds, plain or as the Basic form of "$oauthtoken:KEY"; nullptr = none.
[[nodiscard]] const Key* key_in(const World& world, std::string_view text);

}  // namespace ngcs::sandbox
