// The example world (examples/world.json), compiled in.
#pragma once

#include <string>

namespace ngcs::sandbox {

[[nodiscard]] std::string builtin_world();

}  // namespace ngcs::sandbox
