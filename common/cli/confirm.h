// Asking a person before something that cannot be taken back.
#pragma once

#include <string_view>

#include "base/result.h"

namespace ngcs::cli {

// Asks "question [y/N] " on /dev/tty; only "y" and "yes" are yes. `assume_yes` (the option --yes) answers without
// asking. kUnavailable where there is no terminal: a script must say --yes.
[[nodiscard]] base::Result<bool> confirm(std::string_view question, bool assume_yes);

}  // namespace ngcs::cli
