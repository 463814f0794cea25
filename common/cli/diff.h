// What --dry-run shows: a unified diff of two texts. The caller makes sure that neither text holds a secret.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ngcs::cli {

// In the form of `diff -u` ("--- name", "+++ name", hunks with `context` lines), line feeds at the end of every line,
// control characters inside lines made printable. Empty where the texts are equal. Beyond a few thousand changed lines
// the changed part is shown as removed and added whole: time and memory stay bounded.
[[nodiscard]] std::string unified_diff(std::string_view old_name, std::string_view new_name, std::string_view old_text,
                                       std::string_view new_text, std::size_t context = 3);

}  // namespace ngcs::cli
