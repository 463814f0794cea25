#include "images/image_pattern.h"

#include <fnmatch.h>

#include <algorithm>

#include "base/text.h"
#include "registry/reference.h"
#include "registry/server_name.h"

namespace ngcs::docker_ngc {
namespace {

using base::Errc;
using base::Error;

constexpr std::size_t kMaxPattern = 512;

bool has_wildcard(std::string_view text) { return text.find_first_of("*?[") != std::string_view::npos; }

bool fits(const std::string& pattern, const std::string& text) {
  return ::fnmatch(pattern.c_str(), text.c_str(), FNM_NOESCAPE) == 0;
}

}  // namespace

base::Result<ImagePattern> parse_pattern(std::string_view text) {
  std::string_view rest = base::trim(text);
  if (rest.size() > kMaxPattern || base::has_control(rest) || !base::valid_utf8(rest)) {
    return Error(Errc::kUsage, "that is no pattern of image names");
  }
  if (base::istarts_with(rest, "https://")) rest.remove_prefix(std::string_view("https://").size());
  const std::string_view first = rest.substr(0, rest.find('/'));
  if (base::iequals(first, registry::kRegistryHost)) {
    rest.remove_prefix(std::min(rest.size(), first.size() + 1));
  } else if (first.size() < rest.size() && first.find_first_of(".:") != std::string_view::npos &&
             !has_wildcard(first)) {
    return Error(Errc::kUsage, "the host is another one: images of nvcr.io are listed", "write ORG/[TEAM/]PATTERN");
  }
  ImagePattern pattern;
  if (const std::size_t colon = rest.find(':'); colon != std::string_view::npos) {
    pattern.tags = rest.substr(colon + 1);
    if (pattern.tags.empty()) pattern.tags = "*";
    rest = rest.substr(0, colon);
  }
  pattern.path = rest;
  if (std::count(rest.begin(), rest.end(), '/') > 2) {
    return Error(Errc::kUsage, "that has more than org, team and name", "write ORG/[TEAM/]PATTERN or PATTERN");
  }
  for (const std::string& name : {pattern.org(), pattern.team()}) {
    if (name.empty()) continue;
    if (const auto space = registry::parse_space(name); !space) {
      return Error(Errc::kUsage, space.error().message, space.error().hint);
    }
  }
  return pattern;
}

bool ImagePattern::matches(const std::string& space, const std::string& name) const {
  if (path.empty()) return true;
  return path.find('/') == std::string::npos ? fits(path, name) : fits(path, space + "/" + name);
}

bool ImagePattern::matches_tag(const std::string& tag) const { return fits(tags, tag); }

std::string ImagePattern::org() const {
  const std::size_t slash = path.find('/');
  if (slash == std::string::npos || has_wildcard(std::string_view(path).substr(0, slash))) return {};
  return path.substr(0, slash);
}

std::string ImagePattern::team() const {
  const std::size_t first = path.find('/');
  const std::size_t last = path.rfind('/');
  if (first == std::string::npos || first == last) return {};
  const std::string team = path.substr(first + 1, last - first - 1);
  return has_wildcard(team) ? std::string() : team;
}

bool ImagePattern::wants_teams() const {
  const std::size_t slash = path.find('/');
  if (slash == std::string::npos) return true;
  const std::string_view rest = std::string_view(path).substr(slash + 1);
  return rest.find('/') != std::string_view::npos || rest.find('*') != std::string_view::npos;
}

}  // namespace ngcs::docker_ngc
