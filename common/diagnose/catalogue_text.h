// The catalogue as a document: docs/codes.md.
#pragma once

#include <string>
#include <string_view>

#include "diagnose/catalogue.h"

namespace ngcs::diagnose {

[[nodiscard]] std::string_view level_name(Level level) noexcept;  // "fail", "warn", "info"
[[nodiscard]] std::string codes_markdown();

}  // namespace ngcs::diagnose
