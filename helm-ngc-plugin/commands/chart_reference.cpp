#include "commands/chart_reference.h"

#include <fnmatch.h>

#include <algorithm>

#include "base/text.h"
#include "ngc/helm_url.h"

namespace ngcs::helm_ngc {
namespace {

using base::Errc;
using base::Error;

constexpr std::size_t kMaxPattern = 512;

std::string_view without_scheme(std::string_view text) {
  text = base::trim(text);
  if (base::istarts_with(text, ngc::kNgcScheme)) text.remove_prefix(ngc::kNgcScheme.size());
  return text;
}

Error usage(std::string_view text, const std::string& why, const std::string& hint) {
  return {Errc::kUsage, "'" + base::printable(text, 120) + "' " + why, hint};
}

bool has_wildcard(std::string_view text) { return text.find_first_of("*?[") != std::string_view::npos; }

bool fits(const std::string& pattern, const std::string& text) {
  return ::fnmatch(pattern.c_str(), text.c_str(), FNM_NOESCAPE) == 0;
}

}  // namespace

base::Result<registry::Space> parse_target(std::string_view text) {
  auto space = registry::parse_space(without_scheme(text));
  if (!space) return Error(Errc::kUsage, space.error().message, space.error().hint);
  return space;
}

base::Result<ChartReference> parse_chart_reference(std::string_view text) {
  const std::string hint = "write ORG/CHART[:VERSION] or ORG/TEAM/CHART[:VERSION]";
  std::string_view rest = without_scheme(text);
  ChartReference chart;
  if (const std::size_t colon = rest.find(':'); colon != std::string_view::npos) {
    chart.version = base::trim(rest.substr(colon + 1));
    rest = rest.substr(0, colon);
    if (chart.version.empty() || chart.version.size() > 200 || base::has_control(chart.version)) {
      return usage(text, "names no version behind the colon", hint);
    }
  }
  const std::size_t slash = rest.rfind('/');
  if (slash == std::string_view::npos) return usage(text, "names no org", hint);
  auto space = registry::parse_space(rest.substr(0, slash));
  if (!space) return usage(text, "is no chart: " + space.error().message, hint);
  chart.space = std::move(*space);
  chart.name = rest.substr(slash + 1);
  if (chart.name.empty() || chart.name.front() == '-' || !ngc::is_chart_file(chart.name + "-0.tgz")) {
    return usage(text, "is no chart: its name is not one of NGC", hint);
  }
  return chart;
}

base::Result<ChartPattern> parse_pattern(std::string_view text) {
  std::string_view rest = without_scheme(text);
  if (rest.size() > kMaxPattern || base::has_control(rest) || !base::valid_utf8(rest)) {
    return Error(Errc::kUsage, "that is no pattern of chart names");
  }
  ChartPattern pattern;
  if (const std::size_t colon = rest.find(':'); colon != std::string_view::npos) {
    pattern.versions = rest.substr(colon + 1);
    if (pattern.versions.empty()) pattern.versions = "*";
    rest = rest.substr(0, colon);
  }
  pattern.path = rest;
  if (std::count(rest.begin(), rest.end(), '/') > 2) {
    return usage(text, "has more than org, team and name", "write ORG/[TEAM/]PATTERN or PATTERN");
  }
  return pattern;
}

bool ChartPattern::matches(const std::string& space, const std::string& name) const {
  if (path.empty()) return true;
  return path.find('/') == std::string::npos ? fits(path, name) : fits(path, space + "/" + name);
}

bool ChartPattern::matches_version(const std::string& version) const { return fits(versions, version); }

std::string ChartPattern::org() const {
  const std::size_t slash = path.find('/');
  if (slash == std::string::npos || has_wildcard(std::string_view(path).substr(0, slash))) return {};
  return path.substr(0, slash);
}

bool ChartPattern::wants_teams() const {
  const std::size_t slash = path.find('/');
  if (slash == std::string::npos) return true;
  const std::string_view rest = std::string_view(path).substr(slash + 1);
  return rest.find('/') != std::string_view::npos || rest.find('*') != std::string_view::npos;
}

std::string ChartPattern::team() const {
  const std::size_t first = path.find('/');
  const std::size_t last = path.rfind('/');
  if (first == std::string::npos || first == last) return {};
  const std::string team = path.substr(first + 1, last - first - 1);
  return has_wildcard(team) ? std::string() : team;
}

}  // namespace ngcs::helm_ngc
