// The life of a chart, one function a command. Each answers its exit code and has printed everything that is to be
// said, JSON included.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/output.h"
#include "commands/helm_tool.h"
#include "commands/session.h"

namespace ngcs::helm_ngc {

struct PushOptions {
  std::vector<std::string> charts_and_target;
  std::optional<std::string> profile;
  PackageOptions package;
  bool no_create = false;
  bool ignore_if_exists = false;
  bool force = false;
  bool no_wait = false;
  int timeout_s = 300;  // of the wait for the service after the upload
  bool dry_run = false;
};
cli::ExitCode run_push(commands::Session& session, cli::Output& output, const PushOptions& options);

struct FetchOptions {
  std::vector<std::string> charts;
  std::optional<std::string> profile;
  std::optional<std::string> version;  // a version or a range
  std::string directory = ".";
  std::optional<std::string> keyring;
  bool devel = false;
  bool provenance = false;
  bool verify = false;
  bool unpack = false;
};
cli::ExitCode run_fetch(commands::Session& session, cli::Output& output, const FetchOptions& options);

struct ListOptions {
  std::string pattern;
  std::optional<std::string> profile;
};
cli::ExitCode run_list(commands::Session& session, cli::Output& output, const ListOptions& options);

struct VersionsOptions {
  std::string chart;
  std::optional<std::string> profile;
};
cli::ExitCode run_versions(commands::Session& session, cli::Output& output, const VersionsOptions& options);

struct InfoOptions {
  std::string chart;
  std::optional<std::string> profile;
  bool files = false;
};
cli::ExitCode run_info(commands::Session& session, cli::Output& output, const InfoOptions& options);

// The fields of a record; `create` and `update` share them.
struct RecordOptions {
  std::string chart;
  std::optional<std::string> profile;
  std::optional<std::string> short_description;
  std::optional<std::string> display_name;
  std::optional<std::string> publisher;
  std::optional<std::string> built_by;
  std::optional<std::string> logo;
  std::optional<std::string> overview_file;
  std::vector<std::string> labels;
  std::vector<std::string> attributes;  // "KEY=VALUE"
  bool dry_run = false;
};
cli::ExitCode run_create(commands::Session& session, cli::Output& output, const RecordOptions& options);
cli::ExitCode run_update(commands::Session& session, cli::Output& output, const RecordOptions& options);

struct RemoveOptions {
  std::vector<std::string> charts;
  std::optional<std::string> profile;
  bool yes = false;
  bool dry_run = false;
};
cli::ExitCode run_remove(commands::Session& session, cli::Output& output, const RemoveOptions& options);

}  // namespace ngcs::helm_ngc
