#include "entitlement/roles.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"

namespace ngcs::entitlement {
namespace {

struct Row {
  std::string_view role;
  Grants grants;
  std::array<std::string_view, 2> aliases = {};
};

constexpr Level kNone = Level::kNone;
constexpr Level kRead = Level::kRead;
constexpr Level kWrite = Level::kWrite;
constexpr Level kAdmin = Level::kAdmin;

// NGC Private Registry User Guide, section 2.5.2.5: services of each role. Aliases: the role lists of the API
// (REGISTRY-WRITE beside REGISTRY_USER; opendatahub-io/odh-model-controller, test data) and the guide's examples
// (REGISTRY_WRITE_ADMIN_ROLE is an org's admin, REGISTRY_WRITE_TEAM_ADMIN_ROLE a team's).
//
// USER_ADMIN: the guide's prose says that a User Admin views and invites users, and no more; its service table gives
// that role the container and chart services too; its capability matrix has lost its columns. The table decides.
constexpr std::array<Row, 11> kTable = {{
    {"REGISTRY_READ", {kRead, kRead, kNone}},
    {"REGISTRY_USER", {kWrite, kWrite, kNone}, {"REGISTRY_WRITE", "REGISTRY_WRITE_USER"}},
    {"REGISTRY_ADMIN", {kAdmin, kAdmin, kAdmin}, {"REGISTRY_WRITE_ADMIN", "REGISTRY_WRITE_TEAM_ADMIN"}},
    {"USER_ADMIN", {kAdmin, kAdmin, kAdmin}},
    {"USER", {kWrite, kWrite, kNone}},    // older form
    {"ADMIN", {kAdmin, kAdmin, kAdmin}},  // older form
    {"EGX_READ", {kNone, kRead, kNone}},  // EGX_*: service EGX only, besides orgs and teams
    {"EGX_USER", {kNone, kWrite, kNone}},
    {"EGX_ADMIN", {kNone, kAdmin, kAdmin}},
    {"USER_READ", {kNone, kRead, kNone}},  // "User Read": view an org or team only
    {"ORG_OWNER", {kAdmin, kAdmin, kAdmin, true}},
}};

// Roles of other products; they come by families (role constants of the NGC CLI 4.9.10).
constexpr std::array<std::string_view, 5> kOtherProducts = {"NVIDIA_AI_ENTERPRISE_", "BASE_COMMAND_", "FLEET_COMMAND_",
                                                            "OMNIVERSE_", "PUBLIC_API_ENDPOINTS_"};

std::string canonical(std::string_view role) {
  std::string name(base::trim(role));
  for (char& c : name) {
    if (c == '-' || c == ' ') c = '_';
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  constexpr std::string_view kEnd = "_ROLE";
  if (name.size() > kEnd.size() && name.ends_with(kEnd)) name.resize(name.size() - kEnd.size());
  return name;
}

}  // namespace

std::optional<Grants> grants_of(std::string_view role) {
  const std::string name = canonical(role);
  if (name.empty()) return std::nullopt;
  const auto* row = std::find_if(kTable.begin(), kTable.end(), [&](const Row& one) {
    return one.role == name || std::find(one.aliases.begin(), one.aliases.end(), name) != one.aliases.end();
  });
  if (row != kTable.end()) return row->grants;
  const bool other = std::any_of(kOtherProducts.begin(), kOtherProducts.end(),
                                 [&](std::string_view prefix) { return name.starts_with(prefix); });
  return other ? std::optional(Grants{}) : std::nullopt;
}

}  // namespace ngcs::entitlement
