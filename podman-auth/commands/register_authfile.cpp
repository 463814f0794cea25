#include "commands/register_authfile.h"

#include "commands/authfile.h"
#include "commands/help_text.h"

namespace ngcs::podman_auth {

using commands::examples;

void register_authfile(CLI::App& app, const commands::Session& session, commands::Selection& selection) {
  CLI::App* command = commands::add_command<AuthfileOptions>(
      app, selection, "authfile", "authfile",
      "Write an auth file with keys in plain text, for programs without a helper",
      [&](CLI::App& authfile, AuthfileOptions& options) {
        authfile.add_option("-o,--output", options.output, "The file; - is standard output")
            ->type_name("FILE")
            ->required();
        authfile.add_option("--org", options.choice.orgs, "The key of this org or team; may be given again")
            ->type_name("ORG[/TEAM]")
            ->expected(1)
            ->take_all();
        authfile.add_option("--profile", options.choice.profiles, "The same by the profile's name")
            ->type_name("NAME")
            ->expected(1)
            ->take_all();
        authfile.add_flag("--merge", options.merge, "Also your logins at other registries, as podman finds them");
        authfile.add_flag("--force", options.force, "Replace a file that was not written by this command");
        authfile.add_flag("--show", options.show, "With -o -: also on a terminal, where others may read along");
        commands::add_json(authfile, selection);
      },
      run_authfile);
  command->footer(
      "For CRI-O, bootc, Quadlet's AuthFile=, CI. The file holds the keys in plain text, with mode\n"
      "0600. Each org's key stands under its name, nvcr.io/ORG; nvcr.io has the default profile's.\n"
      "Without --org: the keys of all profiles. Where a helper can run, nothing needs to be\n"
      "written: see \"" +
      session.command("configure") + "\" and \"" + session.command("exec --authfile") + "\".\n\n" +
      examples(session.program, {{"authfile -o /etc/crio/ngc-auth.json", "global_auth_file of crio.conf"},
                                 {"authfile -o auth.json --org acme/zoom", "one key"},
                                 {"authfile -o - --org acme | ssh node sudo tee /etc/ostree/auth.json", ""}}));
}

}  // namespace ngcs::podman_auth
