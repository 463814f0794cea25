// What `ls` looks for.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace ngcs::docker_ngc {

// Shell wildcards (*, ?, […]) on "org/[team/]name", or without a slash on the name alone; ":TAGS" behind it asks for
// tags instead of images. "nvcr.io/" may stand in front.
struct ImagePattern {
  std::string path;  // empty = every image
  std::string tags;  // pattern; empty = images are asked for
  [[nodiscard]] bool matches(const std::string& space, const std::string& name) const;
  [[nodiscard]] bool matches_tag(const std::string& tag) const;
  // The org that is named without wildcards; empty = none is.
  [[nodiscard]] std::string org() const;
  // The one team where only one could match; and whether images of teams could match at all.
  [[nodiscard]] std::string team() const;
  [[nodiscard]] bool wants_teams() const;
};

// kUsage names what is wrong.
[[nodiscard]] base::Result<ImagePattern> parse_pattern(std::string_view text);

}  // namespace ngcs::docker_ngc
