#include <memory>

#include "commands/commands.h"
#include "commands/configure_enroot.h"
#include "commands/configure_kubelet.h"
#include "commands/explain_command.h"
#include "commands/help_text.h"
#include "commands/register.h"
#include "commands/register_diagnose.h"
#include "commands/register_entitlement.h"
#include "commands/register_exec.h"
#include "commands/register_migrate.h"
#include "commands/register_podman.h"
#include "commands/secret_command.h"

namespace ngcs::commands {
namespace {

void add_login(CLI::App& app, const Session& session, Selection& selection) {
  CLI::App* command = add_command<LoginOptions>(
      app, selection, "login", "login",
      session.client == Client::kPodman ? "Check an NGC API key, store it, and let podman use it"
                                        : "Check an NGC API key, store it, and let docker use it",
      [&](CLI::App& login, LoginOptions& options) {
        login.add_option("--org", options.org, "The org to store the key for: name, ORG/TEAM or display name")
            ->type_name("ORG");
        login.add_option("--team", options.team, "The team of that org")->type_name("TEAM");
        login.add_option("--profile", options.profile, "Name of the profile (default: the org's name, or ORG.TEAM)")
            ->type_name("NAME");
        login.add_option("--store", options.store, "Where the key is kept: vault (default) or secret-service")
            ->type_name("STORE");
        login.add_flag("--key-stdin,--password-stdin", options.key_stdin, "Read the key from standard input");
        login.add_option("--key-file", options.key_file, "Read the key from a file")->type_name("FILE");
        login.add_option("-u,--username", options.username, "Accepted for habit; it can only be $oauthtoken")
            ->type_name("NAME");
        login.add_flag(
            "--no-configure", options.no_configure,
            session.client == Client::kPodman ? "Leave podman's files alone" : "Leave docker's configuration alone");
        login.add_flag("--require-online", options.require_online, "Store nothing unless NGC accepted the key");
        login.add_flag("--offline", options.offline, "Store the key without asking NGC");
        add_json(login, selection);
      },
      run_login);
  command->footer(
      "The key is asked for on the terminal, without echo. It never stands on the command line.\n"
      "NGC rejects it: nothing is stored (exit 1). NGC cannot be asked: it is stored with a\n"
      "warning (exit 0; with --require-online: nothing is stored, exit 3).\n\n" +
      examples(session.program,
               {{"login", "ask for the key"},
                {"login --key-stdin < key.txt", "for scripts"},
                {"login --org acme --team zoom", "store it for a team"},
                {"login --profile work --no-configure", "store it under a name, touch nothing else"}}));
}

void add_logout(CLI::App& app, const Session& session, Selection& selection) {
  CLI::App* command = add_command<LogoutOptions>(
      app, selection, "logout", "logout", "Erase a stored key, and the one before it",
      [&](CLI::App& logout, LogoutOptions& options) {
        logout.add_option("--profile", options.profile, "The profile to erase")->type_name("NAME");
        logout.add_option("--org", options.org, "Erase the profile of that org or team")->type_name("ORG[/TEAM]");
        logout.add_flag("--all", options.all, "Erase every profile");
        add_json(logout, selection);
      },
      run_logout);
  command->footer("Without options the default profile is erased. The key stays valid at NGC.\n\n" +
                  examples(session.program, {{"logout", "the default profile"},
                                             {"logout --org acme", "the profile of one org"},
                                             {"logout --all", "every key"}}));
}

void add_use(CLI::App& app, const Session& session, Selection& selection) {
  CLI::App* command = app.add_subcommand("use", "Choose the profile that docker, podman and Helm get");
  auto target = std::make_shared<std::string>();
  command->add_option("target", *target, "A profile, ORG, ORG/TEAM or an org's display name")
      ->type_name("PROFILE|ORG[/TEAM]")
      ->required();
  add_json(*command, selection);
  command->callback([&selection, target] {
    selection.schema = "use";
    selection.run = [target](Session& inner, cli::Output& output) { return run_use(inner, output, *target); };
  });
  command->footer(
      "Names are looked up among the profiles first; only an org that none of them names is\n"
      "asked for at NGC. For one command, NGC_PROFILE=NAME in front of it does the same.\n\n" +
      examples(session.program, {{"use acme", ""}, {"use acme/zoom", ""}, {"use \"Acme Robotics\"", ""}}));
}

void add_named(CLI::App& parent, Selection& selection, const char* name, const char* description,
               cli::ExitCode (*run)(Session&, cli::Output&, const std::string&)) {
  CLI::App* command = parent.add_subcommand(name, description);
  auto profile = std::make_shared<std::string>();
  command->add_option("profile", *profile, "The profile")->type_name("NAME")->required();
  add_json(*command, selection);
  const std::string schema = std::string("profile-") + name;
  command->callback([&selection, profile, run, schema] {
    selection.schema = schema;
    selection.run = [profile, run](Session& inner, cli::Output& output) { return run(inner, output, *profile); };
  });
}

void add_profile(CLI::App& app, const Session& session, Selection& selection) {
  CLI::App* profile = app.add_subcommand("profile", "List, rename, remove and restore profiles");
  profile->require_subcommand(1);
  add_command<NoOptions>(
      *profile, selection, "list", "profile-list", "List the profiles; * marks the default one",
      [&](CLI::App& list, NoOptions& /*options*/) { add_json(list, selection); }, without_options<run_profile_list>);
  CLI::App* rename = profile->add_subcommand("rename", "Give a profile another name");
  auto names = std::make_shared<std::pair<std::string, std::string>>();
  rename->add_option("from", names->first, "The profile")->type_name("NAME")->required();
  rename->add_option("to", names->second, "Its new name")->type_name("NEW")->required();
  add_json(*rename, selection);
  rename->callback([&selection, names] {
    selection.schema = "profile-rename";
    selection.run = [names](Session& inner, cli::Output& output) {
      return run_profile_rename(inner, output, names->first, names->second);
    };
  });
  add_named(*profile, selection, "remove", "Erase a profile with its keys", run_profile_remove);
  add_named(*profile, selection, "restore", "Bring back the key that was replaced last", run_profile_restore);
  profile->footer(examples(session.program, {{"profile list", ""},
                                             {"profile rename mxa8oi8djw7m acme", ""},
                                             {"profile restore acme", "after a key was replaced by mistake"}}));
}

void add_print_key(CLI::App& app, const Session& session, Selection& selection) {
  CLI::App* command = add_command<PrintKeyOptions>(
      app, selection, "print-key", "print-key", "Write the key to standard output, for another program",
      [&](CLI::App& print, PrintKeyOptions& options) {
        print.add_option("--profile", options.profile, "The key of this profile")->type_name("NAME");
        print.add_flag("--show", options.show, "Also on a terminal, where others may read along");
      },
      run_print_key);
  command->footer(examples(session.program, {{"print-key | some-program --key-from-stdin", ""}}));
}

void add_docker_options(CLI::App& command, ConfigureOptions& options, Selection& selection, const char* undo_text) {
  command.add_option("--config", options.config_dir, "Directory of docker's config.json")->type_name("DIR");
  command.add_flag("--dry-run", options.dry_run, "Show the change, make none");
  command.add_flag("--undo", options.undo, undo_text);
  command.add_flag("--restore-plain", options.restore_plain,
                   "Also write keys back in plain text where they lay in plain text before");
  add_json(command, selection);
}

void add_helm(CLI::App& configure, CLI::App& unconfigure, const Session& session, Selection& selection) {
  const auto fill = [&selection](const char* undo_text) {
    return [&selection, undo_text](CLI::App& command, ConfigureHelmOptions& options) {
      command.add_flag("--dry-run", options.dry_run, "Show the change, make none");
      command.add_flag("--undo", options.undo, undo_text);
      command.add_flag("--restore-plain", options.restore_plain,
                       "Also write keys back in plain text where they lay in plain text before");
      add_json(command, selection);
    };
  };
  add_command<ConfigureHelmOptions>(configure, selection, "helm", "configure",
                                    "Turn NGC repositories with passwords into ngc:// repositories",
                                    fill("Put back what an earlier configure changed"), run_configure_helm)
      ->footer(
          "Entries of https://helm.ngc.nvidia.com in repositories.yaml that hold a key become ngc://\n"
          "addresses; the key moves into the store. Everything else in the file stays as it is.\n\n" +
          examples(session.program, {{"configure helm --dry-run", "show what would change"},
                                     {"configure helm", ""},
                                     {"configure helm --undo", "as it was, except that keys stay in the store"}}));
  add_command<ConfigureHelmOptions>(unconfigure, selection, "helm", "unconfigure",
                                    "Turn every ngc:// repository back into an https:// one",
                                    fill("Put back what an earlier unconfigure changed"), run_unconfigure_helm)
      ->footer(
          "Helm refuses unrelated commands while an ngc:// repository is configured and its downloader is\n"
          "not there: run this before the plugins are uninstalled.\n\n" +
          examples(session.program,
                   {{"unconfigure helm --dry-run", "show what would change"}, {"unconfigure helm", ""}}));
}

void add_configure(CLI::App& app, const Session& session, Selection& selection) {
  CLI::App* configure = app.add_subcommand("configure", "Let a client use the stored keys");
  configure->require_subcommand(1);
  CLI::App* docker = add_command<ConfigureOptions>(
      *configure, selection, "docker", "configure", "Name docker-credential-ngc in docker's config.json",
      [&](CLI::App& command, ConfigureOptions& options) {
        command.add_option("--profile", options.profile, "Always this profile, instead of the default one")
            ->type_name("NAME");
        add_docker_options(command, options, selection, "Put back what an earlier configure changed");
      },
      run_configure_docker);
  docker->footer(
      "Writes credHelpers for nvcr.io and nvcr.io:443, and moves NGC keys that lie in the file in\n"
      "plain text into the store. Everything else in the file stays as it is.\n\n" +
      examples(session.program, {{"configure docker --dry-run", "show what would change"},
                                 {"configure docker", ""},
                                 {"configure docker --undo", "as it was, except that keys stay in the store"}}));

  CLI::App* unconfigure = app.add_subcommand("unconfigure", "Take a client's configuration back");
  unconfigure->require_subcommand(1);
  CLI::App* off = add_command<ConfigureOptions>(
      *unconfigure, selection, "docker", "unconfigure", "Take docker-credential-ngc out of docker's config.json",
      [&](CLI::App& command, ConfigureOptions& options) {
        add_docker_options(command, options, selection, "Put back what an earlier unconfigure changed");
      },
      run_unconfigure_docker);
  off->footer(examples(session.program,
                       {{"unconfigure docker --dry-run", "show what would change"}, {"unconfigure docker", ""}}));
  add_helm(*configure, *unconfigure, session, selection);
  add_podman(*configure, *unconfigure, session, selection);
  add_enroot(*configure, *unconfigure, session, selection);
  add_kubelet(*configure, session, selection);
}

void add_token(CLI::App& app, const Session& session, Selection& selection) {
  CLI::App* command = add_command<TokenOptions>(
      app, selection, "token", "token", "Write an expiring token to standard output, for another program",
      [&](CLI::App& token, TokenOptions& options) {
        token.add_option("--org", options.org, "A token of the API, for this org or ORG/TEAM")->type_name("ORG");
        token.add_option("--team", options.team, "For a team of that org")->type_name("TEAM");
        token.add_option("--registry", options.repository, "A token of the registry, to pull this repository")
            ->type_name("REPOSITORY");
        token.add_option("--profile", options.profile, "With the key of this profile")->type_name("NAME");
        token.add_flag("--curl-config", options.curl_config, "Write lines for curl -K - instead");
        token.add_flag("--show", options.show, "Also on a terminal, where others may read along");
      },
      run_token);
  command->footer(
      "A personal or service key (nvapi-…) is its own token at the API: there is nothing to\n"
      "exchange, and a copy of the key is not printed. Use \"" +
      session.command("api") +
      "\", or --curl-config, which\n"
      "hands it to curl without the command line.\n\n" +
      examples(session.program, {{"token --registry nvcr.io/acme/app", "for pulling one image"},
                                 {"token --org acme/zoom", "with a legacy key"},
                                 {"token --org acme --curl-config | curl -K - URL", "any key, never in argv"}}));
}

void add_api(CLI::App& app, const Session& session, Selection& selection) {
  CLI::App* command = add_command<ApiOptions>(
      app, selection, "api", "api", "Send one request to NGC's API, and print the answer",
      [&](CLI::App& api, ApiOptions& options) {
        api.add_option("path", options.path, "The path, with its query; https://api.ngc.nvidia.com may stand in front")
            ->type_name("PATH")
            ->required();
        api.add_option("-X,--method", options.method, "GET (default), POST (default with --input), PATCH, PUT, DELETE")
            ->type_name("METHOD");
        api.add_option("--input", options.input, "The body, JSON, from a file; - is standard input")->type_name("FILE");
        api.add_flag("--yes", options.yes, "Do not ask before DELETE and PUT");
        api.add_option("--profile", options.profile, "With the key of this profile")->type_name("NAME");
        add_json(api, selection);
      },
      run_api);
  command->footer(
      "Reading: everything below /v2 and /v3 that is not about keys. Changing: charts, images,\n"
      "models, resources and collections below /v2/org/ORG[/team/TEAM]. Keys are never made or\n"
      "revoked: NGC would invalidate the one that is in use.\n\n" +
      examples(session.program, {{"api /v2/users/me", ""},
                                 {"api -X PATCH /v2/org/acme/helm-charts/app --input change.json", ""},
                                 {"api -X DELETE /v2/org/acme/helm-charts/app --yes", ""}}));
}

}  // namespace

void register_common(CLI::App& app, const Session& session, Selection& selection) {
  add_login(app, session, selection);
  add_logout(app, session, selection);
  add_use(app, session, selection);
  add_profile(app, session, selection);
  add_status(app, session, selection);
  add_diagnose(app, session, selection);
  add_explain(app, session, selection);
  add_can_i(app, session, selection);
  add_configure(app, session, selection);
  add_exec(app, session, selection);
  add_print_key(app, session, selection);
  add_token(app, session, selection);
  add_api(app, session, selection);
  add_secret(app, session, selection);
  add_migrate(app, session, selection);
  add_command<NoOptions>(
      app, selection, "version", "version", "Show the version",
      [&](CLI::App& version, NoOptions& /*options*/) { add_json(version, selection); }, without_options<run_version>);
}

}  // namespace ngcs::commands
