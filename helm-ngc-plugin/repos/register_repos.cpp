#include "repos/register_repos.h"

#include "commands/commands.h"
#include "commands/helm_migration.h"
#include "commands/help_text.h"
#include "commands/register.h"
#include "repos/repo_commands.h"

namespace ngcs::helm_ngc {
namespace {

using commands::Selection;
using commands::Session;

cli::ExitCode run_repo_migrate(Session& session, cli::Output& output, const commands::ConfigureHelmOptions& options) {
  return commands::migrate_helm(session, output, options, "repo-migrate");
}

void add_repo_add(CLI::App& repo, const Session& session, Selection& selection) {
  commands::add_command<RepoAddOptions>(
      repo, selection, "add", "repo-add", "Add a repository of NGC to Helm, without a password in it",
      [&selection](CLI::App& command, RepoAddOptions& options) {
        command.add_option("name", options.name, "What Helm calls it")->type_name("NAME")->required();
        command.add_option("space", options.space, "The org, or one of its teams")->type_name("ORG[/TEAM]")->required();
        command.add_option("--profile", options.profile, "Always the key of this profile")->type_name("PROFILE");
        command.add_flag("--force-update", options.force_update, "Replace a repository of that name");
        commands::add_json(command, selection);
      },
      run_repo_add)
      ->footer(
          "The same as `helm repo add NAME ngc://ORG[/TEAM]`: Helm itself fetches the index and writes\n"
          "the entry, after the downloader plugin was seen to be there.\n\n" +
          commands::examples(session.program, {{"repo add nvaie nvaie", ""},
                                               {"repo add zoom mxa8oi8djw7m/zoom", "the charts of a team"},
                                               {"repo add own k2p9xq4tz1aa --profile own", "with a certain key"}}));
}

void add_repo_migrate(CLI::App& repo, const Session& session, Selection& selection) {
  commands::add_command<commands::ConfigureHelmOptions>(
      repo, selection, "migrate", "repo-migrate", "Turn NGC repositories with passwords into ngc:// repositories",
      [&selection](CLI::App& command, commands::ConfigureHelmOptions& options) {
        command.add_flag("--dry-run", options.dry_run, "Show the change, make none");
        command.add_flag("--undo", options.undo, "Put back what an earlier migration changed");
        command.add_flag("--restore-plain", options.restore_plain,
                         "Also write keys back in plain text where they lay in plain text before");
        commands::add_json(command, selection);
      },
      run_repo_migrate)
      ->footer(
          "Entries of https://helm.ngc.nvidia.com that hold a key in repositories.yaml become ngc://\n"
          "addresses; the key moves into the store. The same as `configure helm`. Everything else in\n"
          "the file stays byte for byte.\n\n" +
          commands::examples(session.program,
                             {{"repo migrate --dry-run", "show what would change"},
                              {"repo migrate", ""},
                              {"repo migrate --undo", "as it was, except that keys stay in the store"}}));
}

}  // namespace

void register_repo_commands(CLI::App& app, const Session& session, Selection& selection) {
  CLI::App* repo = app.add_subcommand("repo", "Repositories of NGC in Helm's configuration");
  repo->require_subcommand(1);
  add_repo_add(*repo, session, selection);
  add_repo_migrate(*repo, session, selection);
  commands::add_command<commands::NoOptions>(
      app, selection, "self-check", "self-check",
      "Check that Helm has both halves of this plugin, and nothing in their way",
      [&selection](CLI::App& command, commands::NoOptions& /*options*/) { commands::add_json(command, selection); },
      commands::without_options<run_self_check>)
      ->footer("Exit code 0: nothing is wrong; 1: something is, with the command that repairs it.\n\n" +
               commands::examples(session.program, {{"self-check", ""}, {"self-check --json", ""}}));
}

}  // namespace ngcs::helm_ngc
