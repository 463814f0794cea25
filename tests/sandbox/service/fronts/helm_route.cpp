#include "service/fronts/helm_route.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace ngcs::sandbox {

namespace {

using Parts = std::vector<std::string_view>;

// Takes one or two parts for the space, as many as `rest` leaves.
bool take_space(HelmRoute& route, const Parts& parts, std::size_t rest) {
  if (parts.size() < rest + 1 || parts.size() > rest + 2) return false;
  route.org = parts[0];
  if (parts.size() == rest + 2) route.team = std::string(parts[1]);
  return true;
}

bool is(const Parts& parts, std::size_t from_end, std::string_view word) {
  return parts.size() >= from_end && parts[parts.size() - from_end] == word;
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

HelmRoute parse_helm_path(std::string_view path) {
  HelmRoute route;
  auto parts = base::split(path, '/');
  parts.erase(parts.begin());  // before the first slash
  if (std::any_of(parts.begin(), parts.end(), [](std::string_view part) { return part.empty(); })) return route;
  const bool api = parts.size() >= 3 && parts.front() == "api";
  if (api) parts.erase(parts.begin());
  if (!api && is(parts, 1, "index.yaml")) {
    if (take_space(route, parts, 1)) route.kind = HelmRoute::Kind::kIndex;
  } else if (api && is(parts, 1, "charts")) {
    if (take_space(route, parts, 1)) route.kind = HelmRoute::Kind::kUpload;
  } else if (is(parts, 2, "charts")) {
    if (take_space(route, parts, 2)) {
      route.kind = HelmRoute::Kind::kFile;
      route.file = parts.back();
    }
  } else if (api && is(parts, 3, "charts")) {
    if (take_space(route, parts, 3)) route.kind = HelmRoute::Kind::kVersion;
  }
  return route;
}

std::optional<std::string> chart_name_of(std::string_view file) {
  if (ends_with(file, ".prov")) file.remove_suffix(5);
  if (!ends_with(file, ".tgz")) return std::nullopt;
  for (std::size_t at = file.find('-'); at != std::string_view::npos; at = file.find('-', at + 1)) {
    std::string_view version = file.substr(at + 1);
    if (!version.empty() && version.front() == 'v') version.remove_prefix(1);
    if (at > 0 && !version.empty() && is_digit(version.front())) return std::string(file.substr(0, at));
  }
  return std::nullopt;
}

}  // namespace ngcs::sandbox
