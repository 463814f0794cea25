#include <set>

#include "base/file.h"
#include "base/text.h"
#include "clients/podman_system.h"
#include "clients/registries_conf.h"
#include "commands/client_change.h"
#include "commands/commands.h"
#include "commands/podman_registration.h"
#include "commands/profile_store.h"
#include "commands/usage_error.h"

namespace ngcs::commands {
namespace {

using base::Errc;
using base::Error;
using clients::DockerPlan;
using clients::Journal;
using clients::PodmanFile;

constexpr std::size_t kShown = 80;

json::Value keys_json(const std::vector<clients::MovedKey>& keys) {
  Journal journal;
  journal.keys = keys;
  return commands::keys_json(journal);
}

json::Value answer(const std::string& file, bool changed) {
  return {{"client", "podman"},
          {"file", file},
          {"changed", changed},
          {"moved_keys", json::Value::array()},
          {"files", json::Value::array()},
          {"undone", json::Value::array()}};
}

void add_file(json::Value& data, const DockerPlan& plan, bool changed) {
  data["files"].push_back({{"file", plan.file.location.file}, {"changed", changed}});
}

// The difference of every file that would change, one below the other.
void show_plans(cli::Output& output, const std::vector<const DockerPlan*>& plans, json::Value& data) {
  std::string whole;
  for (const DockerPlan* plan : plans) {
    const auto [before, after] = clients::masked_texts(*plan);
    json::Value one;
    show_diff(output, plan->file.location.file, before, after, one);
    whole += one["diff"].get<std::string>();
  }
  data["diff"] = whole;
}

std::string now_text(const Session& session) { return base::format_rfc3339(session.clock.now()); }

// --- for all users

// CRI-O and root's podman need it; so does nobody who registered for himself.
cli::ExitCode configure_system(Session& session, cli::Output& output, const PodmanConfigureOptions& options) {
  const std::string verb = "configure";
  const std::string& dir = session.containers_dir;
  if (options.profile) return output.fail(verb, Error(Errc::kUsage, "--system and --profile exclude each other"));
  if (auto safe = clients::check_system_dropin(dir, session.system_path, session.probe_helper); !safe) {
    return output.fail(verb, safe.error());
  }
  const std::string file = clients::system_dropin_file(dir);
  if (const std::string own = clients::own_registries_conf(session.environment); !own.empty()) {
    output.warn("registries-conf",
                own + " hides the files for all users from this one: here, use " + session.command("configure podman"));
  }
  json::Value data = answer(file, false);
  auto state = clients::look_at_system_dropin(dir);
  if (!state) return output.fail(verb, state.error());
  if (options.dry_run) {
    show_diff(output, file, state->present ? std::string(clients::system_dropin_text()) : std::string(),
              std::string(clients::system_dropin_text()), data);
    if (state->present) output.line("nothing to change: " + file);
    return output.succeed(verb, std::move(data));
  }
  auto written = clients::write_system_dropin(dir);
  if (!written) return output.fail(verb, written.error());
  data["changed"] = *written;
  data["files"].push_back({{"file", file}, {"changed", *written}});
  output.line(*written ? "podman, buildah, skopeo and CRI-O of every user ask docker-credential-ngc behind their auth "
                         "files from now on (" +
                             file + ")"
                       : "registered for every user already (" + file + ")");
  output.line("Each user logs in for himself; root's services use root's keys: sudo " + session.command("login"));
  output.line("Before the suite is uninstalled by hand: " + session.command("unconfigure podman --system"));
  return output.succeed(verb, std::move(data));
}

cli::ExitCode unconfigure_system(Session& session, cli::Output& output, const PodmanConfigureOptions& options,
                                 const std::string& verb) {
  const std::string file = clients::system_dropin_file(session.containers_dir);
  json::Value data = answer(file, false);
  if (options.dry_run) {
    auto state = clients::look_at_system_dropin(session.containers_dir);
    if (!state) return output.fail(verb, state.error());
    if (state->present) show_diff(output, file, std::string(clients::system_dropin_text()), {}, data);
    if (!state->present) output.line("nothing to change: " + file);
    return output.succeed(verb, std::move(data));
  }
  auto removed = clients::remove_system_dropin(session.containers_dir);
  if (!removed) return output.fail(verb, removed.error());
  data["changed"] = *removed;
  output.line(*removed ? "removed: " + file : "there is no drop-in for all users (" + file + ")");
  return output.succeed(verb, std::move(data));
}

// --- taking back

// Every file that a record or a place of podman's names, without docker's own.
std::vector<clients::DockerLocation> places(const Session& session, const std::vector<Journal>& journals) {
  std::vector<clients::DockerLocation> found;
  std::set<std::string> seen;
  for (const PodmanFile& file : clients::podman_files(session.environment, session.uid)) {
    if (file.role == PodmanFile::Role::kDocker || !seen.insert(file.path).second) continue;
    found.push_back({file.path, file.why});
  }
  for (const Journal& journal : journals) {
    if (seen.insert(journal.file).second) found.push_back({journal.file, "the record of an earlier configure"});
  }
  return found;
}

enum class Back { kUndo, kUnconfigure };

class TakingBack {
 public:
  TakingBack(Session& session, cli::Output& output, const PodmanConfigureOptions& options, Back how, std::string verb)
      : session_(session), output_(output), options_(options), how_(how), verb_(std::move(verb)) {}

