// "Did you mean …": the nearest known word.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ngcs::cli {

// Edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`, letter case ignored. Words above 64 bytes
// count as their length apart.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

// The candidate nearest to `word`, the first one where several are as near; nothing where none is near enough to be a
// slip of the fingers (a third of the word, at least one edit).
[[nodiscard]] std::optional<std::string> suggest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace ngcs::cli
