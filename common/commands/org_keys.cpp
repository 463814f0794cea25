#include "commands/org_keys.h"

#include <algorithm>
#include <utility>

#include "commands/client_report.h"
#include "commands/profile_store.h"
#include "commands/usage_error.h"
#include "registry/server_name.h"

namespace ngcs::commands {
namespace {

using base::Errc;
using base::Error;
using clients::KeyedEntry;
using config::Profile;

Error not_stored(const Session& session, const std::string& org) {
  return {Errc::kNotFound, "no profile is of the org " + quoted(org),
          "see " + session.command("profile list") + ", or log in: " + session.command("login --org " + org)};
}

bool has_name(const OrgKeys& keys, const std::string& name) {
  return std::any_of(keys.entries.begin(), keys.entries.end(),
                     [&name](const KeyedEntry& entry) { return entry.name == name; });
}

std::string space_name(const Profile& profile) {
  return std::string(registry::kRegistryHost) + "/" + profile.org + (profile.team.empty() ? "" : "/" + profile.team);
}

void add(OrgKeys& keys, std::string name, secret::SecretString key, const std::string& source) {
  keys.names.push_back(name + ": " + source);
  keys.entries.push_back({std::move(name), std::move(key)});
}

// The default profile in front, so that it wins where two are of the same org.
std::vector<Profile> in_order(std::vector<Profile> profiles, const std::string& first) {
  std::stable_partition(profiles.begin(), profiles.end(),
                        [&first](const Profile& profile) { return profile.name == first; });
  return profiles;
}

}  // namespace

base::Result<std::vector<Profile>> chosen_profiles(const Session& session, const OrgChoice& choice) {
  auto config = load_config(session);
  if (!config) return std::move(config).error();
  std::vector<std::string> wanted;
  for (const std::string& name : choice.profiles) {
    const Profile* found = config->find(name);
    if (found == nullptr || found->logged_out) return no_such_profile(session, *config, name);
    wanted.push_back(found->name);
  }
  for (const std::string& space : choice.orgs) {
    const std::size_t slash = space.find('/');
    const Profile* found = config->find_space(space.substr(0, slash),
                                              slash == std::string::npos ? std::string() : space.substr(slash + 1));
    if (found == nullptr) return not_stored(session, space);
    wanted.push_back(found->name);
  }
  std::vector<Profile> profiles;
  for (const Profile& profile : config->profiles()) {
    if (std::find(wanted.begin(), wanted.end(), profile.name) != wanted.end()) profiles.push_back(profile);
  }
  return profiles;
}

base::Result<secret::SecretString> key_of(const Session& session, const Profile& profile) {
  auto store = session.stores.open(profile.store);
  if (!store) return std::move(store).error();
  auto key = (*store)->get(profile.name, store::Slot::kCurrent);
  if (!key) return std::move(key).error().with_context("profile " + profile.name);
  if (!*key) {
    return Error(Errc::kNotLoggedIn, "profile " + profile.name + " holds no key",
                 "log in: " + session.command("login --profile " + profile.name));
  }
  return std::move(**key);
}

base::Result<OrgKeys> org_keys(const Session& session, const OrgChoice& choice) {
  auto config = load_config(session);
  if (!config) return std::move(config).error();
  const bool all = choice.empty();
  std::vector<Profile> profiles;
  if (all) {
    for (const Profile& profile : config->profiles()) {
      if (!profile.logged_out) profiles.push_back(profile);
    }
  } else {
    auto named = chosen_profiles(session, choice);
    if (!named) return std::move(named).error();
    profiles = std::move(*named);
  }

  OrgKeys keys;
  const std::string host(registry::kRegistryHost);
  if (all) {
    auto found = auth::resolve({}, session.auth_context());
    if (!found) return std::move(found).error();
    for (std::string& warning : found->warnings) keys.warnings.push_back(std::move(warning));
    if (found->key) add(keys, host, std::move(*found->key), source_text(found->source));
  }
  const std::vector<Profile> ordered = in_order(std::move(profiles), config->default_profile());
  for (const Profile& profile : ordered) {
    auto key = key_of(session, profile);
    if (!key && !all) return std::move(key).error();
    if (!key) {
      keys.warnings.push_back("left out: " + key.error().message);
      continue;
    }
    const std::string source = "profile " + profile.name;
    if (!all && keys.entries.empty()) add(keys, host, key->copy(), source);
    if (profile.org.empty()) {
      if (profile.name != config->default_profile() && ordered.size() > 1) {
        keys.warnings.push_back("profile " + profile.name + " knows no org, so its key has no name of its own: " +
                                session.command("login --profile " + profile.name + " --org ORG") + " says it");
      }
    } else if (has_name(keys, space_name(profile))) {
      keys.warnings.push_back("profile " + profile.name + " is left out: another one is of " + space_name(profile));
    } else {
      add(keys, space_name(profile), std::move(*key), source);
    }
  }
  if (keys.entries.empty()) {
    return Error(Errc::kNotLoggedIn, "no key is recorded", "log in: " + session.command("login"));
  }
  return keys;
}

}  // namespace ngcs::commands
