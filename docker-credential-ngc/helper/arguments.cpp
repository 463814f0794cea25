#include "arguments.h"

#include "protocol/helper.h"

namespace ngcs::helper {

namespace {

constexpr std::string_view kProgram = "docker-credential-ngc";

// docker-credential-ngc-NAME, a link to this program, answers for profile NAME.
std::optional<std::string> profile_of_program(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  if (!name.starts_with(kProgram) || name.size() <= kProgram.size() + 1 || name[kProgram.size()] != '-') {
    return std::nullopt;
  }
  return std::string(name.substr(kProgram.size() + 1));
}

}  // namespace

Arguments parse_arguments(int argc, const char* const* argv) {
  Arguments arguments;
  if (argc > 0) arguments.profile = profile_of_program(argv[0]);
  int next = 1;
  if (next < argc) {
    const std::string_view word = argv[next];
    constexpr std::string_view kWithValue = "--profile=";
    if (word.starts_with(kWithValue)) {
      arguments.profile = std::string(word.substr(kWithValue.size()));
      ++next;
    } else if (word == "--profile") {
      if (argc - next < 2) return arguments;
      arguments.profile = std::string(argv[next + 1]);
      next += 2;
    }
  }
  if (argc - next != 1) return arguments;
  arguments.word = argv[next];
  if (arguments.word == "version" || arguments.word == "--version" || arguments.word == "-v") {
    arguments.mode = Mode::kVersion;
  } else if (arguments.word == "kubelet") {
    arguments.mode = Mode::kKubelet;
  } else if (arguments.word == "print-key") {
    arguments.mode = Mode::kPrintKey;
  } else if (arguments.word == "--help" || arguments.word == "-h") {
    arguments.mode = Mode::kHelp;
  } else {
    arguments.mode = protocol::parse_action(arguments.word) ? Mode::kAction : Mode::kUnknownAction;
  }
  return arguments;
}

}  // namespace ngcs::helper
