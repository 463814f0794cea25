// Asking a person for a secret.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"
#include "secret/secret_string.h"

namespace ngcs::secret {

// Asks on /dev/tty without echo (stdin may be a pipe); restores the terminal on every way out, signals included.
// kUnavailable where there is no terminal, kTooLarge above `limit` bytes. A paste with inner line breaks is returned
// whole only up to its first line end; the rest is discarded from the terminal's queue.
[[nodiscard]] base::Result<SecretString> prompt_secret(std::string_view question,
                                                       std::size_t limit = std::size_t{64} * 1024);

}  // namespace ngcs::secret
