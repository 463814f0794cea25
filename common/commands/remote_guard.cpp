#include "commands/remote_guard.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace ngcs::commands {
namespace {

// podman's global options that name a service (podman 4.3 and 5, `podman --help`).
constexpr std::array<std::string_view, 4> kRemoteOptions = {"--remote", "--url", "--connection", "--host"};
// Global options whose value stands in the next word.
constexpr std::array<std::string_view, 16> kWithValue = {
    "--cgroup-manager", "--conmon",    "--config",         "--events-backend", "--hooks-dir",        "--identity",
    "--imagestore",     "--log-level", "--module",         "--namespace",      "--network-cmd-path", "--root",
    "--runroot",        "--runtime",   "--storage-driver", "--tmpdir"};

std::string_view base_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// Words in front of the program itself: `sudo`, `env NAME=VALUE`, `time`.
bool stands_in_front(const std::string& word) {
  const std::string_view name = base_name(word);
  return name == "sudo" || name == "env" || name == "nice" || name == "nohup" || word.find('=') != std::string::npos;
}

}  // namespace

std::string remote_reason(const std::vector<std::string>& command, const base::Environment& environment) {
  for (const char* name : {"CONTAINER_HOST", "CONTAINER_CONNECTION"}) {
    if (environment.get(name)) return std::string(name) + " is set";
  }
  const auto program =
      std::find_if(command.begin(), command.end(), [](const std::string& word) { return !stands_in_front(word); });
  if (program == command.end()) return {};
  if (base_name(*program) == "podman-remote") return "podman-remote";
  if (base_name(*program) != "podman") return {};
  for (auto word = program + 1; word != command.end() && word->starts_with('-'); ++word) {
    const std::string_view name = std::string_view(*word).substr(0, word->find('='));
    if (std::find(kRemoteOptions.begin(), kRemoteOptions.end(), name) != kRemoteOptions.end()) {
      if (word->ends_with("=false")) continue;
      return "podman " + std::string(name);
    }
    if (name == "-r" || name == "-c") return "podman " + std::string(name);
    if (word->find('=') == std::string::npos &&
        std::find(kWithValue.begin(), kWithValue.end(), name) != kWithValue.end() && word + 1 != command.end()) {
      ++word;
    }
  }
  return {};
}

bool names_auth_file(const std::vector<std::string>& command) {
  constexpr std::array<std::string_view, 3> kOptions = {"--authfile", "--src-authfile", "--dest-authfile"};
  return std::any_of(command.begin(), command.end(), [&kOptions](const std::string& word) {
    const std::string_view name = std::string_view(word).substr(0, word.find('='));
    return std::find(kOptions.begin(), kOptions.end(), name) != kOptions.end();
  });
}

}  // namespace ngcs::commands
