// Versions and ranges as Helm reads them: the rules of github.com/Masterminds/semver/v3 (3.5.0), which both Helms use.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ngcs::ngc {

struct Version {
  std::uint64_t major = 0;
  std::uint64_t minor = 0;
  std::uint64_t patch = 0;
  std::string prerelease;  // empty = a release
  std::string metadata;    // no part in comparisons

  // "1.2.3", and as Helm also "v1.2.3", "1.2", "1", leading zeros. Nothing for anything else.
  [[nodiscard]] static std::optional<Version> parse(std::string_view text);
};

[[nodiscard]] std::strong_ordering compare(const Version& a, const Version& b) noexcept;

// "^1.2", ">=1.0 <2.0 || 3.x", "~1.2.3", "1.2 - 1.4", "*". A release-only range never takes a prerelease; a range of
// which one bound has a prerelease part ("> 0.0.0-0", what --devel means) does.
class VersionRange {
 public:
  // kInvalidInput for anything that is no range.
  [[nodiscard]] static base::Result<VersionRange> parse(std::string_view text);
  [[nodiscard]] bool contains(const Version& version) const;

 private:
  struct Bound {
    std::string comparison;  // "", "=", "!=", ">", …
    Version version;
    bool any_part = false;  // at least one part is x, or absent
    bool any_minor = false;
    bool any_patch = false;
  };
  struct Group {  // all of them
    std::vector<Bound> bounds;
    bool with_prereleases = false;
  };
  [[nodiscard]] static bool within(const Bound& bound, const Version& version, bool with_prereleases);
  [[nodiscard]] static std::optional<Bound> parse_bound(std::string_view& rest);
  std::vector<Group> groups_;  // any of them
};

}  // namespace ngcs::ngc
