// What docker puts around the words of `docker ngc …`: docker runs `docker-ngc [docker's global options] ngc ARGS`, and
// completion as `docker-ngc __complete ngc ARGS` (docker/cli, cli-plugins/manager).
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace ngcs::docker_ngc {

enum class Mode { kRun, kMetadata, kComplete, kCompleteWithoutDescriptions };

struct Arguments {
  Mode mode = Mode::kRun;
  bool as_plugin = false;                 // docker started us; else a person typed docker-ngc
  std::optional<std::string> config_dir;  // docker's --config DIR
  std::vector<std::string> words;         // behind "ngc"
};

// `args` without argv[0]. docker's global options are understood before "ngc" only; docker has checked them already.
[[nodiscard]] Arguments parse_arguments(const std::vector<std::string>& args);

}  // namespace ngcs::docker_ngc
