#include <algorithm>

#include "base/text.h"
#include "cli/suggest.h"
#include "commands/commands.h"
#include "commands/identity_text.h"
#include "commands/login_space.h"
#include "commands/profile_store.h"
#include "commands/usage_error.h"
#include "key/key.h"
#include "ngc/identity.h"
#include "registry/reference.h"

namespace ngcs::commands {
namespace {

using base::Errc;
using base::Error;
using config::Config;
using config::Profile;

struct Target {
  Profile profile;       // as the index is to hold it
  bool changed = false;  // org, display name or team were learned
};

// By profile name, then by org or org/team, then by display name in any letter case.
std::optional<Target> find_locally(const Config& config, const std::string& text) {
  if (const Profile* named = config.find(text); named != nullptr) return Target{*named, false};
  if (const auto space = registry::parse_space(text)) {
    if (const Profile* found = config.find_space(space->org, space->team); found != nullptr)
      return Target{*found, false};
  }
  const Profile* by_display = nullptr;
  for (const Profile& profile : config.profiles()) {
    if (!base::iequals(profile.org_display_name, text)) continue;
    if (by_display == nullptr || profile.team.empty()) by_display = &profile;
  }
  if (by_display == nullptr) return std::nullopt;
  return Target{*by_display, false};
}

// What NGC says one profile's key opens; where it covers what was asked for, the profile with org and team filled in.
std::optional<Target> match_identity(const Profile& profile, const ngc::Identity& identity, const std::string& text) {
  SpaceRequest request;
  request.org = text;
  const auto space = choose_space(request, identity);
  if (!space || org_named(identity, space->org) == nullptr) return std::nullopt;
  Target target{profile, true};
  target.profile.org = space->org;
  target.profile.org_display_name = space->display_name;
  target.profile.team = space->team;
  const std::string kind = kind_from_service(identity);
  if (!kind.empty()) target.profile.kind = kind;
  return target;
}

struct OnlineSearch {
  std::optional<Target> found;
  std::optional<Error> trouble;  // the first key that could not be asked about
};

OnlineSearch find_online(Session& session, const Config& config, const std::string& text) {
  OnlineSearch search;
  for (const Profile& profile : config.profiles()) {
    if (profile.logged_out) continue;
    auto store = session.stores.open(profile.store);
    if (!store) continue;
    auto key = (*store)->get(profile.name, store::Slot::kCurrent);
    if (!key || !*key) continue;
    auto identity = ngc::who_am_i(session.transport(), **key, key::classify(**key));
    if (!identity) {
      if (!search.trouble) search.trouble = std::move(identity).error();
      continue;
    }
    search.found = match_identity(profile, *identity, text);
    if (search.found) return search;
  }
  return search;
}

Error not_found(const Session& session, const Config& config, const std::string& text) {
  std::vector<std::string> names;
  for (const Profile& profile : config.profiles()) {
    names.push_back(profile.name);
    if (!profile.org_display_name.empty()) names.push_back(profile.org_display_name);
  }
  Error error(Errc::kNotFound, "no stored key opens " + quoted(text));
  const auto near = cli::suggest(text, names);
  error.hint = near ? "did you mean \"" + base::printable(*near, 128) + "\"?"
                    : "log in with a key of that org: " + session.command("login");
  return error;
}

}  // namespace

cli::ExitCode run_use(Session& session, cli::Output& output, const std::string& text) {
  auto config = load_config(session);
  if (!config) return output.fail("use", config.error());
  if (config->profiles().empty()) {
    return output.fail("use", Error(Errc::kNotLoggedIn, "no key is recorded", "log in: " + session.command("login")));
  }
  std::optional<Target> target = find_locally(*config, text);
  if (!target) {
    OnlineSearch search = find_online(session, *config, text);
    if (!search.found && search.trouble) {
      return output.fail("use",
                         search.trouble->with_context(quoted(text) + " is not known here, and NGC could not be asked"));
    }
    target = std::move(search.found);
  }
  if (!target) return output.fail("use", not_found(session, *config, text));
  if (target->profile.logged_out) {
    return output.fail("use", Error(Errc::kNotLoggedIn, "profile \"" + target->profile.name + "\" is logged out",
                                    "log in again: " + session.command("login --profile " + target->profile.name)));
  }

  const Profile& profile = target->profile;
  auto updated = config::update(*session.paths, session.environment, [&](Config& changed) -> base::Result<void> {
    if (target->changed) changed.put(profile);
    changed.set_default_profile(profile.name);
    return {};
  });
  if (!updated) return output.fail("use", updated.error());

  const std::string label = profile.org.empty() ? std::string("every org of its key")
                                                : org_label(profile.org, profile.org_display_name) +
                                                      (profile.team.empty() ? "" : ", team " + profile.team);
  output.line("Default profile: " + output.styled(profile.name, cli::Style::kBold) + " (" + label + ")");
  const auto shadow = auth::resolve({}, session.auth_context());
  if (shadow && shadow->key && shadow->source.kind != auth::SourceKind::kStore) {
    output.warn("environment-key", shadow->source.name + " holds a key and is asked before any profile");
  } else if (shadow && shadow->key && shadow->source.profile != profile.name) {
    output.warn("other-profile",
                "a key of profile " + shadow->source.profile + " is used here all the same: " + shadow->source.why);
  }
  return output.succeed("use", {{"profile", profile.name},
                                {"org", profile.org.empty() ? json::Value(nullptr) : json::Value(profile.org)},
                                {"team", profile.team.empty() ? json::Value(nullptr) : json::Value(profile.team)}});
}

}  // namespace ngcs::commands
