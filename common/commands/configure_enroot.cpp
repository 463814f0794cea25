#include "commands/configure_enroot.h"

#include "base/text.h"
#include "clients/enroot_config.h"
#include "clients/enroot_lines.h"
#include "commands/client_change.h"
#include "commands/help_text.h"
#include "commands/key_import.h"
#include "commands/profile_store.h"
#include "commands/usage_error.h"

namespace ngcs::commands {
namespace {

using base::Errc;
using base::Error;
using clients::EnrootPlan;

json::Value plan_json(const EnrootPlan& plan, bool changed) {
  return {{"client", "enroot"}, {"file", plan.path}, {"changed", changed}, {"moved_keys", keys_json(plan.journal)}};
}

// The helper by its name where every program's PATH has it, else by its place: jobs on compute nodes have a short PATH.
base::Result<std::string> key_command(const Session& session, const std::optional<std::string>& profile) {
  auto found = clients::require_helper(session.environment, "ngc", session.probe_helper);
  if (!found) return std::move(found).error();
  const std::string directory = found->substr(0, found->rfind('/'));
  std::string command =
      directory == "/usr/local/bin" || directory == "/usr/bin" ? "docker-credential-ngc" : base::shell_quote(*found);
  if (profile) command += " --profile " + *profile;
  return command + " print-key";
}

cli::ExitCode finish(Session& session, cli::Output& output, const char* verb, EnrootPlan& plan, bool dry_run,
                     const std::string& done) {
  for (const clients::PlanNote& note : plan.notes) output.warn(note.code, note.text);
  if (dry_run) {
    json::Value data = plan_json(plan, false);
    const auto [before, after] = clients::masked_texts(plan);
    show_diff(output, plan.path, before, after, data);
    if (!plan.changes()) output.line("nothing to change: " + plan.path);
    return output.succeed(verb, std::move(data));
  }
  const auto paths = require_paths(session);
  if (!paths) return output.fail(verb, paths.error());
  if (!plan.changes()) {
    output.line("nothing to change: " + plan.path);
    return output.succeed(verb, plan_json(plan, false));
  }
  const auto import = [&](const clients::PlainKey& key) { return import_key(session, key, {}); };
  auto applied = clients::apply_enroot(plan, *paths, import, base::format_rfc3339(session.clock.now()));
  if (!applied) return output.fail(verb, applied.error());
  for (const clients::MovedKey& moved : plan.journal.keys) {
    output.line("The key of machine " + base::printable(moved.entry, 80) + " moved into the store, as profile " +
                moved.profile);
  }
  output.line(done + " (" + plan.path + ")");
  return output.succeed(verb, plan_json(plan, true));
}

cli::ExitCode take_back(Session& session, cli::Output& output, const EnrootOptions& options, const char* verb) {
  const auto paths = require_paths(session);
  if (!paths) return output.fail(verb, paths.error());
  const std::string path = clients::enroot_file(session.environment);
  auto journal = clients::read_journal(clients::journal_path(*paths, "enroot", "configure", path));
  if (!journal) return output.fail(verb, journal.error());
  auto plan = clients::plan_enroot_undo(path, *journal, stored_keys(session, options.restore_plain));
  if (!plan) return output.fail(verb, plan.error());
  return finish(session, output, verb, *plan, options.dry_run, "enroot no longer asks docker-credential-ngc");
}

}  // namespace

cli::ExitCode run_configure_enroot(Session& session, cli::Output& output, const EnrootOptions& options) {
  constexpr const char* verb = "configure";
  if (options.undo) return take_back(session, output, options, verb);
  if (options.restore_plain) return output.fail(verb, Error(Errc::kUsage, "--restore-plain goes with --undo only"));
  if (options.profile && !config::valid_profile_name(*options.profile)) {
    return output.fail(verb, Error(Errc::kUsage, quoted(*options.profile) + " cannot be a profile name"));
  }
  const auto command = key_command(session, options.profile);
  if (!command) return output.fail(verb, command.error());
  auto plan = clients::plan_enroot(clients::enroot_file(session.environment), *command);
  if (!plan) return output.fail(verb, plan.error());
  return finish(session, output, verb, *plan, options.dry_run,
                "enroot asks docker-credential-ngc for nvcr.io from now on");
}

cli::ExitCode run_unconfigure_enroot(Session& session, cli::Output& output, const EnrootOptions& options) {
  return take_back(session, output, options, "unconfigure");
}

void add_enroot(CLI::App& configure, CLI::App& unconfigure, const Session& session, Selection& selection) {
  const auto add_common = [&selection](CLI::App& command, EnrootOptions& options) {
    command.add_flag("--dry-run", options.dry_run, "Show the change, make none");
    command.add_flag("--restore-plain", options.restore_plain,
                     "Also write keys back in plain text where they lay in plain text before");
    add_json(command, selection);
  };
  add_command<EnrootOptions>(
      configure, selection, "enroot", "configure", "Let enroot's .credentials ask for the key",
      [&](CLI::App& command, EnrootOptions& options) {
        command.add_option("--profile", options.profile, "Always this profile, instead of the default one")
            ->type_name("NAME");
        command.add_flag("--undo", options.undo, "Take the lines out again");
        add_common(command, options);
      },
      run_configure_enroot)
      ->footer(
          "Writes one line each for nvcr.io and authn.nvidia.com, whose password is what\n"
          "docker-credential-ngc print-key writes; keys that lie there in plain text move into the store.\n"
          "The store must be there on the compute nodes, too: a shared home is enough. enroot knows one\n"
          "user per host: for another org's key, NGC_PROFILE=NAME in front of enroot import.\n\n" +
          examples(session.program,
                   {{"configure enroot --dry-run", "show what would change"}, {"configure enroot", ""}}));
  add_command<EnrootOptions>(unconfigure, selection, "enroot", "unconfigure", "Take the lines out of .credentials",
                             add_common, run_unconfigure_enroot)
      ->footer(examples(session.program, {{"unconfigure enroot", ""}}));
}

}  // namespace ngcs::commands
