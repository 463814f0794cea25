#include "commands/diagnose_fix.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "cli/confirm.h"
#include "commands/client_change.h"
#include "commands/commands.h"
#include "commands/docker_registration.h"
#include "commands/podman_registration.h"

namespace ngcs::commands {
namespace {

// Causes that `configure docker` removes: the entry is missing, misspelt, or a plain key stands beside the helper.
constexpr std::array<std::string_view, 5> kByDocker = {"NGC2101", "NGC2102", "NGC2103", "NGC2109", "NGC1208"};
// Causes that `configure podman` removes: an earlier file wins, or the entry is where podman does not look.
constexpr std::array<std::string_view, 3> kByPodman = {"NGC2201", "NGC2202", "NGC2109"};
// Causes that `configure helm` removes: a password in repositories.yaml.
constexpr std::array<std::string_view, 2> kByHelm = {"NGC2302", "NGC2306"};

// NGC2109 is about whichever client it names.
template <std::size_t N>
bool any_of_them(const diagnose::Diagnosis& diagnosis, const std::array<std::string_view, N>& codes,
                 std::string_view client) {
  const auto named = [&codes, client](const diagnose::Cause& cause) {
    return cause.codes.size() == 1 && std::find(codes.begin(), codes.end(), cause.first()) != codes.end() &&
           (!cause.is("NGC2109") || cause.client == client);
  };
  return named(diagnosis.verdict) || std::any_of(diagnosis.then.begin(), diagnosis.then.end(), named);
}

bool agreed(cli::Output& output, const DiagnoseOptions& options, const char* question) {
  const auto answer = cli::confirm(question, options.yes);
  if (!answer) {
    output.warn("fix", answer.error().message + "; --yes answers for you");
    return false;
  }
  return *answer;
}

bool mend_docker(Session& session, cli::Output& output, const DiagnoseOptions& options) {
  RegistrationOptions wanted{.config_dir = session.docker_config_dir, .dry_run = true};
  auto planned = register_with_docker(session, wanted);
  if (!planned) {
    output.warn("fix", planned.error().message);
    output.hint(planned.error().hint);
    return false;
  }
  if (!planned->plan.changes()) {
    output.note("docker's configuration needs no change");
    return false;
  }
  const auto [before, after] = clients::masked_texts(planned->plan);
  const std::string& file = planned->plan.file.location.file;
  json::Value shown = json::Value::object();
  show_diff(output, file, before, after, shown);
  if (!agreed(output, options, "Change docker's configuration?")) return false;
  wanted.dry_run = false;
  wanted.online = false;  // whose key it is has been asked already; one diagnosis sends a key 14 times at most
  if (auto done = register_with_docker(session, wanted); !done) {
    output.warn("fix", done.error().message);
    return false;
  }
  output.note("changed " + file + "; undo: " + session.command("configure docker --undo"));
  return true;
}

bool mend_podman(Session& session, cli::Output& output, const DiagnoseOptions& options) {
  PodmanOptions wanted{.dry_run = true};  // not online: one diagnosis sends a key 14 times at most
  const auto planned = register_with_podman(session, wanted);
  if (!planned) {
    output.warn("fix", planned.error().message);
    output.hint(planned.error().hint);
    return false;
  }
  if (!planned->changes()) {
    output.note("podman's files need no change");
    return false;
  }
  json::Value shown = json::Value::object();
  for (const PodmanChange& change : planned->files) {
    if (!change.plan.changes()) continue;
    const auto [before, after] = clients::masked_texts(change.plan);
    show_diff(output, change.plan.file.location.file, before, after, shown);
  }
  if (!agreed(output, options, "Change podman's files?")) return false;
  wanted.dry_run = false;
  if (auto done = register_with_podman(session, wanted); !done) {
    output.warn("fix", done.error().message);
    return false;
  }
  output.note("changed podman's files; undo: " + session.command("configure podman --undo"));
  return true;
}

bool mend_helm(Session& session, cli::Output& output, const DiagnoseOptions& options) {
  if (!agreed(output, options, "Turn Helm's NGC repositories with passwords into ngc:// repositories?")) return false;
  // Its own output would be a second JSON object.
  cli::Output inner(session.program, session.err, session.err, false);
  if (run_configure_helm(session, inner, {}) != cli::kDone) return false;
  output.note("undo: " + session.command("configure helm --undo"));
  return true;
}

}  // namespace

bool apply_fix(Session& session, cli::Output& output, const DiagnoseOptions& options,
               const diagnose::Diagnosis& diagnosis) {
  if (any_of_them(diagnosis, kByPodman, "podman")) return mend_podman(session, output, options);
  if (any_of_them(diagnosis, kByDocker, "docker")) return mend_docker(session, output, options);
  if (any_of_them(diagnosis, kByHelm, "helm")) return mend_helm(session, output, options);
  output.note("nothing of this can be mended on this machine by --fix");
  return false;
}

}  // namespace ngcs::commands
