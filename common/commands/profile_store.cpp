#include "commands/profile_store.h"

#include "base/text.h"
#include "cli/suggest.h"
#include "commands/usage_error.h"

namespace ngcs::commands {
namespace {

using base::Errc;
using base::Error;
using config::Config;
using store::Slot;

// A key of the same profile in the store it was in before must not stay behind there.
std::optional<Error> leave_old_store(const Session& session, const std::string& profile, config::StoreKind old_store) {
  auto store = session.stores.open(old_store);
  if (!store) return std::move(store).error();
  auto erased = (*store)->erase(profile);
  if (!erased) return std::move(erased).error();
  return std::nullopt;
}

bool has_default(const Config& config) { return config.find(config.default_profile()) != nullptr; }

}  // namespace

base::Result<base::Paths> require_paths(const Session& session) {
  if (!session.paths) return session.paths.error();
  return *session.paths;
}

base::Result<Config> load_config(const Session& session) {
  if (!session.paths) return session.paths.error();
  return Config::load(*session.paths, session.environment);
}

base::Result<SaveOutcome> save_key(const Session& session, const SaveRequest& request,
                                   const secret::SecretString& key) {
  if (!config::valid_profile_name(request.profile)) {
    return Error(Errc::kInvalidInput, quoted(request.profile) + " cannot be a profile name",
                 "choose one with --profile: letters, digits, '.', '_', '-', at most 64");
  }
  auto known = load_config(session);
  if (!known) return std::move(known).error();
  auto store = session.stores.open(request.store);
  if (!store) return std::move(store).error();

  // What a logout could not erase must not come back as the previous key.
  if (const config::Profile* old = known->find(request.profile); old != nullptr && old->logged_out) {
    if (auto erased = (*store)->erase(request.profile); !erased) return std::move(erased).error();
  }
  auto before = (*store)->get(request.profile, Slot::kCurrent);
  if (!before) return std::move(before).error();
  auto changed = (*store)->put(request.profile, key);
  if (!changed) return std::move(changed).error();
  auto previous = (*store)->get(request.profile, Slot::kPrevious);

  SaveOutcome outcome;
  outcome.changed = *changed;
  outcome.replaced = before->has_value() && *changed;
  outcome.location = (*store)->location();

  config::Profile profile;
  profile.name = request.profile;
  profile.org = request.org;
  profile.org_display_name = request.display_name;
  // A service key does not tell the name that its org is shown under; a login before may have learned it.
  if (const config::Profile* old = known->find(request.profile);
      old != nullptr && profile.org_display_name.empty() && old->org == profile.org) {
    profile.org_display_name = old->org_display_name;
  }
  profile.team = request.team;
  profile.store = request.store;
  profile.kind = request.kind;
  profile.stored_at = base::format_rfc3339(session.clock.now());
  profile.has_previous = previous && previous->has_value();
  auto updated = config::update(*session.paths, session.environment, [&](Config& config) -> base::Result<void> {
    config.put(profile);
    outcome.became_default = !has_default(config);
    if (outcome.became_default) config.set_default_profile(profile.name);
    return {};
  });
  if (!updated) return std::move(updated).error();

  if (const config::Profile* old = known->find(request.profile); old != nullptr && old->store != request.store) {
    outcome.left_behind = leave_old_store(session, request.profile, old->store);
  }
  return outcome;
}

base::Result<EraseOutcome> erase_profile(const Session& session, const config::Profile& profile) {
  EraseOutcome outcome;
  auto store = session.stores.open(profile.store);
  if (store) {
    outcome.location = (*store)->location();
    auto erased = (*store)->erase(profile.name);
    if (!erased) outcome.left_behind = std::move(erased).error();
  } else {
    outcome.left_behind = std::move(store).error();
    outcome.location = config::store_name(profile.store);
  }
  auto updated = config::update(*session.paths, session.environment, [&](Config& config) -> base::Result<void> {
    outcome.was_default = config.default_profile() == profile.name;
    if (outcome.left_behind) {
      config::Profile marked = profile;
      marked.logged_out = true;
      config.put(marked);
      return {};
    }
    config.remove(profile.name);
    if (outcome.was_default) config.set_default_profile({});
    return {};
  });
  if (!updated) return std::move(updated).error();
  return outcome;
}

Error no_such_profile(const Session& session, const Config& config, const std::string& name) {
  std::vector<std::string> names;
  for (const config::Profile& profile : config.profiles()) names.push_back(profile.name);
  Error error(Errc::kNotFound, "there is no profile " + quoted(name));
  if (names.empty()) {
    error.hint = "log in first: " + session.command("login");
  } else if (const auto near = cli::suggest(name, names)) {
    error.hint = "did you mean \"" + *near + "\"?";
  } else {
    error.hint = "list them: " + session.command("profile list");
  }
  return error;
}

}  // namespace ngcs::commands
