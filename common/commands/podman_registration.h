// `configure podman` without its printing, shared with `login`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "clients/docker_config.h"
#include "clients/podman_files.h"
#include "commands/session.h"

namespace ngcs::commands {

struct PodmanChange {
  clients::PodmanFile::Role role = clients::PodmanFile::Role::kOwn;
  clients::DockerPlan plan;
  bool changed = false;  // written
};

struct PodmanRegistration {
  std::string own_file;
  std::string helper;               // "ngc", "ngc-work"
  std::vector<PodmanChange> files;  // that hold or will hold something about nvcr.io; own_file first
  std::vector<std::string> undone;  // what another program had undone since the last time; one line each
  std::vector<clients::PlanNote> notes;
  bool changed = false;

  [[nodiscard]] bool changes() const;
  [[nodiscard]] std::vector<clients::MovedKey> moved_keys() const;
};

struct PodmanOptions {
  std::optional<std::string> profile = std::nullopt;  // pins podman to it, with `repin`
  bool repin = false;   // follow the default profile, or `profile`, whatever the file pins now
  bool online = false;  // ask NGC whose the keys in plain text are
  bool dry_run = false;
};

// Plans every file, and applies unless it is a dry run: own_file first, so that podman has an answer at every moment.
[[nodiscard]] base::Result<PodmanRegistration> register_with_podman(const Session& session,
                                                                    const PodmanOptions& options);

// What registries.conf says about the auth files and helpers, where it is in the way.
[[nodiscard]] std::vector<clients::PlanNote> registries_conf_notes(const Session& session);

}  // namespace ngcs::commands
