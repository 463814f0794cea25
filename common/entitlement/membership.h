// What the roles of a key's user grant in a space, and what is missing where they do not. Internal to entitlement.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "entitlement/facts.h"
#include "entitlement/roles.h"

namespace ngcs::entitlement {

// The org as the identity lists it; nullptr where it does not.
[[nodiscard]] const ngc::Org* find_org(const Facts& facts, std::string_view org);

struct RoleFinding {
  bool granted = false;
  bool doubtful = false;           // not granted, but there is a role that no source describes
  std::string by;                  // "REGISTRY_READ in acme": the role that grants
  bool team_unknown = false;       // the org's teams are listed, and this one is not among them
  bool in_team = false;            // there are roles in that very team
  std::vector<std::string> roles;  // that were looked at, with their place
};
// `level` on artefacts of the space. Reading: a role of the org counts in all its teams. Writing and deleting: a role
// in exactly that org or team; an Org Owner's everywhere in the org.
[[nodiscard]] RoleFinding find_roles(const ngc::Org& org, const registry::Space& space, Level level);

enum class Administration { kUsers, kTeams };
// Inviting users (into the org, or into a team of it) and making teams: ADMIN on that service, which org admins have,
// for the users of a team its team admins, too.
[[nodiscard]] RoleFinding find_admin_roles(const ngc::Org& org, const registry::Space& space, Administration what);

// Whether an open invitation would grant it.
[[nodiscard]] bool invitation_grants(const Facts& facts, const registry::Space& space, Level level);

// The org that somebody means who typed `typed`, which is no org of the user.
struct MeantOrg {
  const ngc::Org* org = nullptr;  // nullptr = nothing comes near
  bool is_display_name = false;   // `typed` is its display name; else it is within two edits of a name of it
};
// Letter case, blanks and hyphens are ignored.
[[nodiscard]] MeantOrg find_meant_org(const Facts& facts, std::string_view typed);

}  // namespace ngcs::entitlement
