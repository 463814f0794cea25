// The key alone, for programs that take a password from a command: enroot's `password $(…)`.
#pragma once

#include <optional>
#include <string>

#include "protocol/helper.h"

namespace ngcs::protocol {

// The key and a line feed in `out`; where there is none, or none that can be read, exit code 1, a sentence in `notes`,
// and nothing in `out`: a caller would take any text for the key.
[[nodiscard]] Answer plain_key(const std::optional<std::string>& profile, const Outside& outside);

}  // namespace ngcs::protocol
