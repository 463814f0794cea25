#include "base/process.h"
#include "base/text.h"
#include "commands/helm_state.h"
#include "commands/profile_store.h"
#include "commands/usage_error.h"
#include "ngc/helm_url.h"
#include "repos/repo_commands.h"

namespace ngcs::helm_ngc {
namespace {

using base::Errc;
using base::Error;
using commands::Session;

constexpr const char* kCommand = "repo-add";
constexpr int kDeadlineMs = 10 * 60 * 1000;  // a large index over a slow line; the downloader has its own limits

base::Result<ngc::HelmUrl> parse_space(const std::string& text) {
  if (base::istarts_with(text, ngc::kNgcScheme)) return ngc::parse_ngc_url(text);
  if (text.find("://") != std::string::npos) return ngc::parse_helm_https_url(text);
  return ngc::parse_ngc_url(std::string(ngc::kNgcScheme) + text);
}

base::Result<ngc::HelmUrl> wanted_address(const Session& session, const RepoAddOptions& options) {
  auto where = parse_space(options.space);
  if (!where) return Error(Errc::kUsage, where.error().message, where.error().hint);
  if (where->kind != ngc::HelmUrl::Kind::kIndex) {
    return Error(Errc::kUsage, "that is a chart, not a repository: give ORG or ORG/TEAM");
  }
  if (options.name.empty() || options.name.find('/') != std::string::npos || options.name.front() == '-' ||
      base::has_control(options.name)) {
    return Error(Errc::kUsage, commands::quoted(options.name) + " cannot be the name of a repository");
  }
  if (!options.profile) return where;
  auto config = commands::load_config(session);
  if (!config) return std::move(config).error();
  if (config->find(*options.profile) == nullptr) return commands::no_such_profile(session, *config, *options.profile);
  where->profile = *options.profile;
  return where;
}

// `helm repo add`: Helm writes its own file, with its own lock, and only once it has the index.
base::Result<void> add_with_helm(const commands::HelmState& state, const RepoAddOptions& options,
                                 const std::string& address) {
  base::ProcessSpec spec;
  spec.argv = {state.program, "repo", "add", options.name, address};
  if (options.force_update) spec.argv.emplace_back("--force-update");
  spec.env = base::environment_without({});
  std::string words;
  spec.on_out = [&words](std::string_view piece) { words += piece; };
  spec.deadline_ms = kDeadlineMs;  // stderr is the user's: the downloader says there what is wrong, and the remedy
  auto exit = base::run_process(spec);
  if (!exit) return std::move(exit).error().with_context("helm repo add");
  if (exit->status == 0) return {};
  return Error(Errc::kIo,
               "helm repo add failed" + (words.empty() ? "" : ": " + base::printable(base::trim(words), 300)),
               "what is wrong stands above", exit->status);
}

}  // namespace

cli::ExitCode run_repo_add(Session& session, cli::Output& output, const RepoAddOptions& options) {
  const auto where = wanted_address(session, options);
  if (!where) return output.fail(kCommand, where.error());
  auto state = commands::look_at_helm(session);
  if (!state) return output.fail(kCommand, state.error());
  if (state->program.empty()) {
    return output.fail(kCommand, Error(Errc::kUnavailable, "there is no helm on the PATH", "install Helm 3 or 4"));
  }
  if (auto ready = commands::require_getter(*state); !ready) return output.fail(kCommand, ready.error());
  const std::string address = where->repository();
  if (auto added = add_with_helm(*state, options, address); !added) return output.fail(kCommand, added.error());
  const std::string name = base::printable(options.name, 80);
  output.line("Added " + name + " (" + address + "); no password is in " + state->files.repositories);
  const std::string next = "helm search repo " + base::shell_quote(name + "/");
  output.line("Next: " + output.styled(next, cli::Style::kBold));
  return output.succeed(kCommand,
                        {{"name", name}, {"url", address}, {"file", state->files.repositories}, {"next", next}});
}

}  // namespace ngcs::helm_ngc
