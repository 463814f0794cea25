#include <algorithm>
#include <vector>

#include "base/text.h"
#include "clients/auth_file.h"
#include "commands/commands.h"
#include "commands/profile_store.h"
#include "registry/reference.h"

namespace ngcs::commands {
namespace {

using base::Errc;
using base::Error;

base::Result<std::vector<config::Profile>> chosen(const Session& session, const config::Config& config,
                                                  const LogoutOptions& options) {
  if (options.all) return config.profiles();
  std::string name;
  if (options.org) {
    auto space = registry::parse_space(*options.org);
    if (!space) return std::move(space).error();
    const config::Profile* found = config.find_space(space->org, space->team);
    if (found == nullptr || found->team != space->team) {
      return Error(Errc::kNotFound, "no profile is recorded for " + base::printable(space->path(), 200),
                   "list them: " + session.command("profile list"));
    }
    name = found->name;
  } else if (options.profile) {
    if (config.find(*options.profile) == nullptr) return no_such_profile(session, config, *options.profile);
    name = *options.profile;
  } else {
    auto target = auth::target_profile({}, session.auth_context());
    if (!target) return std::move(target).error();
    name = std::move(*target);
  }
  const config::Profile* found = config.find(name);
  if (found == nullptr) return std::vector<config::Profile>();
  return std::vector<config::Profile>{*found};
}

// What still answers after the logout: an environment key, or a plain copy in docker's file.
void warn_about_rest(const Session& session, cli::Output& output) {
  const auto rest = auth::resolve({}, session.auth_context());
  if (rest && rest->key && rest->source.kind != auth::SourceKind::kStore) {
    output.warn("environment-key", rest->source.name + " still holds a key: docker, podman and Helm go on using it");
  }
  const auto location = clients::locate_docker(session.environment, session.docker_config_dir);
  if (!location) return;
  const auto file = clients::read_auth_file(location->file);
  if (!file) return;
  for (const clients::AuthEntry& entry : file->entries) {
    if (entry.kind != clients::AuthEntry::Kind::kPlain) continue;
    output.warn("plain-copy", location->file + " still holds a key in plain text: " +
                                  session.command("configure docker") + " moves it, docker logout removes it");
    return;
  }
}

}  // namespace

cli::ExitCode run_logout(Session& session, cli::Output& output, const LogoutOptions& options) {
  if (static_cast<int>(options.profile.has_value()) + static_cast<int>(options.org.has_value()) +
          static_cast<int>(options.all) >
      1) {
    return output.fail("logout", Error(Errc::kUsage, "--profile, --org and --all exclude each other"));
  }
  auto config = load_config(session);
  if (!config) return output.fail("logout", config.error());
  auto profiles = chosen(session, *config, options);
  if (!profiles) return output.fail("logout", profiles.error());

  json::Value data = {{"removed", json::Value::array()}, {"default_profile", nullptr}};
  std::optional<Error> failed;
  bool default_gone = false;
  for (const config::Profile& profile : *profiles) {
    auto erased = erase_profile(session, profile);
    if (!erased) return output.fail("logout", erased.error(), std::move(data));
    default_gone = default_gone || erased->was_default;
    if (erased->left_behind) {
      failed = std::move(*erased->left_behind)
                   .with_context("profile " + profile.name + " is never used again, but its key still lies in " +
                                 erased->location);
      continue;
    }
    data["removed"].push_back(profile.name);
    output.line("logged out: " + profile.name + " (its key, and the one before it, are erased from " +
                erased->location + ")");
  }
  if (profiles->empty()) output.line("nothing to do: no key is recorded");
  warn_about_rest(session, output);
  if (failed) return output.fail("logout", *failed, std::move(data));

  const auto rest = load_config(session);
  if (rest && rest->find(rest->default_profile()) != nullptr) data["default_profile"] = rest->default_profile();
  if (default_gone && rest && !rest->profiles().empty()) {
    output.line("no profile is the default one now; choose: " +
                session.command("use " + rest->profiles().front().name));
  }
  return output.succeed("logout", std::move(data));
}

}  // namespace ngcs::commands
