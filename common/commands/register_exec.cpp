#include "commands/register_exec.h"

#include "commands/exec.h"
#include "commands/help_text.h"

namespace ngcs::commands {

void add_exec(CLI::App& app, const Session& session, Selection& selection) {
  CLI::App* command = app.add_subcommand("exec", "Run one command with the key of an org, or of several");
  auto options = std::make_shared<ExecOptions>();
  command->add_option("--org", options->choice.orgs, "The org or team whose key is used; more than one with --authfile")
      ->type_name("ORG[/TEAM]")
      ->expected(1)
      ->take_all();
  command->add_option("--profile", options->choice.profiles, "The same by the profile's name")
      ->type_name("NAME")
      ->expected(1)
      ->take_all();
  command->add_flag("--env", options->env, "Put the key itself into NGC_API_KEY and NGC_CLI_API_KEY of the command");
  command->add_flag("--authfile", options->authfile,
                    "Give each org its own key, by an auth file in memory while the command runs");
  command->callback([&selection, options] {
    selection.schema = "exec";
    selection.run = [&selection, options](Session& inner, cli::Output& output) {
      options->command = selection.behind;
      return run_exec(inner, output, *options);
    };
  });
  command->footer(
      "The command stands behind --. Its exit code is passed on; 128 + N where signal N ended it,\n"
      "127 where it was not found.\n"
      "\n"
      "Without --env and --authfile no key leaves the store: NGC_PROFILE tells the credential\n"
      "helper, which docker, podman and Helm start, whose key to bring. --authfile is for podman,\n"
      "buildah and skopeo: it adds your logins at other registries, sets REGISTRY_AUTH_FILE, and\n"
      "is gone with the command. Without --org it holds the keys of all orgs.\n\n" +
      examples(session.program, {{"exec --org acme -- podman pull nvcr.io/acme/app:1", ""},
                                 {"exec --authfile -- podman build .", "FROM several orgs"},
                                 {"exec --org acme --env -- ngc registry image list", "programs without a helper"}}));
}

}  // namespace ngcs::commands
