#include "commands/usage_error.h"

#include <algorithm>

#include "base/text.h"
#include "cli/suggest.h"
#include "key/key.h"
#include "registry/server_name.h"

namespace ngcs::commands {
namespace {

using base::Errc;
using base::Error;

constexpr std::size_t kLongestWord = 24;  // no command or option is longer; every kind of key is

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= kLongestWord && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  });
}

constexpr std::size_t kLongestName = 64;  // of a profile
constexpr std::string_view kScopedPrefix = "nvapi-";
constexpr std::size_t kShortestKey = 20;  // behind the prefix; real keys have 64

bool is_key(std::string_view argument) {
  const std::size_t scoped = argument.find(kScopedPrefix);
  if (scoped != std::string_view::npos && argument.size() - scoped >= kScopedPrefix.size() + kShortestKey) return true;
  return key::classify(secret::SecretString(argument)) == key::Kind::kLegacy;
}

Error key_on_command_line(const std::string& command) {
  return {
      Errc::kUsage, "a key stands on the command line, where other users and the shell's history see it",
      "let " + command + " ask for it, or use --key-stdin; better make a new key at NGC, since this one was exposed"};
}

}  // namespace

std::string quoted(const std::string& name) {
  return name.size() > kLongestName ? "that name" : "\"" + base::printable(name, 4 * kLongestName) + "\"";
}

std::optional<Error> key_among(const std::string& command, const std::vector<std::string>& args) {
  for (const std::string_view argument : args) {
    const std::size_t equals = argument.find('=');
    const bool option = argument.starts_with("-") && equals != std::string_view::npos;
    if (is_key(argument) || (option && is_key(argument.substr(equals + 1)))) return key_on_command_line(command);
  }
  return std::nullopt;
}

std::string shown_argument(const std::string& argument) {
  std::string name = argument.substr(0, argument.find('='));
  if (is_word(name)) return name;
  return {};
}

Error unknown_command(const std::string& program, const std::string& word, const std::vector<std::string>& known) {
  const std::string shown = shown_argument(word);
  Error error(Errc::kUsage, shown.empty() ? "unknown command" : "unknown command \"" + shown + "\"");
  const auto near = cli::suggest(word, known);
  error.hint = near ? "did you mean \"" + *near + "\"?" : "list the commands: " + program + " --help";
  return error;
}

Error unexpected_arguments(const std::string& command, const std::vector<std::string>& unexpected,
                           const std::vector<std::string>& options) {
  const std::string first = unexpected.empty() ? std::string() : unexpected.front();
  if (first.starts_with("-p") || first.starts_with("--password")) {
    return {Errc::kUsage, "there is no option for a key: the command line can be read by other users",
            "use --key-stdin, --key-file FILE, or type it when asked"};
  }
  if (registry::parse_server(first).kind == registry::ServerKind::kNgc) {
    return {Errc::kUsage, "the registry need not be named", "leave it out: " + command};
  }
  if (command.ends_with(" exec")) {
    return {Errc::kUsage, "the command to run stands behind --", "write " + command + " [OPTIONS] -- COMMAND …"};
  }
  const std::string shown = shown_argument(first);
  Error error(Errc::kUsage, shown.empty()            ? "an argument is not understood"
                            : shown.starts_with("-") ? "unknown option " + shown
                                                     : "\"" + shown + "\" is not understood here");
  const auto near = shown.starts_with("-") ? cli::suggest(shown, options) : std::nullopt;
  error.hint = near ? "did you mean " + *near + "?" : "see " + command + " --help";
  return error;
}

Error other_usage_error(const std::string& command, const std::string& message, const std::vector<std::string>& args) {
  Error error(Errc::kUsage, base::printable(message, 200), "see " + command + " --help");
  if (message.starts_with("--username:")) {
    error.hint = "leave it out; the shell replaced $oauthtoken by nothing, and NGC's user name is filled in anyway";
  }
  for (const std::string& argument : args) {
    const std::size_t equals = argument.find('=');
    const std::string value =
        argument.starts_with("--") && equals != std::string::npos ? argument.substr(equals + 1) : argument;
    if (!value.empty() && shown_argument(value).empty() && message.find(value) != std::string::npos) {
      error.message = "the arguments are not understood";
    }
  }
  return error;
}

}  // namespace ngcs::commands
