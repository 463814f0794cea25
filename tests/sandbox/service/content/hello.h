// The bytes of the static hello program that is every generated image's only file.
#pragma once

#include <string_view>

namespace ngcs::sandbox {

[[nodiscard]] std::string_view hello_program();

}  // namespace ngcs::sandbox
