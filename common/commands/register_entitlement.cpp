#include "commands/register_entitlement.h"

#include "commands/commands.h"
#include "commands/help_text.h"
#include "commands/register.h"

namespace ngcs::commands {

void add_can_i(CLI::App& app, const Session& session, Selection& selection) {
  CLI::App* command = add_command<CanIOptions>(
      app, selection, "can-i", "can-i", "Say whether the key may do something at NGC, and why",
      [&](CLI::App& can_i, CanIOptions& options) {
        can_i.add_option("action", options.action, "pull, push, create, update, delete, add-user or add-team")
            ->type_name("ACTION")
            ->required();
        can_i.add_option("thing", options.thing, "image, chart, model or resource; an ORG for add-user and add-team")
            ->type_name("THING|ORG")
            ->required();
        can_i.add_option("path", options.path, "ORG/[TEAM/]NAME[:VERSION]; nvcr.io/ may stand in front")
            ->type_name("PATH");
        can_i.add_option("--profile", options.profile, "With the key of this profile")->type_name("NAME");
        add_json(can_i, selection);
      },
      run_can_i);
  command->footer(
      "Asked are roles, enablements and the services of the key; where they leave it open, the\n"
      "registry or the Helm repository itself. Nothing is downloaded or changed. It is about\n"
      "rights: whether the artifact exists is another question.\n"
      "\n"
      "Exit codes: 0 yes   6 no   3 unknown   5 no key\n\n" +
      examples(session.program, {{"can-i pull image nvcr.io/nvaie/vgpu-guest-driver", "does my licence open it?"},
                                 {"can-i push image acme/zoom/app", "before a long build"},
                                 {"can-i pull chart acme/zoom/planner", ""},
                                 {"can-i add-user acme --json", "for scripts"}}));
}

void add_status(CLI::App& app, const Session& session, Selection& selection) {
  CLI::App* command = add_command<StatusOptions>(
      app, selection, "status", "status", "Show profiles, stores, and which key each client gets",
      [&](CLI::App& status, StatusOptions& options) {
        status.add_flag("--online", options.online, "Also ask NGC: orgs, teams, roles, enablements, terms, services");
        status.add_option("--trace", options.trace, "Also show what each client opens, and would send, for this")
            ->type_name("TARGET");
        add_json(status, selection);
      },
      run_status);
  command->footer(
      "Keys are named K1, K2 …: equal keys have equal names, no character of a key is shown.\n"
      "Without --online NGC is not asked. Exit code 0: a client that asks now gets a key; 5: it\n"
      "gets none.\n"
      "\n"
      "--online says, too, whether the web site shows Enterprise Catalog, Private Registry and\n"
      "Organization for the account: the sign that licence and account are linked.\n"
      "\n"
      "--trace takes an image, nvcr.io/ORG, a chart repository's address or Helm's name for it.\n"
      "The credential helpers that a client would start are started.\n\n" +
      examples(session.program, {{"status", ""},
                                 {"status --online", "whose key, and what it opens"},
                                 {"status --trace nvcr.io/acme/app", "which file decides, for each client"},
                                 {"status --json", ""}}));
}

}  // namespace ngcs::commands
