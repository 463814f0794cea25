#include "commands/register_diagnose.h"

#include <memory>

#include "commands/help_text.h"
#include "commands/register.h"

namespace ngcs::commands {
namespace {

void fill(CLI::App& command, DiagnoseOptions& options, Selection& selection) {
  command
      .add_option("target", options.target,
                  "An image, a Helm URL, a repository's name, ngc://…, oci://…; URL CHART[:VERSION]; nothing: this "
                  "machine")
      ->type_name("TARGET");
  command.add_option("--client", options.client, "Judge this client's set-up: docker, podman, helm or all")
      ->type_name("CLIENT")
      ->check(CLI::IsMember({"docker", "podman", "helm", "all"}));
  command.add_option("--as-user", options.as_user, "Read that user's files, as their client would")->type_name("NAME");
  command.add_flag("--stdin", options.from_stdin, "Read a pasted command and its error; nothing of it is run");
  command.add_flag("--run", options.run, "Also run the command behind --, as a witness");
  command.add_flag("--offline", options.offline, "Look at this machine only");
  command.add_flag("--no-key", options.no_key, "Ask NGC, but send no key");
  command.add_flag("--push", options.push, "Ask whether pushing is allowed, too; nothing is uploaded");
  command.add_option("--licence", options.licence, "What you got: nfr, eval or commercial")
      ->type_name("KIND")
      ->check(CLI::IsMember({"nfr", "eval", "commercial"}));
  command.add_flag("--fix", options.fix, "Mend what can be mended on this machine, after a question");
  command.add_flag("--yes", options.yes, "Do not ask before --fix changes a file");
  command.add_option("--timeout", options.timeout_s, "Time for everything")
      ->type_name("SECONDS")
      ->capture_default_str();
  command.add_flag("--redact-org", options.redact_org, "Replace names of orgs by hashes, for a support case");
  command.add_flag("-v,--verbose", options.verbose, "Show every request and every file that was read");
  command.add_flag("-q,--quiet", options.quiet, "Show the verdict only");
  command.add_flag("--list-codes", options.list_codes, "List the codes there are");
  add_json(command, selection);
}

}  // namespace

void add_diagnose(CLI::App& app, const Session& session, Selection& selection) {
  CLI::App* command = app.add_subcommand("diagnose", "Find out why NGC refuses access, and how to mend it");
  auto options = std::make_shared<DiagnoseOptions>();
  fill(*command, *options, selection);
  command->callback([&selection, options] {
    options->command = selection.behind;
    options->has_command = selection.has_behind;
    selection.schema = "diagnose";
    selection.run = [options](Session& inner, cli::Output& output) { return run_diagnose(inner, output, *options); };
  });
  command->footer(
      "Put it in front of the command that failed: what the shell did to $oauthtoken is seen then.\n"
      "First the public artefacts are asked for without a key, then each key is tried; a key is only\n"
      "ever sent to nvcr.io, helm.ngc.nvidia.com, api.ngc.nvidia.com and authn.nvidia.com.\n\n"
      "Exit codes: 0 it works, 1 the cause is proven, 2 usage, 3 something could not be verified,\n"
      "4 the service is at fault.\n\n" +
      examples(session.program, {{"diagnose nvcr.io/acme/zoom/app:1", "an image"},
                                 {"diagnose https://helm.ngc.nvidia.com/nvaie", "a Helm repository"},
                                 {"diagnose -- docker pull nvcr.io/acme/app:1", "the command that failed"},
                                 {"diagnose --stdin < error.txt", "a command and its error, pasted"},
                                 {"diagnose --offline", "only this machine's set-up"}}));
}

}  // namespace ngcs::commands