  cli::ExitCode run() {
    auto paths = require_paths(session_);
    if (!paths) return output_.fail(verb_, paths.error());
    paths_ = std::move(*paths);
    // `unconfigure --undo` goes by the records of unconfigure, everything else by those of configure.
    recorded_ = how_ == Back::kUndo ? verb_ : "configure";
    const std::vector<Journal> journals = clients::journals_of(paths_, "podman", recorded_);
    const std::vector<clients::DockerLocation> all = places(session_, journals);
    for (const clients::DockerLocation& place : all) {
      if (auto planned = plan(place); !planned) return output_.fail(verb_, planned.error());
    }
    json::Value data = answer(all.empty() ? std::string() : all.front().file, false);
    for (const DockerPlan& plan : plans_) {
      for (const clients::PlanNote& note : plan.notes) output_.warn(note.code, note.text);
    }
    if (options_.dry_run) return show(std::move(data));
    for (DockerPlan& plan : plans_) {
      if (auto done = apply(plan); !done) return output_.fail(verb_, done.error());
      add_file(data, plan, plan.changes());
      data["changed"] = data["changed"].get<bool>() || plan.changes();
      if (plan.changes()) output_.line("taken back: " + plan.file.location.file);
    }
    data["moved_keys"] = keys_json(keys_);
    if (!data["changed"].get<bool>()) output_.line("nothing of this suite is in podman's files");
    if (data["changed"].get<bool>()) {
      output_.line("Stored keys are untouched. docker's file has a record of its own: " +
                   session_.command(how_ == Back::kUndo ? "configure docker --undo" : "unconfigure docker"));
    }
    return output_.succeed(verb_, std::move(data));
  }

 private:
  base::Result<void> plan(const clients::DockerLocation& place) {
    auto journal = clients::read_journal(clients::journal_path(paths_, "podman", recorded_, place.file));
    if (!journal) return std::move(journal).error();
    if (how_ == Back::kUndo && !*journal) return {};
    auto file = clients::read_docker_file(place);
    if (!file) return std::move(file).error();
    if (!file->existed && !(*journal && options_.restore_plain)) return forget(place.file);
    file->legacy = place.file.ends_with("/.dockercfg");
    const clients::KeyLookup lookup = stored_keys(session_, options_.restore_plain);
    auto planned = how_ == Back::kUndo ? clients::plan_undo(std::move(*file), **journal, lookup)
                                       : clients::plan_unconfigure(std::move(*file), *journal, lookup, "podman");
    if (!planned) return std::move(planned).error();
    if (*journal) keys_.insert(keys_.end(), (*journal)->keys.begin(), (*journal)->keys.end());
    plans_.push_back(std::move(*planned));
    return {};
  }

  base::Result<void> apply(DockerPlan& plan) {
    const auto no_import = [](const clients::PlainKey&) -> base::Result<std::string> {
      return Error(Errc::kInternal, "nothing is imported here");
    };
    const auto record = how_ == Back::kUndo ? clients::Record::kNone : clients::Record::kMerge;
    if (plan.changes()) {
      auto applied = clients::apply(plan, paths_, no_import, now_text(session_), record);
      if (!applied) return applied;
    }
    return forget(plan.file.location.file);
  }

  // A record that is used up, or whose file is gone.
  base::Result<void> forget(const std::string& file) {
    if (options_.dry_run) return {};
    auto removed = base::remove_file(clients::journal_path(paths_, "podman", recorded_, file));
    if (!removed) return std::move(removed).error();
    return {};
  }

  cli::ExitCode show(json::Value data) {
    std::vector<const DockerPlan*> changing;
    for (const DockerPlan& plan : plans_) {
      if (plan.changes()) changing.push_back(&plan);
      add_file(data, plan, false);
    }
    data["moved_keys"] = keys_json(keys_);
    show_plans(output_, changing, data);
    if (changing.empty()) output_.line("nothing to change");
    return output_.succeed(verb_, std::move(data));
  }

