#include "commands/configure_kubelet.h"

#include "base/paths.h"
#include "base/text.h"
#include "clients/docker_files.h"
#include "commands/help_text.h"
#include "commands/usage_error.h"
#include "json/kubelet_json.h"

namespace ngcs::commands {
namespace {

using base::Errc;
using base::Error;

constexpr const char* kVerb = "configure";

// A kubelet has no HOME as a rule, so that the store must be named.
std::pair<std::string, std::string> store_variable(const Session& session) {
  if (const auto directory = session.environment.get("NGC_AUTH_HOME"))
    return {"NGC_AUTH_HOME", std::string(*directory)};
  const auto home = base::home_directory(session.environment);
  return {"HOME", home ? *home : "/root"};
}

}  // namespace

cli::ExitCode run_configure_kubelet(Session& session, cli::Output& output, const KubeletOptions& options) {
  if (options.profile && !config::valid_profile_name(*options.profile)) {
    return output.fail(kVerb, Error(Errc::kUsage, quoted(*options.profile) + " cannot be a profile name"));
  }
  const auto found = clients::require_helper(session.environment, "ngc", session.probe_helper);
  if (!found) return output.fail(kVerb, found.error());
  const auto [name, value] = store_variable(session);
  json::Value arguments = json::Value::array();
  if (options.profile) arguments = {"--profile", *options.profile};
  arguments.push_back("kubelet");
  const json::Value provider = {
      {"name", "docker-credential-ngc"}, {"matchImages", {"nvcr.io"}},
      {"defaultCacheDuration", "5m0s"},  {"apiVersion", json::kKubeletApi},
      {"args", std::move(arguments)},    {"env", json::Value::array({{{"name", name}, {"value", value}}})}};
  const json::Value document = {{"apiVersion", "kubelet.config.k8s.io/v1"},
                                {"kind", "CredentialProviderConfig"},
                                {"providers", json::Value::array({provider})}};
  const std::string directory = found->substr(0, found->rfind('/'));
  // JSON is YAML: the kubelet reads both.
  output.line(document.dump(1));
  output.note(
      "write this into a file, for example /etc/kubernetes/ngc-credential-provider.yaml, and start the kubelet with");
  output.note("  --image-credential-provider-config=/etc/kubernetes/ngc-credential-provider.yaml");
  output.note("  --image-credential-provider-bin-dir=" + base::shell_quote(directory));
  return output.succeed(kVerb, {{"client", "kubelet"},
                                {"file", nullptr},
                                {"changed", false},
                                {"moved_keys", json::Value::array()},
                                {"document", document},
                                {"bin_dir", directory}});
}

void add_kubelet(CLI::App& configure, const Session& session, Selection& selection) {
  add_command<KubeletOptions>(
      configure, selection, "kubelet", kVerb, "Print the configuration that lets a kubelet ask for the key",
      [&](CLI::App& command, KubeletOptions& options) {
        command.add_option("--profile", options.profile, "Always this profile, instead of the org in the image")
            ->type_name("NAME");
        add_json(command, selection);
      },
      run_configure_kubelet)
      ->footer(
          "Changes nothing. The kubelet runs docker-credential-ngc kubelet for each image of nvcr.io and gets\n"
          "the key of the image's org, without a secret in any namespace. Log in as the user whose store\n"
          "the kubelet is to read, as a rule root.\n\n" +
          examples(session.program, {{"configure kubelet > /etc/kubernetes/ngc-credential-provider.yaml", ""}}));
}

}  // namespace ngcs::commands
