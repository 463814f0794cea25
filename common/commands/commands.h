// The shared commands. Each answers its exit code and has printed everything that is to be said, JSON included.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/output.h"
#include "commands/session.h"

namespace ngcs::commands {

struct LoginOptions {
  std::optional<std::string> org;
  std::optional<std::string> team;
  std::optional<std::string> profile;
  std::optional<std::string> store;
  std::optional<std::string> username;
  std::optional<std::string> key_file;
  bool key_stdin = false;
  bool no_configure = false;
  bool require_online = false;
  bool offline = false;
};
cli::ExitCode run_login(Session& session, cli::Output& output, const LoginOptions& options);

struct LogoutOptions {
  std::optional<std::string> profile;
  std::optional<std::string> org;  // "ORG" or "ORG/TEAM"
  bool all = false;
};
cli::ExitCode run_logout(Session& session, cli::Output& output, const LogoutOptions& options);

cli::ExitCode run_use(Session& session, cli::Output& output, const std::string& target);

cli::ExitCode run_profile_list(Session& session, cli::Output& output);
cli::ExitCode run_profile_rename(Session& session, cli::Output& output, const std::string& from, const std::string& to);
cli::ExitCode run_profile_remove(Session& session, cli::Output& output, const std::string& name);
cli::ExitCode run_profile_restore(Session& session, cli::Output& output, const std::string& name);

struct StatusOptions {
  bool online = false;               // also ask NGC what the key opens
  std::optional<std::string> trace;  // also what each client does for this target
};
cli::ExitCode run_status(Session& session, cli::Output& output, const StatusOptions& options);

struct PrintKeyOptions {
  std::optional<std::string> profile;
  bool show = false;
};
cli::ExitCode run_print_key(Session& session, cli::Output& output, const PrintKeyOptions& options);

struct ConfigureOptions {
  std::optional<std::string> config_dir;
  std::optional<std::string> profile;
  bool dry_run = false;
  bool undo = false;
  bool restore_plain = false;
};
cli::ExitCode run_configure_docker(Session& session, cli::Output& output, const ConfigureOptions& options);
cli::ExitCode run_unconfigure_docker(Session& session, cli::Output& output, const ConfigureOptions& options);

struct PodmanConfigureOptions {
  std::optional<std::string> profile;
  bool system = false;  // a drop-in of registries.conf for all users
  bool dry_run = false;
  bool undo = false;
  bool restore_plain = false;
};
cli::ExitCode run_configure_podman(Session& session, cli::Output& output, const PodmanConfigureOptions& options);
cli::ExitCode run_unconfigure_podman(Session& session, cli::Output& output, const PodmanConfigureOptions& options);

struct ConfigureHelmOptions {
  bool dry_run = false;
  bool undo = false;
  bool restore_plain = false;
};
cli::ExitCode run_configure_helm(Session& session, cli::Output& output, const ConfigureHelmOptions& options);
cli::ExitCode run_unconfigure_helm(Session& session, cli::Output& output, const ConfigureHelmOptions& options);

struct TokenOptions {
  std::optional<std::string> org;
  std::optional<std::string> team;
  std::optional<std::string> repository;  // of the registry
  std::optional<std::string> profile;
  bool curl_config = false;
  bool show = false;
};
// Writes an exchanged, expiring token to stdout: of the API for an org or team, or of the registry for a repository.
cli::ExitCode run_token(Session& session, cli::Output& output, const TokenOptions& options);

struct ApiOptions {
  std::optional<std::string> method;
  std::string path;
  std::optional<std::string> input;  // a file; "-" = stdin
  std::optional<std::string> profile;
  bool yes = false;
};
// One request to NGC's API, of an allow-list, with the key attached here.
cli::ExitCode run_api(Session& session, cli::Output& output, const ApiOptions& options);

struct CanIOptions {
  std::string action;               // "pull", "add-user"
  std::string thing;                // "image"; for add-user and add-team the org
  std::optional<std::string> path;  // "nvcr.io/ORG/NAME"
  std::optional<std::string> profile;
};
// Whether the key may do something: 0 yes, 6 no, 3 unknown, 5 no key.
cli::ExitCode run_can_i(Session& session, cli::Output& output, const CanIOptions& options);

cli::ExitCode run_version(Session& session, cli::Output& output);

}  // namespace ngcs::commands
