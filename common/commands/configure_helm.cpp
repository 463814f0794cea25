#include "base/text.h"
#include "clients/helm_config.h"
#include "commands/client_change.h"
#include "commands/commands.h"
#include "commands/helm_migration.h"
#include "commands/helm_state.h"
#include "commands/key_import.h"
#include "commands/profile_store.h"

namespace ngcs::commands {
namespace {

using base::Errc;
using base::Error;
using clients::HelmChange;
using clients::HelmPlan;

constexpr std::size_t kShown = 200;

json::Value plan_json(const HelmPlan& plan, bool made) {
  json::Value repositories = json::Value::array();
  json::Value keys = json::Value::array();
  for (const HelmChange& change : plan.changes) {
    repositories.push_back({{"name", base::printable(change.name, kShown)},
                            {"before", base::printable(change.before, kShown)},
                            {"after", base::printable(change.after, kShown)},
                            {"needs_login", change.needs_login}});
    if (!change.moves_key) continue;
    keys.push_back({{"entry", base::printable(change.name, kShown)}, {"profile", json::or_null(change.key_profile)}});
  }
  return {{"client", "helm"},
          {"file", plan.files.repositories},
          {"changed", made && plan.changed()},
          {"moved_keys", std::move(keys)},
          {"repositories", std::move(repositories)}};
}

void tell(cli::Output& output, const HelmPlan& plan) {
  for (const clients::PlanNote& note : plan.notes) output.warn(note.code, note.text);
  for (const HelmChange& change : plan.changes) {
    output.line(base::printable(change.name, kShown) + ": " + base::printable(change.before, kShown) + " -> " +
                base::printable(change.after, kShown) +
                (change.key_profile.empty() ? "" : ", its key is now profile " + change.key_profile));
  }
}

// What follows for repositories that had a key and have none any more.
void tell_login(cli::Output& output, const HelmPlan& plan) {
  for (const HelmChange& change : plan.changes) {
    if (!change.needs_login || !base::istarts_with(change.after, "https://")) continue;
    output.line("If " + base::printable(change.name, kShown) +
                " is private, it answers 401 until Helm has the key: helm repo add " +
                base::shell_quote(base::printable(change.name, kShown)) + " " +
                base::shell_quote(base::printable(change.after, kShown)) +
                " --force-update --username '$oauthtoken' --password-stdin");
  }
}

cli::ExitCode show(cli::Output& output, const std::string& verb, const base::Result<HelmPlan>& plan) {
  if (!plan) return output.fail(verb, plan.error());
  json::Value data = plan_json(*plan, false);
  tell(output, *plan);
  show_diff(output, plan->files.repositories, plan->before.masked_text(), plan->after.masked_text(), data);
  if (!plan->changed()) output.line("nothing to change: " + plan->files.repositories);
  return output.succeed(verb, std::move(data));
}

struct Place {
  base::Paths paths;
  clients::HelmFiles files;
};

base::Result<Place> find_place(const Session& session) {
  auto paths = require_paths(session);
  if (!paths) return std::move(paths).error();
  auto files = clients::locate_helm(session.environment);
  if (!files) return std::move(files).error();
  return Place{std::move(*paths), std::move(*files)};
}

// The profile that ngc:// addresses of this space get their key from, by the index alone: what the environment of this
// moment says does not last.
base::Result<std::string> profile_for(const Session& session, const registry::Space& space) {
  auto config = load_config(session);
  if (!config) return std::move(config).error();
  const config::Profile* found = config->find_space(space.org, space.team);
  return found != nullptr ? found->name : config->default_profile();
}

std::string now_text(const Session& session) { return base::format_rfc3339(session.clock.now()); }

cli::ExitCode undo(Session& session, cli::Output& output, const ConfigureHelmOptions& options, const std::string& verb,
                   const std::string& undone) {
  auto place = find_place(session);
  if (!place) return output.fail(verb, place.error());
  const clients::HelmRevert how{.verb = undone, .restore_plain = stored_keys(session, options.restore_plain)};
  if (options.dry_run) return show(output, verb, clients::plan_revert(std::move(place->files), place->paths, how));
  auto plan = clients::revert(std::move(place->files), place->paths, how, now_text(session));
  if (!plan) return output.fail(verb, plan.error());
  tell(output, *plan);
  output.line(plan->changed() ? "undone: " + plan->files.repositories
                              : "nothing to undo for " + plan->files.repositories);
  tell_login(output, *plan);
  return output.succeed(verb, plan_json(*plan, true));
}

}  // namespace

cli::ExitCode migrate_helm(Session& session, cli::Output& output, const ConfigureHelmOptions& options,
                           const std::string& verb) {
  if (options.restore_plain && !options.undo) {
    return output.fail(verb, Error(Errc::kUsage, "--restore-plain goes with --undo only"));
  }
  if (options.undo) return undo(session, output, options, verb, "configure");
  auto place = find_place(session);
  if (!place) return output.fail(verb, place.error());
  if (options.dry_run) return show(output, verb, clients::plan_migration(std::move(place->files)));
  auto state = look_at_helm(session);
  if (!state) return output.fail(verb, state.error());
  if (auto ready = require_getter(*state); !ready) return output.fail(verb, ready.error());
  const clients::HelmKeys keys{
      .import = [&session](const clients::PlainKey& key) { return import_key(session, key, {.online = true}); },
      .chosen = [&session](const registry::Space& space) { return profile_for(session, space); }};
  auto plan = clients::migrate(std::move(place->files), place->paths, keys, now_text(session));
  if (!plan) return output.fail(verb, plan.error());
  tell(output, *plan);
  if (plan->changed()) {
    output.line("Helm takes the key of these repositories from the store from now on (" + plan->files.repositories +
                ")");
    output.line("To take it back: " + session.command("configure helm --undo"));
  } else {
    output.line("No repository of NGC holds a key in plain text (" + plan->files.repositories + ")");
  }
  return output.succeed(verb, plan_json(*plan, true));
}

cli::ExitCode run_configure_helm(Session& session, cli::Output& output, const ConfigureHelmOptions& options) {
  return migrate_helm(session, output, options, "configure");
}

cli::ExitCode run_unconfigure_helm(Session& session, cli::Output& output, const ConfigureHelmOptions& options) {
  const std::string verb = "unconfigure";
  if (options.undo) return undo(session, output, options, verb, "unconfigure");
  auto place = find_place(session);
  if (!place) return output.fail(verb, place.error());
  const clients::HelmRevert how{
      .verb = "configure", .every_ngc_entry = true, .restore_plain = stored_keys(session, options.restore_plain)};
  if (options.dry_run) return show(output, verb, clients::plan_revert(std::move(place->files), place->paths, how));
  auto plan = clients::revert(std::move(place->files), place->paths, how, now_text(session));
  if (!plan) return output.fail(verb, plan.error());
  tell(output, *plan);
  output.line(plan->changed() ? "No repository in " + plan->files.repositories + " needs the ngc-getter plugin any more"
                              : "No repository in " + plan->files.repositories + " is an ngc:// one");
  tell_login(output, *plan);
  if (plan->changed()) output.line("Stored keys are untouched; to erase them: " + session.command("logout"));
  return output.succeed(verb, plan_json(*plan, true));
}

}  // namespace ngcs::commands
