// Small text functions. ASCII only unless said otherwise; no locale.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ngcs::base {

// Without blanks, tabs, CR and LF at both ends.
[[nodiscard]] std::string_view trim(std::string_view text) noexcept;
[[nodiscard]] std::string lower(std::string_view text);
[[nodiscard]] bool iequals(std::string_view a, std::string_view b) noexcept;
[[nodiscard]] bool istarts_with(std::string_view text, std::string_view prefix) noexcept;
// All parts, empty ones included: split("a//b", '/') = {"a", "", "b"}.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

// True where the text is valid UTF-8 (no surrogates, no overlong forms).
[[nodiscard]] bool valid_utf8(std::string_view text) noexcept;
// True where the text holds a byte below 0x20, DEL, a C1 control, a line or paragraph separator, or a bidirectional
// control: the characters that have split or disguised host names (Clone2Leak, CVE-2024-50349).
[[nodiscard]] bool has_control(std::string_view text) noexcept;
// Text from outside made fit for a terminal and for one line: controls, bidirectional controls and bytes that are not
// UTF-8 become \xNN or \u{N}; longer than `limit` bytes is cut and ends with "…".
[[nodiscard]] std::string printable(std::string_view text, std::size_t limit = 512);

// One word for a POSIX shell, quoted only where needed: for commands that a hint tells the user to type.
[[nodiscard]] std::string shell_quote(std::string_view text);

}  // namespace ngcs::base
