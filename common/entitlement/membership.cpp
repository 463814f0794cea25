#include "entitlement/membership.h"

#include <algorithm>

#include "base/text.h"
#include "cli/suggest.h"

namespace ngcs::entitlement {
namespace {

constexpr std::size_t kNearEnough = 2;  // edits

std::string bare(std::string_view name) {
  std::string text = base::lower(name);
  text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c == ' ' || c == '-'; }), text.end());
  return text;
}

const ngc::Team* find_team(const ngc::Org& org, std::string_view name) {
  const auto found =
      std::find_if(org.teams.begin(), org.teams.end(), [&](const ngc::Team& t) { return t.name == name; });
  return found == org.teams.end() ? nullptr : &*found;
}

// Goes over the roles that could count in a space. `fits` says whether the grants of one, of the org itself or of the
// team, are enough.
template <typename Fits>
RoleFinding look(const ngc::Org& org, const registry::Space& space, Fits fits) {
  RoleFinding finding;
  const ngc::Team* team = space.team.empty() ? nullptr : find_team(org, space.team);
  finding.team_unknown = !space.team.empty() && org.teams_listed && team == nullptr;
  finding.in_team = team != nullptr && !team->roles.empty();
  const auto take = [&](const std::vector<std::string>& roles, const std::string& place, bool of_org) {
    for (const std::string& role : roles) {
      finding.roles.push_back(std::string(role).append(" in ").append(place));
      const auto grants = grants_of(role);
      if (!grants) {
        finding.doubtful = true;
        continue;
      }
      if (!finding.granted && fits(*grants, of_org)) {
        finding.granted = true;
        finding.by = finding.roles.back();
      }
    }
  };
  take(org.roles, org.name, true);
  if (team != nullptr) take(team->roles, org.name + "/" + team->name, false);
  if (finding.granted) finding.doubtful = false;
  return finding;
}

}  // namespace

const ngc::Org* find_org(const Facts& facts, std::string_view org) {
  const auto& orgs = facts.identity.orgs;
  const auto found = std::find_if(orgs.begin(), orgs.end(), [&](const ngc::Org& one) { return one.name == org; });
  return found == orgs.end() ? nullptr : &*found;
}

RoleFinding find_roles(const ngc::Org& org, const registry::Space& space, Level level) {
  return look(org, space, [&](const Grants& grants, bool of_org) {
    if (grants.artifacts < level) return false;
    return level == Level::kRead || grants.owner || !of_org || space.team.empty();
  });
}

RoleFinding find_admin_roles(const ngc::Org& org, const registry::Space& space, Administration what) {
  return look(org, space, [&](const Grants& grants, bool of_org) {
    if (what == Administration::kTeams) return of_org && grants.spaces >= Level::kAdmin;
    return grants.users >= Level::kAdmin;
  });
}

bool invitation_grants(const Facts& facts, const registry::Space& space, Level level) {
  const auto& invitations = facts.identity.invitations;
  if (!invitations) return false;
  return std::any_of(invitations->begin(), invitations->end(), [&](const ngc::Invitation& one) {
    if (one.org != space.org || (!one.team.empty() && one.team != space.team)) return false;
    ngc::Org accepted;
    accepted.name = one.org;
    if (one.team.empty()) {
      accepted.roles = one.roles;
    } else {
      accepted.teams.push_back({one.team, one.roles});
    }
    return find_roles(accepted, space, level).granted;
  });
}

MeantOrg find_meant_org(const Facts& facts, std::string_view typed) {
  const std::string wanted = bare(typed);
  if (wanted.empty()) return {};
  MeantOrg near;
  for (const ngc::Org& org : facts.identity.orgs) {
    const std::string name = bare(org.name);
    const std::string display = bare(org.display_name);
    if (display == wanted) return {&org, true};
    const bool close = cli::edit_distance(wanted, name) <= kNearEnough ||
                       (!display.empty() && cli::edit_distance(wanted, display) <= kNearEnough);
    if (close && near.org == nullptr) near.org = &org;
  }
  return near;
}

}  // namespace ngcs::entitlement
