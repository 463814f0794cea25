// What is to be copied: images as a list names them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ngcs::migrate {

// One image of the source.
struct Wanted {
  std::string repository;  // "org/team/name"
  std::string tag;         // both may be given: the digest is copied, and becomes the tag's
  std::string digest;      // neither: all tags of the repository
  bool operator==(const Wanted&) const = default;
};

inline constexpr std::size_t kMaxListBytes = std::size_t{4} << 20;
inline constexpr std::size_t kMaxListed = 50000;

// One image a line, "[nvcr.io/]ORG/[TEAM/]NAME[:TAG][@DIGEST]"; empty lines and what follows a # at the start of a line
// or behind a blank do not count; a repeated line counts once. kUsage names the line and what to write, never the
// line's text: what was given in place of a list may hold a key.
[[nodiscard]] base::Result<std::vector<Wanted>> parse_image_list(std::string_view text);

}  // namespace ngcs::migrate
