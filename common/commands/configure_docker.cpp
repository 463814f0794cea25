#include "base/file.h"
#include "base/text.h"
#include "commands/client_change.h"
#include "commands/commands.h"
#include "commands/docker_registration.h"
#include "commands/profile_store.h"
#include "commands/usage_error.h"

namespace ngcs::commands {
namespace {

using base::Errc;
using base::Error;
using clients::DockerPlan;
using clients::Journal;

void show_plan(cli::Output& output, const DockerPlan& plan, json::Value& data) {
  const auto [before, after] = clients::masked_texts(plan);
  show_diff(output, plan.file.location.file, before, after, data);
}

json::Value plan_json(const DockerPlan& plan, bool changed) {
  return {{"client", "docker"},
          {"file", plan.file.location.file},
          {"changed", changed},
          {"moved_keys", keys_json(plan.journal)}};
}

void tell_notes(cli::Output& output, const DockerPlan& plan) {
  for (const clients::PlanNote& note : plan.notes) output.warn(note.code, note.text);
}

struct Place {
  base::Paths paths;
  clients::DockerLocation location;
};

base::Result<Place> find_place(const Session& session, const ConfigureOptions& options) {
  auto paths = require_paths(session);
  if (!paths) return std::move(paths).error();
  auto location =
      clients::locate_docker(session.environment, options.config_dir ? options.config_dir : session.docker_config_dir);
  if (!location) return std::move(location).error();
  return Place{std::move(*paths), std::move(*location)};
}

base::Result<std::optional<Journal>> journal_of(const Place& place, std::string_view verb) {
  return clients::read_journal(clients::journal_path(place.paths, "docker", verb, place.location.file));
}

void forget(const Place& place, std::string_view verb) {
  // A record that stays behind harms nothing: it is checked against the file before it is used.
  (void)base::remove_file(clients::journal_path(place.paths, "docker", verb, place.location.file));
}

base::Result<std::string> no_import(const clients::PlainKey& /*key*/) {
  return Error(Errc::kInternal, "an undo does not import keys");
}

// Puts back what `verb` changed, by its record.
cli::ExitCode undo(Session& session, cli::Output& output, const ConfigureOptions& options, const char* verb) {
  auto place = find_place(session, options);
  if (!place) return output.fail(verb, place.error());
  auto journal = journal_of(*place, verb);
  if (!journal) return output.fail(verb, journal.error());
  if (!*journal) {
    output.line("nothing to undo for " + place->location.file);
    return output.succeed(verb, {{"client", "docker"},
                                 {"file", place->location.file},
                                 {"changed", false},
                                 {"moved_keys", json::Value::array()}});
  }
  auto file = clients::read_docker_file(place->location);
  if (!file) return output.fail(verb, file.error());
  auto plan = clients::plan_undo(std::move(*file), **journal, stored_keys(session, options.restore_plain));
  if (!plan) return output.fail(verb, plan.error());
  json::Value data = plan_json(*plan, plan->changes() && !options.dry_run);
  data["moved_keys"] = keys_json(**journal);
  tell_notes(output, *plan);
  if (options.dry_run) {
    show_plan(output, *plan, data);
    return output.succeed(verb, std::move(data));
  }
  if (plan->changes()) {
    auto applied = clients::apply(*plan, place->paths, no_import, base::format_rfc3339(session.clock.now()),
                                  clients::Record::kNone);
    if (!applied) return output.fail(verb, applied.error());
  }
  forget(*place, verb);
  output.line(plan->changes() ? "undone: " + place->location.file
                              : "nothing had to be changed in " + place->location.file);
  return output.succeed(verb, std::move(data));
}

bool bad_options(const ConfigureOptions& options, const char* verb) {
  // `unconfigure` undoes `configure` as far as it can, so it may restore, too.
  return options.restore_plain && !options.undo && std::string_view(verb) == "configure";
}

}  // namespace

cli::ExitCode run_configure_docker(Session& session, cli::Output& output, const ConfigureOptions& options) {
  constexpr const char* verb = "configure";
  if (bad_options(options, verb)) {
    return output.fail(verb, Error(Errc::kUsage, "--restore-plain goes with --undo only"));
  }
  if (options.undo) return undo(session, output, options, verb);
  if (options.profile && !config::valid_profile_name(*options.profile)) {
    return output.fail(verb, Error(Errc::kUsage, quoted(*options.profile) + " cannot be a profile name"));
  }
  auto done = register_with_docker(
      session,
      {.config_dir = options.config_dir, .profile = options.profile, .repin = true, .dry_run = options.dry_run});
  if (!done) return output.fail(verb, done.error());
  const DockerPlan& plan = done->plan;
  json::Value data = plan_json(plan, done->changed);
  tell_notes(output, plan);
  if (options.dry_run) {
    show_plan(output, plan, data);
    if (!plan.changes()) output.line("nothing to change: " + plan.file.location.file);
    return output.succeed(verb, std::move(data));
  }
  for (const clients::MovedKey& moved : plan.journal.keys) {
    output.line("The key of auths[\"" + base::printable(moved.entry, 80) + "\"] moved into the store, as profile " +
                moved.profile);
  }
  output.line(done->changed
                  ? "docker asks docker-credential-ngc for nvcr.io from now on (" + plan.file.location.file + ")"
                  : "docker is configured already (" + plan.file.location.file + ")");
  if (done->changed) output.line("To take it back: " + session.command("configure docker --undo"));
  return output.succeed(verb, std::move(data));
}

cli::ExitCode run_unconfigure_docker(Session& session, cli::Output& output, const ConfigureOptions& options) {
  constexpr const char* verb = "unconfigure";
  if (options.undo) return undo(session, output, options, verb);
  auto place = find_place(session, options);
  if (!place) return output.fail(verb, place.error());
  auto configured = journal_of(*place, "configure");
  if (!configured) return output.fail(verb, configured.error());
  auto file = clients::read_docker_file(place->location);
  if (!file) return output.fail(verb, file.error());
  auto plan = clients::plan_unconfigure(std::move(*file), *configured, stored_keys(session, options.restore_plain));
  if (!plan) return output.fail(verb, plan.error());
  json::Value data = plan_json(*plan, plan->changes() && !options.dry_run);
  tell_notes(output, *plan);
  if (options.dry_run) {
    show_plan(output, *plan, data);
    if (!plan->changes()) output.line("nothing to change: " + plan->file.location.file);
    return output.succeed(verb, std::move(data));
  }
  if (plan->changes()) {
    auto applied = clients::apply(*plan, place->paths, no_import, base::format_rfc3339(session.clock.now()),
                                  clients::Record::kMerge);
    if (!applied) return output.fail(verb, applied.error());
    forget(*place, "configure");
  }
  output.line(plan->changes() ? "docker no longer asks docker-credential-ngc (" + place->location.file + ")"
                              : "docker was not configured for NGC (" + place->location.file + ")");
  if (plan->changes()) output.line("Stored keys are untouched; to erase them: " + session.command("logout"));
  return output.succeed(verb, std::move(data));
}

}  // namespace ngcs::commands
