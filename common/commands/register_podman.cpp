#include "commands/register_podman.h"

#include "commands/commands.h"
#include "commands/help_text.h"

namespace ngcs::commands {
namespace {

using Run = cli::ExitCode (*)(Session&, cli::Output&, const PodmanConfigureOptions&);

void fill(CLI::App& command, PodmanConfigureOptions& options, Selection& selection, bool unconfigure) {
  if (!unconfigure) {
    command.add_option("--profile", options.profile, "Always this profile, instead of the default one")
        ->type_name("NAME");
  }
  command.add_flag("--system", options.system,
                   unconfigure ? "Remove the drop-in for all users" : "For all users of this machine, by a drop-in");
  command.add_flag("--dry-run", options.dry_run, "Show the change, make none");
  command.add_flag(
      "--undo", options.undo,
      unconfigure ? "Put back what an earlier unconfigure changed" : "Put back what an earlier configure changed");
  command.add_flag("--restore-plain", options.restore_plain,
                   "Also write keys back in plain text where they lay in plain text before");
  add_json(command, selection);
}

// podman-auth's own client: the options of `configure podman` behind `configure` alone.
void fill_parent(CLI::App& parent, Selection& selection, bool unconfigure, Run run) {
  auto options = std::make_shared<PodmanConfigureOptions>();
  fill(parent, *options, selection, unconfigure);
  parent.require_subcommand(0, 1);
  const std::string schema = parent.get_name();
  parent.callback([&parent, &selection, options, schema, run] {
    if (!parent.get_subcommands().empty()) {
      for (const CLI::Option* option : parent.get_options()) {
        // They would be lost, --dry-run included.
        if (option->count() > 0) throw CLI::ValidationError("options of a client stand behind its name");
      }
      return;
    }
    selection.schema = schema;
    selection.run = [options, run](Session& session, cli::Output& output) { return run(session, output, *options); };
  });
}

CLI::App* add_one(CLI::App& parent, Selection& selection, bool unconfigure, const char* description, Run run) {
  return add_command<PodmanConfigureOptions>(
      parent, selection, "podman", parent.get_name(), description,
      [&selection, unconfigure](CLI::App& command, PodmanConfigureOptions& options) {
        fill(command, options, selection, unconfigure);
      },
      run);
}

}  // namespace

void add_podman(CLI::App& configure, CLI::App& unconfigure, const Session& session, Selection& selection) {
  add_one(configure, selection, false, "Let podman, buildah and skopeo ask docker-credential-ngc", run_configure_podman)
      ->footer(
          "Writes credHelpers for nvcr.io into ~/.config/containers/auth.json, and moves NGC keys that\n"
          "lie in any of podman's files in plain text into the store. After `podman login` or `podman\n"
          "logout --all` has undone it, the same command says so and repairs it.\n"
          "\n"
          "--system (as root) writes a drop-in of registries.conf instead, where that is safe.\n\n" +
          examples(session.program, {{"configure podman --dry-run", "show what would change"},
                                     {"configure podman", ""},
                                     {"configure podman --undo", "as it was, except that keys stay in the store"}}));
  add_one(unconfigure, selection, true, "Take docker-credential-ngc out of podman's files", run_unconfigure_podman)
      ->footer(examples(session.program, {{"unconfigure podman --dry-run", "show what would change"},
                                          {"unconfigure podman", ""},
                                          {"unconfigure podman --system", "remove the drop-in for all users"}}));
  if (session.client == Client::kPodman) {
    fill_parent(configure, selection, false, run_configure_podman);
    fill_parent(unconfigure, selection, true, run_unconfigure_podman);
    configure.footer("Without the name of a client: podman.\n\n" +
                     examples(session.program, {{"configure", "podman, buildah and skopeo of this user"},
                                                {"configure --system", "of all users; as root"},
                                                {"configure docker", "another client"}}));
  }
}

}  // namespace ngcs::commands
