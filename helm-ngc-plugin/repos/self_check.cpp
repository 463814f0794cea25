#include <unistd.h>

#include "base/text.h"
#include "clients/helm_repositories.h"
#include "commands/helm_state.h"
#include "ngc/helm_url.h"
#include "repos/repo_commands.h"

namespace ngcs::helm_ngc {
namespace {

using clients::HelmPlugin;
using commands::HelmState;
using commands::Session;

constexpr const char* kCommand = "self-check";

struct Half {
  const char* name;
  const char* job;
  bool getter;
};
constexpr Half kHalves[] = {{"ngc", "the command `helm ngc`", false},
                            {"ngc-getter", "the downloader for ngc://", true}};

class SelfCheck {
 public:
  SelfCheck(Session& session, cli::Output& output, HelmState state)
      : session_(session), output_(output), state_(std::move(state)) {}

  cli::ExitCode run() {
    tell_helm();
    for (const Half& half : kHalves) check_half(half);
    check_neighbours();
    check_repositories();
    json::Value data = {{"helm",
                         {{"program", json::or_null(state_.program)},
                          {"version", json::or_null(state_.version)},
                          {"major", state_.major ? json::Value(*state_.major) : json::Value(nullptr)}}},
                        {"plugin_directories", state_.files.plugin_dirs},
                        {"halves", std::move(halves_)},
                        {"repositories_file", state_.files.repositories},
                        {"repositories", std::move(repositories_)},
                        {"problems", std::move(problems_)}};
    if (data["problems"].empty()) {
      output_.line(output_.styled("Nothing is wrong", cli::Style::kGood));
      return output_.succeed(kCommand, std::move(data));
    }
    return output_.succeed(kCommand, std::move(data), cli::kFailed);
  }

 private:
  void problem(const char* code, const std::string& text, const std::string& fix) {
    problems_.push_back({{"code", code}, {"text", text}, {"fix", json::or_null(fix)}});
    output_.line(output_.styled("!", cli::Style::kBad) + " " + text);
    if (!fix.empty()) output_.line("  " + fix);
  }

  void tell_helm() {
    if (state_.program.empty()) {
      problem("no-helm", "there is no helm on the PATH", "install Helm 3 or 4: https://helm.sh");
    } else if (state_.version.empty()) {
      problem("unknown-helm", state_.program + " does not say which Helm it is", "");
    } else if (*state_.major != 3 && *state_.major != 4) {
      problem("other-helm", "Helm " + state_.version + " is none that this plugin was tried with (3 and 4)", "");
    } else {
      output_.line("Helm " + state_.version + " (" + state_.program + ")");
    }
  }

  void check_half(const Half& half) {
    const HelmPlugin* plugin = half.getter ? state_.getter() : state_.command();
    json::Value serves = json::Value::array();
    for (const int major : {3, 4}) {
      if (plugin != nullptr &&
          (half.getter ? plugin->gets(commands::kHelmScheme, major) : plugin->gives_command(major))) {
        serves.push_back(major);
      }
    }
    halves_.push_back({{"name", half.name},
                       {"installed", plugin != nullptr},
                       {"directory", plugin != nullptr ? json::Value(plugin->directory) : json::Value(nullptr)},
                       {"version", plugin != nullptr ? json::Value(plugin->version) : json::Value(nullptr)},
                       {"helm", serves}});
    if (plugin == nullptr) {
      problem(half.getter ? "getter-missing" : "command-missing", std::string(half.job) + " is not installed",
              commands::install_command(half.name));
      return;
    }
    output_.line(std::string(half.name) + " " + plugin->version + ": " + half.job + " (" + plugin->directory + ")");
    const std::string again = "helm plugin uninstall " + plugin->name + " && " + commands::install_command(half.name);
    if (!plugin->program.empty() && !plugin->program_runs) {
      problem("program-missing", plugin->program + " is missing or not executable", again);
    }
    if (plugin->version != NGCS_VERSION) {
      problem("version-mismatch",
              std::string(half.name) + " is version " + plugin->version + ", this program is " NGCS_VERSION, again);
    }
  }

  // Other plugins that make Helm 3 drop ours.
  void check_neighbours() {
    const HelmPlugin* bad = clients::breaks_helm3(state_.plugins);
    if (bad == nullptr || state_.major == 4) return;
    const std::string why = bad->v1                 ? "its manifest has apiVersion v1, which Helm 3 does not read"
                            : !bad->problem.empty() ? bad->problem
                                                    : "another plugin has the same name";
    problem("breaks-helm-3",
            "Helm 3 loads no plugin and no downloader at all because of " + bad->directory + ": " + why,
            "move that directory away, or give Helm 3 plugins of its own: HELM_PLUGINS=DIR");
  }

  void check_repositories() {
    const auto file = clients::HelmRepositories::read(state_.files.repositories);
    if (!file) {
      problem("repositories-unreadable", file.error().message, file.error().hint);
      return;
    }
    std::size_t ngc_entries = 0;
    for (const clients::HelmEntry& entry : file->entries()) {
      const bool through_us = base::istarts_with(entry.url, ngc::kNgcScheme);
      const bool of_ngc = through_us || entry.on_ngc_host();
      if (!of_ngc) continue;
      const std::string name = base::printable(entry.name, 80);
      const bool cached = ::access(state_.files.index_of(entry.name).c_str(), R_OK) == 0;
      repositories_.push_back({{"name", name},
                               {"url", base::printable(entry.url, 200)},
                               {"password", !entry.password.empty()},
                               {"cached_index", cached}});
      if (!entry.password.empty()) {
        problem("plain-password",
                "repository " + name + " holds a password in plain text (" + state_.files.repositories + ")",
                session_.command("repo migrate"));
      }
      if (!through_us) continue;
      ++ngc_entries;
      if (!cached) {
        problem("no-index",
                "repository " + name + " has no cached index: Helm refuses charts by address until it has one",
                "helm repo update " + base::shell_quote(name));
      }
    }
    if (ngc_entries > 0 && state_.getter() == nullptr) {
      problem("leftover-repositories",
              std::to_string(ngc_entries) + " ngc:// " + (ngc_entries == 1 ? "repository" : "repositories") +
                  " without their downloader: Helm refuses unrelated commands, too",
              commands::install_command("ngc-getter") + ", or " + session_.command("unconfigure helm"));
    }
  }

  Session& session_;
  cli::Output& output_;
  HelmState state_;
  json::Value halves_ = json::Value::array();
  json::Value repositories_ = json::Value::array();
  json::Value problems_ = json::Value::array();
};

}  // namespace

cli::ExitCode run_self_check(Session& session, cli::Output& output) {
  auto state = commands::look_at_helm(session);
  if (!state) return output.fail(kCommand, state.error());
  return SelfCheck(session, output, std::move(*state)).run();
}

}  // namespace ngcs::helm_ngc
