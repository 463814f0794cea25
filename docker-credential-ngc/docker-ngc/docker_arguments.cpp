#include "docker_arguments.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace ngcs::docker_ngc {
namespace {

constexpr std::string_view kPluginName = "ngc";
// docker's global options (docker/cli, cli/flags/options.go) that take a value; -D, --debug, --tls, --tlsverify and -v
// take none.
constexpr std::array<std::string_view, 7> kLongWithValue = {"--config",    "--context", "--host",  "--log-level",
                                                            "--tlscacert", "--tlscert", "--tlskey"};
constexpr std::string_view kShortWithValue = "Hcl";

// Letters of "-Dl" up to the first one that takes a value; that value follows in the next word where the letter is the
// last one.
bool short_takes_next(std::string_view word) {
  for (std::size_t i = 1; i < word.size(); ++i) {
    if (kShortWithValue.find(word[i]) != std::string_view::npos) return i + 1 == word.size();
    if (word[i] == '=') return false;
  }
  return false;
}

bool long_takes_next(std::string_view word) {
  return std::find(kLongWithValue.begin(), kLongWithValue.end(), word) != kLongWithValue.end();
}

struct Globals {
  std::size_t end = 0;  // index of the first word that is no global option
  std::optional<std::string> config_dir;
};

Globals skip_globals(const std::vector<std::string>& args, std::size_t begin) {
  Globals globals{begin, std::nullopt};
  while (globals.end < args.size() && args[globals.end].size() > 1 && args[globals.end].front() == '-') {
    const std::string& word = args[globals.end];
    const bool takes_next = word.starts_with("--") ? long_takes_next(word) : short_takes_next(word);
    if (word.starts_with("--config=")) globals.config_dir = word.substr(word.find('=') + 1);
    if (word == "--config" && globals.end + 1 < args.size()) globals.config_dir = args[globals.end + 1];
    globals.end += takes_next ? 2 : 1;
  }
  globals.end = std::min(globals.end, args.size());
  return globals;
}

}  // namespace

Arguments parse_arguments(const std::vector<std::string>& args) {
  Arguments parsed;
  std::size_t begin = 0;
  if (!args.empty()) {
    if (args[0] == "docker-cli-plugin-metadata") parsed.mode = Mode::kMetadata;
    if (args[0] == "__complete") parsed.mode = Mode::kComplete;
    if (args[0] == "__completeNoDesc") parsed.mode = Mode::kCompleteWithoutDescriptions;
    if (parsed.mode != Mode::kRun) begin = 1;
  }
  const Globals globals = skip_globals(args, begin);
  if (globals.end < args.size() && args[globals.end] == kPluginName) {
    parsed.as_plugin = true;
    parsed.config_dir = globals.config_dir;
    begin = globals.end + 1;
  }
  parsed.words.assign(args.begin() + static_cast<std::ptrdiff_t>(begin), args.end());
  return parsed;
}

}  // namespace ngcs::docker_ngc
