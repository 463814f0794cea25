// What `get` would serve instead of a stored key.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/env.h"

namespace ngcs::protocol {

// The variable whose key comes before every stored one, by the order of auth::resolve; nothing where none is set or
// where the profile was chosen explicitly, since then the environment does not count. No file is opened.
[[nodiscard]] std::optional<std::string_view> shadowing_variable(const std::optional<std::string>& profile,
                                                                 const base::Environment& environment);

}  // namespace ngcs::protocol
