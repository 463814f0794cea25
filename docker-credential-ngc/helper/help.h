// Texts of the credential helper.
#pragma once

#include <string_view>

namespace ngcs::helper {

extern const std::string_view kUsageText;    // one line
extern const std::string_view kHelpText;     // teaches
extern const std::string_view kVersionText;  // one line

}  // namespace ngcs::helper
