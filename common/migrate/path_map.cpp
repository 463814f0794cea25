#include "migrate/path_map.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "registry/reference.h"

namespace ngcs::migrate {
namespace {

using base::Errc;
using base::Error;

constexpr const char* kForm = "write --map OLDORG/TEAM=NEWORG/TEAM or --map OLDORG/NAME=NEWORG/TEAM/NAME";

// "org", "org/team" or "org/team/name", each part a name of NGC; empty where it is none of these.
std::string path_of(std::string_view text) {
  text = base::trim(text);
  constexpr std::string_view kHost = "nvcr.io/";
  if (base::istarts_with(text, kHost)) text.remove_prefix(kHost.size());
  while (text.ends_with('/')) text.remove_suffix(1);
  const auto parts = base::split(text, '/');
  if (parts.size() > 3) return {};
  for (const std::string_view part : parts) {
    const auto name = registry::parse_space(part);
    if (!name || name->org != part) return {};
  }
  return std::string(text);
}

bool covers(std::string_view rule, std::string_view repository) {
  return repository.starts_with(rule) && (repository.size() == rule.size() || repository[rule.size()] == '/');
}

}  // namespace

base::Result<PathMap> PathMap::parse(const std::vector<std::string>& rules, std::string org) {
  PathMap map;
  map.org_ = std::move(org);
  for (const std::string& text : rules) {
    const std::size_t equals = text.find('=');
    Rule rule;
    if (equals != std::string::npos) {
      rule.from = path_of(std::string_view(text).substr(0, equals));
      rule.to = path_of(std::string_view(text).substr(equals + 1));
    }
    if (rule.from.empty() || rule.to.empty()) return Error(Errc::kUsage, "a --map is no pair of paths", kForm);
    const bool twice = std::any_of(map.rules_.begin(), map.rules_.end(),
                                   [&](const Rule& other) { return other.from == rule.from && other.to != rule.to; });
    if (twice) return Error(Errc::kUsage, "two --map speak of " + rule.from, "leave one of them out");
    map.rules_.push_back(std::move(rule));
  }
  // The longest rule wins.
  std::stable_sort(map.rules_.begin(), map.rules_.end(),
                   [](const Rule& a, const Rule& b) { return a.from.size() > b.from.size(); });
  return map;
}

base::Result<std::string> PathMap::target_of(std::string_view repository) const {
  const auto rule = std::find_if(rules_.begin(), rules_.end(),
                                 [&](const Rule& candidate) { return covers(candidate.from, repository); });
  std::string target;
  if (rule != rules_.end()) {
    target = rule->to + std::string(repository.substr(rule->from.size()));
  } else {
    if (org_.empty()) {
      return Error(
          Errc::kUsage,
          "the org of the target is not known, and no --map says where " + base::printable(repository, 200) + " goes",
          "write --map " + std::string(repository.substr(0, repository.find('/'))) + "=NEWORG");
    }
    target = org_ + std::string(repository.substr(repository.find('/')));
  }
  const auto image = registry::parse_image(target, true);
  if (!image || image->repository() != target) {
    return Error(Errc::kUsage,
                 base::printable(repository, 200) + " would become " + base::printable(target, 200) +
                     ", which is no repository of nvcr.io: that is ORG/NAME or ORG/TEAM/NAME",
                 kForm);
  }
  return target;
}

}  // namespace ngcs::migrate
