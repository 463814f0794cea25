#include "service/policy/roles.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace ngcs::sandbox {

namespace {

constexpr Grants kRead{true, false, false, false};
constexpr Grants kWrite{true, true, false, false};
constexpr Grants kAdmin{true, true, true, false};
constexpr Grants kOwner{true, true, true, true};

// NGC Private Registry User Guide, section 2.5.2.5 (roles and the services CONTAINER, HELM, MODEL, MODELSCRIPT), with
// the older forms USER and ADMIN. Its prose says that a User Admin only manages users; its service table gives that
// role the container and chart services too: the table decides here. Spellings: the role lists of the API
// (REGISTRY-WRITE beside REGISTRY_USER) and the guide's examples (REGISTRY_WRITE_ADMIN_ROLE is the org's admin,
// REGISTRY_WRITE_TEAM_ADMIN_ROLE the team's). EGX_*, USER_READ, USER_WRITE, NVIDIA_AI_ENTERPRISE_VIEWER and the roles
// of other products grant nothing on images and charts.
constexpr std::array<std::pair<std::string_view, Grants>, 11> kTable = {{
    {"REGISTRY_READ", kRead},
    {"REGISTRY_USER", kWrite},
    {"REGISTRY_WRITE", kWrite},
    {"REGISTRY_WRITE_USER", kWrite},
    {"REGISTRY_ADMIN", kAdmin},
    {"REGISTRY_WRITE_ADMIN", kAdmin},
    {"REGISTRY_WRITE_TEAM_ADMIN", kAdmin},
    {"USER_ADMIN", kAdmin},
    {"USER", kWrite},
    {"ADMIN", kAdmin},
    {"ORG_OWNER", kOwner},
}};

}  // namespace

Grants grants_of(std::string_view role) {
  std::string name(role);
  std::transform(name.begin(), name.end(), name.begin(), [](char c) {
    if (c == '-') return '_';
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  constexpr std::string_view kEnd = "_ROLE";
  if (name.size() > kEnd.size() && name.compare(name.size() - kEnd.size(), kEnd.size(), kEnd) == 0) {
    name.resize(name.size() - kEnd.size());
  }
  const auto* found = std::find_if(kTable.begin(), kTable.end(), [&](const auto& row) { return row.first == name; });
  return found == kTable.end() ? Grants{} : found->second;
}

}  // namespace ngcs::sandbox
