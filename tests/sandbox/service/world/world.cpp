#include "service/world/world.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace ngcs::sandbox {

namespace {

template <typename T, typename Member>
const T* find_by(const std::vector<T>& items, Member member, std::string_view wanted) noexcept {
  const auto found = std::find_if(items.begin(), items.end(), [&](const T& item) { return item.*member == wanted; });
  return found == items.end() ? nullptr : &*found;
}

bool is_path_part(std::string_view part) {
  return !part.empty() && std::all_of(part.begin(), part.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

constexpr std::array<std::string_view, 15> kFaultNames = {
    "status",       "delay",    "blackhole",   "reset", "lostAnswer", "slow",     "truncate", "wrongContentType",
    "foreignRealm", "redirect", "certificate", "clock", "dns",        "sinkhole", "proxy"};

}  // namespace

const Org* World::org(std::string_view name) const noexcept { return find_by(orgs, &Org::name, name); }
const User* World::user(std::string_view id) const noexcept { return find_by(users, &User::id, id); }
const Key* World::key_by_id(std::string_view id) const noexcept { return find_by(keys, &Key::id, id); }
const Key* World::key_by_value(std::string_view value) const noexcept { return find_by(keys, &Key::value, value); }
const Image* World::image(std::string_view path) const noexcept { return find_by(images, &Image::path, path); }
const Chart* World::chart(std::string_view path) const noexcept { return find_by(charts, &Chart::path, path); }

std::optional<ArtifactPath> split_artifact_path(std::string_view path) {
  const auto parts = base::split(path, '/');
  if (parts.size() < 2 || !std::all_of(parts.begin(), parts.end(), is_path_part)) return std::nullopt;
  ArtifactPath result;
  result.org = parts[0];
  if (parts.size() == 2) {
    result.name = parts[1];
  } else {
    result.team = std::string(parts[1]);
    result.name = path.substr(parts[0].size() + parts[1].size() + 2);
  }
  return result;
}

std::string_view fault_kind_name(FaultKind kind) noexcept { return kFaultNames.at(static_cast<std::size_t>(kind)); }

}  // namespace ngcs::sandbox
