#include "commands/secret_command.h"

#include <cstdio>
#include <utility>

#include "commands/help_text.h"
#include "commands/key_for_space.h"
#include "commands/secret_manifest.h"
#include "registry/reference.h"
#include "registry/server_name.h"

namespace ngcs::commands {
namespace {

using base::Errc;
using base::Error;
using secret::SecretString;

constexpr const char* kVerb = "secret";

base::Result<SecretString> key_of_space(Session& session, cli::Output& output, const registry::Space& space,
                                        const SecretOptions& options) {
  auto found = key_for_space(session, output, space, options.profile);
  if (!found) return std::move(found).error();
  if (!found->key) {
    return Error(Errc::kNotLoggedIn, "no key is recorded" + (space.org.empty() ? "" : " for " + space.path()),
                 "log in: " + session.command("login"));
  }
  return std::move(*found->key);
}

base::Result<std::vector<clients::PullEntry>> entries_of(Session& session, cli::Output& output,
                                                         const SecretOptions& options) {
  std::vector<registry::Space> spaces;
  for (const std::string& org : options.orgs) {
    auto space = registry::parse_space(org);
    if (!space) return Error(Errc::kUsage, space.error().message, space.error().hint);
    spaces.push_back(std::move(*space));
  }
  if (spaces.empty()) spaces.emplace_back();
  std::vector<clients::PullEntry> entries;
  for (const registry::Space& space : spaces) {
    auto key = key_of_space(session, output, space, options);
    if (!key) return std::move(key).error();
    entries.push_back(
        {std::string(registry::kRegistryHost) + (space.org.empty() ? "" : "/" + space.path()), std::move(*key)});
  }
  return entries;
}

// Helm takes --namespace and -n for itself, wherever they stand, and hands a plugin its choice in HELM_NAMESPACE.
std::vector<std::string> namespaces_of(const Session& session, const SecretOptions& options) {
  if (!options.namespaces.empty() || session.client != Client::kHelm) return options.namespaces;
  const auto chosen = session.environment.get("HELM_NAMESPACE");
  return chosen && !chosen->empty() ? std::vector<std::string>{std::string(*chosen)} : std::vector<std::string>();
}

SecretNames names_of(const Session& session, const SecretOptions& options) {
  return {namespaces_of(session, options), options.no_pull_secret ? "" : options.name,
          options.no_api_key_secret ? "" : options.api_key_secret,
          options.api_key_names.empty() ? std::vector<std::string>{"NGC_API_KEY"} : options.api_key_names};
}

base::Result<SecretNames> check(const Session& session, const SecretOptions& options) {
  const auto usage = [&session](std::string message) {
    return Error(Errc::kUsage, std::move(message), "see " + session.command("secret --help"));
  };
  if (options.no_pull_secret && options.no_api_key_secret) return usage("nothing is left to print");
  if (options.dockerconfigjson && options.no_pull_secret) return usage("--dockerconfigjson is the pull secret");
  if (options.name.empty() || options.api_key_secret.empty()) return usage("a secret needs a name");
  SecretNames names = names_of(session, options);
  if (auto checked = check_names(names); !checked) return std::move(checked).error();
  if (session.out_is_terminal && !options.show) {
    return Error(Errc::kUsage, "a key is not shown on a terminal",
                 "pipe it on: " + session.command("secret") + " | kubectl apply -f - ; or add --show");
  }
  return names;
}

}  // namespace

cli::ExitCode run_secret(Session& session, cli::Output& output, const SecretOptions& options) {
  const auto names = check(session, options);
  if (!names) return output.fail(kVerb, names.error());
  const auto entries = entries_of(session, output, options);
  if (!entries) return output.fail(kVerb, entries.error());
  const SecretString text = options.dockerconfigjson ? clients::pull_secret_text(*entries)
                                                     : secret_manifests(*names, *entries, entries->front().key);
  const std::string_view shown = text.reveal();
  const bool written = std::fwrite(shown.data(), 1, shown.size(), session.out) == shown.size() &&
                       (!options.dockerconfigjson || std::fputc('\n', session.out) != EOF) &&
                       std::fflush(session.out) == 0;
  if (!written) return output.fail(kVerb, Error(Errc::kIo, "the manifests could not be written to stdout"));
  return output.succeed(kVerb, nullptr);
}

void add_secret(CLI::App& app, const Session& session, Selection& selection) {
  CLI::App* command = add_command<SecretOptions>(
      app, selection, kVerb, kVerb, "Print Kubernetes manifests with the key: pull secret and API key",
      [&](CLI::App& secret, SecretOptions& options) {
        secret.add_option("--namespace,-n", options.namespaces, "For this namespace; may be given more than once")
            ->type_name("NAME")
            ->allow_extra_args(false);
        secret.add_option("--name", options.name, "Name of the pull secret (default: ngc-secret)")
            ->type_name("NAME")
            ->default_str("");
        secret
            .add_option("--api-key-secret", options.api_key_secret,
                        "Name of the secret with the API key (default: ngc-api-secret)")
            ->type_name("NAME")
            ->default_str("");
        secret
            .add_option("--api-key-name", options.api_key_names,
                        "Member that holds the API key (default: NGC_API_KEY); may be given more than once")
            ->type_name("NAME")
            ->allow_extra_args(false);
        secret
            .add_option("--org", options.orgs,
                        "An entry nvcr.io/ORG[/TEAM] with that org's key instead of one for nvcr.io; may be given more "
                        "than once")
            ->type_name("ORG")
            ->allow_extra_args(false);
        secret.add_option("--profile", options.profile, "With the key of this profile")->type_name("NAME");
        secret.add_flag("--no-pull-secret", options.no_pull_secret, "Only the API key");
        secret.add_flag("--no-api-key-secret", options.no_api_key_secret, "Only the pull secret");
        secret.add_flag("--dockerconfigjson", options.dockerconfigjson,
                        "Only the pull secret's JSON, for external-secrets and the like");
        secret.add_flag("--show", options.show, "Also on a terminal, where others may read along");
      },
      run_secret);
  command->footer(
      "The key is neither on a command line nor in a file; kubectl is not needed to make them. Who\n"
      "may read secrets of the namespace can read the key: Kubernetes does not encrypt them by itself.\n"
      "With --org the API key is that of the first org. A new key needs the command again.\n" +
      std::string(session.client == Client::kHelm
                      ? "The namespace is Helm's: one --namespace, else the one of the current context.\n\n"
                      : "\n") +
      examples(session.program,
               {{"secret --namespace nim | kubectl apply -f -", "both secrets, as the NIM Operator wants them"},
                {"secret --org acme --org other/team --no-api-key-secret", "one pull secret, a key per org"},
                {"secret --api-key-secret ngc-api --api-key-name NGC_CLI_API_KEY", "under other names"}}));
}

}  // namespace ngcs::commands