  Session& session_;
  cli::Output& output_;
  const PodmanConfigureOptions& options_;
  Back how_;
  std::string verb_;
  std::string recorded_;
  base::Paths paths_;
  std::vector<DockerPlan> plans_;
  std::vector<clients::MovedKey> keys_;
};

// --- setting up

void tell_moved(cli::Output& output, const PodmanRegistration& done) {
  for (const PodmanChange& file : done.files) {
    for (const clients::MovedKey& moved : file.plan.journal.keys) {
      output.line("The key of \"" + base::printable(moved.entry, kShown) + "\" in " + file.plan.file.location.file +
                  " moved into the store, as profile " + moved.profile);
    }
  }
}

// podman tells its helper the host and nothing else: with two orgs one of them needs to be named.
void tell_orgs(const Session& session, cli::Output& output) {
  const auto config = load_config(session);
  if (!config) return;
  std::set<std::string> orgs;
  for (const config::Profile& profile : config->profiles()) {
    if (!profile.logged_out && !profile.org.empty()) orgs.insert(profile.org);
  }
  if (orgs.size() < 2) return;
  output.line("Keys of " + std::to_string(orgs.size()) +
              " orgs are stored, and podman names only the host: it gets the default profile's, " +
              config->default_profile() + ".");
  output.line("  For one command with another org:  " + session.command("exec --org ORG -- podman pull …"));
  output.line("  For several orgs in one build:     " + session.command("exec --authfile -- podman build …"));
}

}  // namespace

cli::ExitCode run_configure_podman(Session& session, cli::Output& output, const PodmanConfigureOptions& options) {
  const std::string verb = "configure";
  if (options.restore_plain && !options.undo) {
    return output.fail(verb, Error(Errc::kUsage, "--restore-plain goes with --undo only"));
  }
  if (options.system) {
    return options.undo ? unconfigure_system(session, output, options, verb)
                        : configure_system(session, output, options);
  }
  if (options.undo) return TakingBack(session, output, options, Back::kUndo, verb).run();
  if (options.profile && !config::valid_profile_name(*options.profile)) {
    return output.fail(verb, Error(Errc::kUsage, quoted(*options.profile) + " cannot be a profile name"));
  }
  auto done = register_with_podman(
      session, {.profile = options.profile, .repin = true, .online = true, .dry_run = options.dry_run});
  if (!done) return output.fail(verb, done.error());
  json::Value data = answer(done->own_file, done->changed);
  data["moved_keys"] = keys_json(done->moved_keys());
  data["undone"] = done->undone;
  for (const PodmanChange& file : done->files) add_file(data, file.plan, file.changed);
  for (const std::string& text : done->undone) output.line("Undone since the last time: " + text + ".");
  for (const clients::PlanNote& note : done->notes) output.warn(note.code, note.text);
  if (options.dry_run) {
    std::vector<const DockerPlan*> changing;
    for (const PodmanChange& file : done->files) {
      if (file.plan.changes()) changing.push_back(&file.plan);
    }
    show_plans(output, changing, data);
    if (changing.empty()) output.line("nothing to change: " + done->own_file);
    return output.succeed(verb, std::move(data));
  }
  tell_moved(output, *done);
  const std::string clients = "podman, buildah and skopeo";
  output.line(
      !done->changed ? clients + " are configured already (" + done->own_file + ")"
      : !done->undone.empty()
          ? "Repaired: " + clients + " ask docker-credential-" + done->helper + " again (" + done->own_file + ")"
          : clients + " ask docker-credential-" + done->helper + " for nvcr.io from now on (" + done->own_file + ")");
  tell_orgs(session, output);
  if (done->changed) {
    output.line("Leave `podman login nvcr.io` alone: it would write a key in plain text that is read first.");
    output.line("To take it back: " + session.command("configure podman --undo"));
  }
  return output.succeed(verb, std::move(data));
}

cli::ExitCode run_unconfigure_podman(Session& session, cli::Output& output, const PodmanConfigureOptions& options) {
  const std::string verb = "unconfigure";
  if (options.system) {
    if (options.undo) return output.fail(verb, Error(Errc::kUsage, "--system and --undo exclude each other here"));
    return unconfigure_system(session, output, options, verb);
  }
  return TakingBack(session, output, options, options.undo ? Back::kUndo : Back::kUnconfigure, verb).run();
}

}  // namespace ngcs::commands
