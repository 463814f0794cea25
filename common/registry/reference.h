// Org, team, image and chart references as users type them.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace ngcs::registry {

// A registry space: an org, or a team of it.
struct Space {
  std::string org;
  std::string team;  // empty = the org itself
  [[nodiscard]] std::string path() const { return team.empty() ? org : org + "/" + team; }
  bool operator==(const Space&) const = default;
};

// "ORG" or "ORG/TEAM". Names: letters, digits, '-', '_', '.'; at most 128 bytes each; error kInvalidInput names the
// part that is wrong.
[[nodiscard]] base::Result<Space> parse_space(std::string_view text);

// An image of nvcr.io: "[https://]nvcr.io/ORG[/TEAM]/NAME[:TAG][@DIGEST]"; without the host too where `host_optional`.
struct ImageReference {
  Space space;
  std::string name;
  std::string tag;     // empty = none given
  std::string digest;  // "sha256:…"; empty = none given
  [[nodiscard]] std::string repository() const { return space.path() + "/" + name; }
};
[[nodiscard]] base::Result<ImageReference> parse_image(std::string_view text, bool host_optional);

}  // namespace ngcs::registry
