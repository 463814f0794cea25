// The command line of a credential helper: one action, at most one option before it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ngcs::helper {

enum class Mode { kAction, kKubelet, kPrintKey, kVersion, kHelp, kUsage, kUnknownAction };

struct Arguments {
  Mode mode = Mode::kUsage;
  std::string word;                    // the action as typed
  std::optional<std::string> profile;  // --profile NAME, else from the program name docker-credential-ngc-NAME
};

[[nodiscard]] Arguments parse_arguments(int argc, const char* const* argv);

}  // namespace ngcs::helper
