#include "commands/login_space.h"

#include <algorithm>

#include "base/text.h"
#include "commands/usage_error.h"
#include "registry/reference.h"

namespace ngcs::commands {
namespace {

using base::Errc;
using base::Error;

std::string list_orgs(const ngc::Identity& identity) {
  std::string text;
  for (const ngc::Org& org : identity.orgs) text += (text.empty() ? "" : ", ") + org_label(org.name, org.display_name);
  return text;
}

// "ORG/TEAM" is split only where no org is called that way: a display name may hold a slash.
base::Result<SpaceChoice> among_known(const std::string& text, const ngc::Identity& identity) {
  auto org = ngc::choose_org(identity.orgs, text);
  if (org) return SpaceChoice{org->name, org->display_name, {}, {}};
  const std::size_t slash = text.rfind('/');
  if (slash == std::string::npos || org.error().code != Errc::kNotFound) return std::move(org).error();
  auto parent = ngc::choose_org(identity.orgs, text.substr(0, slash));
  if (!parent) return std::move(org).error();
  return SpaceChoice{parent->name, parent->display_name, text.substr(slash + 1), {}};
}

base::Result<SpaceChoice> as_typed(const std::string& text, const ngc::Identity* identity) {
  if (identity != nullptr) {
    auto known = among_known(text, *identity);
    if (known || known.error().code == Errc::kConflict) return known;
  }
  auto space = registry::parse_space(text);
  if (!space) {
    Error error = std::move(space).error();
    error.hint = "give the org's name as it stands in image paths, nvcr.io/ORG/…; display names need the online check";
    return error;
  }
  return SpaceChoice{space->org, {}, space->team, {}};
}

base::Result<void> check_bound(const SpaceChoice& choice, const ngc::Identity& identity) {
  if (!identity.key_org.empty() && choice.org != identity.key_org) {
    const ngc::Org* bound = org_named(identity, identity.key_org);
    return Error(Errc::kConflict,
                 "this key is bound to org " +
                     org_label(identity.key_org, bound == nullptr ? std::string() : bound->display_name) + ", not to " +
                     quoted(choice.org),
                 "leave --org out, or make a key in that org: https://org.ngc.nvidia.com/setup/api-keys");
  }
  if (identity.key_org.empty() && !identity.orgs.empty() && org_named(identity, choice.org) == nullptr) {
    return Error(Errc::kNotFound, "the owner of this key is not a member of org " + quoted(choice.org),
                 "its orgs are: " + list_orgs(identity));
  }
  return {};
}

void choose_by_itself(SpaceChoice& choice, const SpaceRequest& request, const ngc::Identity& identity) {
  if (!identity.key_org.empty()) {
    choice.org = identity.key_org;
  } else if (identity.orgs.size() == 1) {
    choice.org = identity.orgs.front().name;
  } else if (const ngc::Org* named = org_named(identity, request.environment_org); named != nullptr) {
    choice.org = named->name;
  }
  if (const ngc::Org* known = org_named(identity, choice.org); known != nullptr) {
    choice.display_name = known->display_name;
  }
}

}  // namespace

const ngc::Org* org_named(const ngc::Identity& identity, const std::string& name) {
  const auto found = std::find_if(identity.orgs.begin(), identity.orgs.end(),
                                  [&name](const ngc::Org& org) { return org.name == name; });
  return found == identity.orgs.end() ? nullptr : &*found;
}

base::Result<SpaceChoice> choose_space(const SpaceRequest& request, const std::optional<ngc::Identity>& identity) {
  SpaceChoice choice;
  if (request.org) {
    auto typed = as_typed(*request.org, identity ? &*identity : nullptr);
    if (!typed) return typed;
    choice = std::move(*typed);
    if (identity) {
      if (auto bound = check_bound(choice, *identity); !bound) return std::move(bound).error();
    }
  } else if (identity) {
    choose_by_itself(choice, request, *identity);
  }
  if (request.team) choice.team = *request.team;
  if (choice.team.empty()) return choice;
  if (choice.org.empty()) {
    return Error(Errc::kUsage, "a team is named, but not its org", "add --org ORG");
  }
  if (auto space = registry::parse_space(choice.org + "/" + choice.team); !space) return std::move(space).error();
  const ngc::Org* org = identity ? org_named(*identity, choice.org) : nullptr;
  if (org != nullptr && std::none_of(org->teams.begin(), org->teams.end(),
                                     [&choice](const ngc::Team& team) { return team.name == choice.team; })) {
    choice.warnings.push_back("this key sees no team " + choice.team + " in " +
                              org_label(org->name, org->display_name));
  }
  return choice;
}

std::string profile_name_for(const SpaceChoice& choice) {
  if (choice.org.empty()) return "default";
  return choice.team.empty() ? choice.org : choice.org + "." + choice.team;
}

std::string org_label(const std::string& name, const std::string& display_name) {
  if (display_name.empty() || display_name == name) return base::printable(name, 128);
  return base::printable(display_name, 128) + " (" + base::printable(name, 128) + ")";
}

}  // namespace ngcs::commands
