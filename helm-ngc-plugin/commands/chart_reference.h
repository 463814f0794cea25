// Charts as users name them.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "registry/reference.h"

namespace ngcs::helm_ngc {

// "ORG/[TEAM/]CHART[:VERSION]", also with "ngc://" in front.
struct ChartReference {
  registry::Space space;
  std::string name;
  std::string version;  // a version or, where the command takes one, a range; empty = none given
  [[nodiscard]] std::string path() const { return space.path() + "/" + name; }
  [[nodiscard]] std::string text() const { return version.empty() ? path() : path() + ":" + version; }
};

// kUsage names what is wrong.
[[nodiscard]] base::Result<ChartReference> parse_chart_reference(std::string_view text);

// "ORG[/TEAM]", also with "ngc://" in front. kUsage names what is wrong.
[[nodiscard]] base::Result<registry::Space> parse_target(std::string_view text);

// What `list` looks for: shell wildcards (*, ?, […]) on "org/[team/]name", or without a slash on the name alone;
// ":VERSIONS" behind it asks for versions instead of charts.
struct ChartPattern {
  std::string path;      // empty = every chart
  std::string versions;  // pattern; empty = charts are asked for
  [[nodiscard]] bool matches(const std::string& space, const std::string& name) const;
  [[nodiscard]] bool matches_version(const std::string& version) const;
  // The org that is named without wildcards; empty = none is.
  [[nodiscard]] std::string org() const;
  // Whether charts of the org itself, and of its teams, could match; and the one team where only one could.
  [[nodiscard]] bool wants_teams() const;
  [[nodiscard]] std::string team() const;
};
[[nodiscard]] base::Result<ChartPattern> parse_pattern(std::string_view text);

}  // namespace ngcs::helm_ngc
