// Exit codes of the full programs: a contract.
#pragma once

#include "base/error.h"

namespace ngcs::cli {

enum ExitCode : int {
  kDone = 0,
  kFailed = 1,  // cause found, operation failed, conflict
  kUsage = 2,
  kCouldNotVerify = 3,  // network, connect time-out, unexpected answer
  kServiceSide = 4,     // outage, 429, 5xx, connected but no answer
  kNotLoggedIn = 5,
  kNotEntitled = 6,
  kInternal = 70,
};

[[nodiscard]] ExitCode exit_code_of(base::Errc code) noexcept;

}  // namespace ngcs::cli
