// What stands around the words of `helm ngc …`. Helm runs `helm-ngc ARGS` (its own global flags taken out wherever they
// stood), the completion file `helm-ngc __complete ARGS`, and for ngc:// URLs `helm-ngc getter CERT KEY CA URL`.
#pragma once

#include <string>
#include <vector>

#include "base/env.h"

namespace ngcs::helm_ngc {

enum class Mode { kRun, kGetter, kComplete, kCompleteWithoutDescriptions };

struct Arguments {
  Mode mode = Mode::kRun;
  bool as_plugin = false;          // Helm started us; else a person typed helm-ngc
  std::vector<std::string> words;  // what is left for the commands
};

// `args` without argv[0]. Helm names the plugin that it runs in HELM_PLUGIN_NAME.
[[nodiscard]] Arguments parse_arguments(const std::vector<std::string>& args, const base::Environment& environment);

}  // namespace ngcs::helm_ngc
