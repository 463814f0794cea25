#include "base/text.h"
#include "clients/auth_file.h"
#include "commands/commands.h"
#include "commands/login_space.h"
#include "commands/profile_json.h"
#include "commands/profile_store.h"
#include "commands/usage_error.h"
#include "key/key.h"

namespace ngcs::commands {
namespace {

using base::Errc;
using base::Error;
using config::Config;
using config::Profile;

// docker's file may name a profile ("ngc-NAME"): after a rename or removal that entry would answer nothing.
void warn_if_pinned(const Session& session, cli::Output& output, const std::string& name) {
  const auto location = clients::locate_docker(session.environment, session.docker_config_dir);
  if (!location) return;
  const auto file = clients::read_auth_file(location->file);
  if (!file || file->helper_for("nvcr.io") != "ngc-" + name) return;
  output.warn("pinned", location->file + " names profile " + name + ": " + session.command("configure docker") +
                            " lets docker follow the default profile");
}

base::Result<store::CredentialStore*> store_of(const Session& session, const Profile& profile) {
  return session.stores.open(profile.store);
}

}  // namespace

cli::ExitCode run_profile_list(Session& session, cli::Output& output) {
  auto config = load_config(session);
  if (!config) return output.fail("profile-list", config.error());
  json::Value list = json::Value::array();
  std::vector<std::vector<std::string>> rows = {{"PROFILE", "ORG", "TEAM", "KIND", "STORE", "STORED", "PREVIOUS KEY"}};
  for (const Profile& profile : config->profiles()) {
    const bool is_default = profile.name == config->default_profile();
    list.push_back(profile_json(profile, is_default));
    rows.push_back({profile.name + (is_default ? " *" : ""),
                    profile.org.empty() ? "-" : org_label(profile.org, profile.org_display_name),
                    profile.team.empty() ? "-" : profile.team, profile.logged_out ? "logged out" : profile.kind,
                    std::string(config::store_name(profile.store)), profile.stored_at,
                    profile.has_previous ? "kept" : "-"});
  }
  if (list.empty()) {
    output.line("no profile; log in: " + session.command("login"));
  } else {
    output.table(rows);
  }
  return output.succeed("profile-list", {{"profiles", std::move(list)}});
}

cli::ExitCode run_profile_rename(Session& session, cli::Output& output, const std::string& from,
                                 const std::string& to) {
  constexpr const char* command = "profile-rename";
  if (!config::valid_profile_name(to)) {
    return output.fail(command, Error(Errc::kUsage, quoted(to) + " cannot be a profile name",
                                      "letters, digits, '.', '_', '-', at most 64, no '-' or '.' in front"));
  }
  auto config = load_config(session);
  if (!config) return output.fail(command, config.error());
  const Profile* known = config->find(from);
  if (known == nullptr) return output.fail(command, no_such_profile(session, *config, from));
  if (from == to) return output.succeed(command, {{"from", from}, {"to", to}});
  if (config->find(to) != nullptr) {
    return output.fail(command, Error(Errc::kConflict, "profile \"" + to + "\" exists already",
                                      "remove it first: " + session.command("profile remove " + to)));
  }
  auto store = store_of(session, *known);
  if (!store) return output.fail(command, store.error());
  if (auto renamed = (*store)->rename(from, to); !renamed) return output.fail(command, renamed.error());
  auto updated = config::update(*session.paths, session.environment, [&](Config& changed) -> base::Result<void> {
    const bool was_default = changed.default_profile() == from;
    Profile moved = *known;
    moved.name = to;
    changed.remove(from);
    changed.put(moved);
    if (was_default) changed.set_default_profile(to);
    return {};
  });
  if (!updated) {
    // The index still says the old name, so the store must, too.
    if (auto back = (*store)->rename(to, from); !back) output.warn("store", back.error().message);
    return output.fail(command, updated.error());
  }
  output.line("Profile " + from + " is now called " + to);
  warn_if_pinned(session, output, from);
  return output.succeed(command, {{"from", from}, {"to", to}});
}

cli::ExitCode run_profile_remove(Session& session, cli::Output& output, const std::string& name) {
  constexpr const char* command = "profile-remove";
  auto config = load_config(session);
  if (!config) return output.fail(command, config.error());
  const Profile* known = config->find(name);
  if (known == nullptr) return output.fail(command, no_such_profile(session, *config, name));
  auto erased = erase_profile(session, *known);
  if (!erased) return output.fail(command, erased.error());
  if (erased->left_behind) {
    return output.fail(command,
                       erased->left_behind->with_context(
                           "profile " + name + " is never used again, but its key still lies in " + erased->location));
  }
  output.line("Profile " + name + " is removed; its key, and the one before it, are erased from " + erased->location);
  if (erased->was_default) output.line("No profile is the default one now; choose: " + session.command("use PROFILE"));
  warn_if_pinned(session, output, name);
  return output.succeed(command, {{"name", name}});
}

cli::ExitCode run_profile_restore(Session& session, cli::Output& output, const std::string& name) {
  constexpr const char* command = "profile-restore";
  auto config = load_config(session);
  if (!config) return output.fail(command, config.error());
  const Profile* known = config->find(name);
  if (known == nullptr) return output.fail(command, no_such_profile(session, *config, name));
  auto store = store_of(session, *known);
  if (!store) return output.fail(command, store.error());
  if (auto restored = (*store)->restore_previous(name); !restored) return output.fail(command, restored.error());
  const auto key = (*store)->get(name, store::Slot::kCurrent);
  auto updated = config::update(*session.paths, session.environment, [&](Config& changed) -> base::Result<void> {
    Profile profile = *known;
    // What NGC said was about the other key; of this one only the form is known here.
    if (key && *key) profile.kind = key::kind_name(key::classify(**key));
    profile.has_previous = true;
    profile.logged_out = false;
    profile.stored_at = base::format_rfc3339(session.clock.now());
    changed.put(profile);
    return {};
  });
  if (!updated) return output.fail(command, updated.error());
  output.line("Profile " + name + " uses its previous key again; the other one is kept as the previous key now");
  return output.succeed(command, {{"name", name}});
}

}  // namespace ngcs::commands
