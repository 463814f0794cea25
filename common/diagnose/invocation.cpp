#include <algorithm>
#include <array>

#include "base/text.h"
#include "diagnose/input.h"
#include "diagnose/invocation_parts.h"

namespace ngcs::diagnose {
namespace {

using base::Errc;
using base::Error;

constexpr std::string_view kHint =
    "put the command that failed behind --, such as: -- docker pull nvcr.io/ORG/NAME:TAG";

constexpr std::array<std::string_view, 4> kContainerPrograms = {"docker", "podman", "buildah", "skopeo"};
// Options with values. Sources: sudo(8), env(1), time(1), nice(1).
constexpr OptionTable kSudo{
    "u user g group p prompt C close-from D chdir h host r role t type T command-timeout R chroot U "
    "other-user",
    false, true};
constexpr OptionTable kEnv{"u unset C chdir S split-string", false, true};
constexpr OptionTable kTime{"f format o output n adjustment", false, true};

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool is_assignment(std::string_view word) {
  const std::size_t sign = word.find('=');
  if (sign == std::string_view::npos || sign == 0) return false;
  const std::string_view name = word.substr(0, sign);
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

void note_assignment(std::string_view word, Invocation& invocation) {
  const std::size_t sign = word.find('=');
  const std::string_view name = word.substr(0, sign);
  const std::string value(word.substr(sign + 1));
  if (name == "DOCKER_CONFIG") invocation.docker_config_dir = value;
  if (name == "REGISTRY_AUTH_FILE") invocation.auth_file = value;
}

// What stands before the program. Returns the program's place.
std::size_t skip_wrappers(const std::vector<std::string>& words, Invocation& invocation) {
  std::size_t at = 0;
  while (at < words.size()) {
    const std::string_view name = base_name(words[at]);
    if (is_assignment(words[at])) {
      note_assignment(words[at++], invocation);
    } else if (name == "sudo") {
      const CommandWords options = read_command_words(words, at + 1, kSudo, false, &at);
      invocation.sudo = true;
      invocation.sudo_user = options.value("user", "u").value_or("");
      // sudo starts with a fresh environment.
      if (!options.has("E") && !options.has("preserve-env")) {
        invocation.docker_config_dir.reset();
        invocation.auth_file.reset();
      }
    } else if (name == "env") {
      (void)read_command_words(words, at + 1, kEnv, false, &at);
    } else if (name == "time" || name == "nice") {
      (void)read_command_words(words, at + 1, kTime, false, &at);
    } else if (name == "nohup" || name == "command" || name == "exec") {
      ++at;
    } else {
      break;
    }
  }
  return at;
}

}  // namespace

Error refuse_command(const std::string& message, std::string_view hint) {
  return {Errc::kInvalidInput, message, std::string(hint)};
}

void note_credential(const CommandWords& read, Invocation& invocation) {
  if (const auto user = read.value("username", "u")) invocation.user = std::string(*user);
  if (const auto password = read.value("password", "p")) {
    invocation.password.emplace(*password);
    invocation.password_on_command_line = !password->empty();
  }
  invocation.password_from_stdin = read.has("password-stdin");
  if (invocation.user || invocation.password) invocation.login = true;
}

void give_back_swallowed_word(CommandWords& read, std::size_t wanted_words, Invocation& invocation) {
  if (read.words.size() + 1 != wanted_words || !invocation.user) return;
  const auto user = read.value("username", "u");
  const Address address = split_address(*user);
  if (address.scheme != "ngc" && !is_target_host(address.host)) return;
  read.words.push_back(*user);
  invocation.user = std::string();
}

base::Result<Invocation> parse_invocation(const std::vector<std::string>& words, const RepositoryList& repositories) {
  Invocation invocation;
  invocation.argv = words;
  const std::size_t at = skip_wrappers(words, invocation);
  if (at >= words.size()) return refuse_command("no command is given", kHint);
  const std::string_view program = base_name(words[at]);
  const CommandLine line{words, at + 1, repositories};
  base::Result<void> read;
  if (program == "helm") {
    invocation.program = invocation.client = "helm";
    read = read_helm_command(line, invocation);
  } else if (std::find(kContainerPrograms.begin(), kContainerPrograms.end(), program) != kContainerPrograms.end()) {
    invocation.program = std::string(program);
    invocation.client = program == "docker" ? "docker" : "podman";
    read = read_container_command(line, invocation);
  } else {
    return refuse_command("'" + shown_word(words[at]) + "' is none of docker, podman, buildah, skopeo and helm", kHint);
  }
  if (!read) return std::move(read).error();
  return invocation;
}

}  // namespace ngcs::diagnose
