#include "commands/register_charts.h"

#include "commands/chart_commands.h"
#include "commands/help_text.h"
#include "commands/register.h"

// No option here may have the name of one of Helm's own global flags: Helm takes those out of the command line of a
// plugin, wherever they stand, together with the word behind them. A test holds every command of the program to that.
namespace ngcs::helm_ngc {
namespace {

using commands::add_command;
using commands::add_json;
using commands::examples;
using commands::Selection;
using commands::Session;

void add_profile(CLI::App& command, std::optional<std::string>& profile) {
  command.add_option("--profile", profile, "Use the key of this profile")->type_name("NAME");
}

void add_push(CLI::App& app, const Session& session, Selection& selection) {
  CLI::App* command = add_command<PushOptions>(
      app, selection, "push", "push", "Upload charts, and wait until NGC serves them",
      [&](CLI::App& push, PushOptions& options) {
        push.add_option("charts", options.charts_and_target, "Directories or packages; last, the org or team")
            ->type_name("CHART… ORG[/TEAM]")
            ->required();
        push.add_option("--version", options.package.version, "Set the chart's version (directories)")
            ->type_name("VERSION");
        push.add_option("--app-version", options.package.app_version, "Set the chart's appVersion (directories)")
            ->type_name("VERSION");
        push.add_flag("--dependency-update", options.package.dependency_update,
                      "Update its dependencies first (directories)");
        push.add_flag("--sign", options.package.sign, "Sign the package with a PGP key (directories)");
        push.add_option("--key", options.package.key, "Name of that key")->type_name("NAME");
        push.add_option("--keyring", options.package.keyring, "File of public and private keys")->type_name("FILE");
        push.add_option("--passphrase-file", options.package.passphrase_file, "The key's passphrase; - is stdin")
            ->type_name("FILE");
        push.add_flag("--no-create", options.no_create, "Fail where the chart has no record yet, instead of making it");
        push.add_flag("--ignore-if-exists", options.ignore_if_exists,
                      "Success where the version is there with the same content");
        push.add_flag("--force", options.force, "Replace the version, where the service allows it");
        push.add_flag("--no-wait", options.no_wait, "Do not wait for the service, and do not check the digest");
        push.add_option("--timeout", options.timeout_s, "How long to wait for the service, in seconds (default 300)")
            ->type_name("SECONDS")
            ->check(CLI::Range(1, 86400));
        push.add_flag("--dry-run", options.dry_run, "Show what would happen, change nothing");
        add_profile(push, options.profile);
        add_json(push, selection);
      },
      run_push);
  command->footer(
      "A directory is packaged by Helm itself. A .tgz is sent byte for byte, with the .prov that\n"
      "lies beside it. A chart without a record gets one, made from its Chart.yaml. Then the\n"
      "command waits for UPLOAD_COMPLETE and compares the digest that the index shows.\n\n" +
      examples(session.program, {{"push ./planner acme/zoom", "package and upload"},
                                 {"push planner-0.2.0.tgz acme/zoom", "a package, as it is"},
                                 {"push ./planner acme --version 0.2.0 --sign --key Ada", ""},
                                 {"push *.tgz acme --ignore-if-exists", "for CI: running it twice is fine"}}));
}

void add_fetch_as(CLI::App& app, const Session& session, Selection& selection, const char* name,
                  const char* description) {
  CLI::App* command = add_command<FetchOptions>(
      app, selection, name, "fetch", description,
      [&](CLI::App& fetch, FetchOptions& options) {
        fetch.add_option("charts", options.charts, "Charts; without a version the newest")
            ->type_name("ORG/[TEAM/]CHART[:VERSION]…")
            ->required();
        fetch.add_option("--version", options.version, "A version or a range, such as \"^1.2\"")->type_name("VERSION");
        fetch.add_flag("--devel", options.devel, "Prereleases, too");
        fetch.add_option("-d,--destination", options.directory, "Where to put it (default: here)")->type_name("DIR");
        fetch.add_flag("--untar", options.unpack, "Unpack it instead of keeping the package");
        fetch.add_flag("--prov", options.provenance, "Its signature, too");
        fetch.add_flag("--verify", options.verify, "Check the signature (by Helm itself)");
        fetch.add_option("--keyring", options.keyring, "File of public keys for --verify")->type_name("FILE");
        add_profile(fetch, options.profile);
        add_json(fetch, selection);
      },
      run_fetch);
  command->footer("The SHA-256 of every chart is compared with the index before it gets its name.\n\n" +
                  examples(session.program,
                           {{std::string(name) + " acme/zoom/planner", "the newest release"},
                            {std::string(name) + " acme/zoom/planner:0.1.0 --untar -d charts", ""},
                            {std::string(name) + " nvidia/gpu-operator --version '^24.3'", "the newest of a range"}}));
}

void add_list(CLI::App& app, const Session& session, Selection& selection) {
  CLI::App* command = add_command<ListOptions>(
      app, selection, "list", "list", "List charts, or versions of charts",
      [&](CLI::App& list, ListOptions& options) {
        list.add_option("pattern", options.pattern, "Shell wildcards on org/[team/]name, or on the name")
            ->type_name("PATTERN");
        add_profile(list, options.profile);
        add_json(list, selection);
      },
      run_list);
  command->footer(examples(session.program, {{"list", "every chart of the key's org"},
                                             {"list '*operator*'", "by a part of the name"},
                                             {"list 'nvidia/*'", "of an org; public ones without a key"},
                                             {"list 'acme/zoom/planner:*'", "its versions"}}));
}

void add_versions(CLI::App& app, const Session& session, Selection& selection) {
  CLI::App* command = add_command<VersionsOptions>(
      app, selection, "versions", "versions", "List the versions of a chart, newest first",
      [&](CLI::App& versions, VersionsOptions& options) {
        versions.add_option("chart", options.chart, "The chart")->type_name("ORG/[TEAM/]CHART")->required();
        add_profile(versions, options.profile);
        add_json(versions, selection);
      },
      run_versions);
  command->footer(examples(session.program, {{"versions acme/zoom/planner", ""}}));
}

void add_info(CLI::App& app, const Session& session, Selection& selection) {
  CLI::App* command = add_command<InfoOptions>(
      app, selection, "info", "info", "Show what NGC keeps of a chart or of one version",
      [&](CLI::App& info, InfoOptions& options) {
        info.add_option("chart", options.chart, "The chart")->type_name("ORG/[TEAM/]CHART[:VERSION]")->required();
        info.add_flag("--files", options.files, "List the files of the version");
        add_profile(info, options.profile);
        add_json(info, selection);
      },
      run_info);
  command->footer(
      examples(session.program, {{"info acme/zoom/planner", ""}, {"info acme/zoom/planner:0.1.0 --files", ""}}));
}

void add_record_options(CLI::App& command, RecordOptions& options, Selection& selection) {
  command.add_option("chart", options.chart, "The chart")->type_name("ORG/[TEAM/]CHART")->required();
  command.add_option("--short-desc", options.short_description, "One line about it")->type_name("TEXT");
  command.add_option("--display-name", options.display_name, "The name that the web site shows")->type_name("TEXT");
  command.add_option("--publisher", options.publisher, "Who publishes it")->type_name("TEXT");
  command.add_option("--built-by", options.built_by, "Who builds it")->type_name("TEXT");
  command.add_option("--label", options.labels, "A label; give it once for each of them")
      ->type_name("TEXT")
      ->allow_extra_args(false);
  command.add_option("--logo", options.logo, "URL of its logo")->type_name("URL");
  command.add_option("--overview", options.overview_file, "The overview, in Markdown, from a file")->type_name("FILE");
  command.add_option("--attribute", options.attributes, "An attribute; others stay; an empty value takes it off")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command.add_flag("--dry-run", options.dry_run, "Show what would be sent, change nothing");
  add_profile(command, options.profile);
  commands::add_json(command, selection);
}

void add_create(CLI::App& app, const Session& session, Selection& selection) {
  CLI::App* command = add_command<RecordOptions>(
      app, selection, "create", "create", "Make the record of a chart, before its first version",
      [&](CLI::App& create, RecordOptions& options) { add_record_options(create, options, selection); }, run_create);
  command->footer("push makes the record by itself; this is for a record with more in it.\n\n" +
                  examples(session.program, {{"create acme/zoom/planner --short-desc \"Plans meetings\"", ""}}));
}

void add_update(CLI::App& app, const Session& session, Selection& selection) {
  CLI::App* command = add_command<RecordOptions>(
      app, selection, "update", "update", "Change what NGC keeps of a chart",
      [&](CLI::App& update, RecordOptions& options) { add_record_options(update, options, selection); }, run_update);
  command->footer("Properties that are not named stay as they are. Labels are replaced as a whole.\n\n" +
                  examples(session.program, {{"update acme/zoom/planner --display-name Planner --publisher Acme", ""},
                                             {"update acme/zoom/planner --overview README.md", ""},
                                             {"update acme/zoom/planner --attribute tier=gold", ""}}));
}

void add_remove(CLI::App& app, const Session& session, Selection& selection) {
  CLI::App* command = add_command<RemoveOptions>(
      app, selection, "remove", "remove", "Remove versions, or charts with all of their versions",
      [&](CLI::App& remove, RemoveOptions& options) {
        remove.add_option("charts", options.charts, "Versions, or whole charts")
            ->type_name("ORG/[TEAM/]CHART[:VERSION]…")
            ->required();
        remove.add_flag("--yes", options.yes, "Do not ask");
        remove.add_flag("--dry-run", options.dry_run, "Show what would be removed, remove nothing");
        add_profile(remove, options.profile);
        add_json(remove, selection);
      },
      run_remove);
  command->footer("It asks first, and cannot be taken back. This takes the role Registry Admin.\n\n" +
                  examples(session.program, {{"remove acme/zoom/planner:0.1.0", "one version"},
                                             {"remove acme/zoom/planner --yes", "the chart, without asking"}}));
}

}  // namespace

void register_chart_commands(CLI::App& app, const Session& session, Selection& selection) {
  add_push(app, session, selection);
  add_fetch_as(app, session, selection, "fetch", "Download charts, checked against the index");
  add_fetch_as(app, session, selection, "pull", "The same as fetch");
  add_list(app, session, selection);
  add_versions(app, session, selection);
  add_info(app, session, selection);
  add_create(app, session, selection);
  add_update(app, session, selection);
  add_remove(app, session, selection);
}

}  // namespace ngcs::helm_ngc
