#include "base/paths.h"

#include <unistd.h>

#include <charconv>
#include <optional>
#include <string_view>

#include "base/file.h"
#include "base/text.h"

namespace ngcs::base {

namespace {

constexpr std::size_t kPasswdLimit = 4 << 20;
constexpr std::string_view kFolder = "/ngc-auth";

std::string without_trailing_slashes(std::string_view path) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  return std::string(path);
}

// The home directory of the real uid in /etc/passwd. Empty where it has none.
std::string home_from_passwd() {
  const auto passwd = read_file("/etc/passwd", kPasswdLimit);
  if (!passwd || !*passwd) return {};
  for (const std::string_view line : split(**passwd, '\n')) {
    const auto fields = split(line, ':');  // name:password:uid:gid:comment:home:shell
    if (fields.size() < 6) continue;
    uid_t uid = 0;
    const auto [end, failure] = std::from_chars(fields[2].data(), fields[2].data() + fields[2].size(), uid);
    if (failure != std::errc() || end != fields[2].data() + fields[2].size() || uid != ::getuid()) continue;
    return fields[5].starts_with('/') ? without_trailing_slashes(fields[5]) : std::string();
  }
  return {};
}

// The base directory in an XDG variable; a relative one is ignored, as the XDG Base Directory Specification says.
std::optional<std::string> xdg(const Environment& environment, const char* name) {
  const auto value = environment.get(name);
  if (!value || !value->starts_with('/')) return std::nullopt;
  return without_trailing_slashes(*value);
}

}  // namespace

Result<std::string> home_directory(const Environment& environment) {
  if (const auto home = environment.get("HOME"); home && home->starts_with('/')) return without_trailing_slashes(*home);
  std::string home = home_from_passwd();
  if (home.empty()) {
    return Error(Errc::kUnavailable, "this user has no home directory: HOME is not set and /etc/passwd names none",
                 "set HOME, or set NGC_AUTH_HOME to a directory of your own");
  }
  return home;
}

Result<Paths> resolve_paths(const Environment& environment) {
  Paths paths;
  paths.system_config_file = "/etc/ngc-auth/config.json";
  if (const auto root = environment.get("NGC_AUTH_HOME")) {
    if (!root->starts_with('/')) {
      return Error(Errc::kInvalidInput, "NGC_AUTH_HOME is not an absolute path",
                   "set NGC_AUTH_HOME to a path that starts with /");
    }
    const std::string base = without_trailing_slashes(*root);
    if (auto home = home_directory(environment)) paths.home = std::move(home).value();
    paths.config_file = base + "/config.json";
    paths.vault_file = base + "/vault";
    paths.machine_key_file = base + "/machine.key";
    paths.state_dir = base + "/state";
    paths.cache_dir = base + "/cache";
    paths.vault_lock_file = paths.vault_file + ".lock";
    return paths;
  }

  const auto config = xdg(environment, "XDG_CONFIG_HOME");
  const auto data = xdg(environment, "XDG_DATA_HOME");
  const auto state = xdg(environment, "XDG_STATE_HOME");
  const auto cache = xdg(environment, "XDG_CACHE_HOME");
  auto home = home_directory(environment);
  if (home) {
    paths.home = std::move(home).value();
  } else if (!config || !data || !state) {
    return std::move(home).error();
  }
  // A home of "/" must not turn into "//.config".
  const std::string prefix = paths.home == "/" ? std::string() : paths.home;
  paths.config_file = config.value_or(prefix + "/.config").append(kFolder).append("/config.json");
  paths.vault_file = data.value_or(prefix + "/.local/share").append(kFolder).append("/vault");
  paths.vault_lock_file = paths.vault_file + ".lock";
  paths.state_dir = state.value_or(prefix + "/.local/state").append(kFolder);
  paths.machine_key_file = paths.state_dir + "/machine.key";
  if (cache || !paths.home.empty()) {
    paths.cache_dir = cache.value_or(prefix + "/.cache").append(kFolder);
  } else {
    paths.cache_dir = paths.state_dir + "/cache";
  }
  return paths;
}

}  // namespace ngcs::base
