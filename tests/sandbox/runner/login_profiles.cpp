#include "runner/login_profiles.h"

#include <unistd.h>

#include <optional>
#include <string_view>

#include "base/process.h"
#include "base/text.h"

namespace ngcs::sandbox {

namespace {

constexpr int kLoginDeadlineMs = 60000;
constexpr std::string_view kPlugin = "docker-ngc";

std::string value_of(const EnvMap& environment, std::string_view name) {
  const auto found = environment.find(name);
  return found == environment.end() ? std::string() : found->second;
}

// docker/cli, cli-plugins/manager: the folder of the configuration, then the system's. An installation elsewhere has
// them beside its bin.
std::vector<std::string> plugin_folders(const EnvMap& environment) {
  std::vector<std::string> folders;
  const std::string config = value_of(environment, "DOCKER_CONFIG");
  folders.push_back((config.empty() ? value_of(environment, "HOME") + "/.docker" : config) + "/cli-plugins");
  for (const char* root : {"/usr/local/lib", "/usr/local/libexec", "/usr/lib", "/usr/libexec"}) {
    folders.push_back(std::string(root) + "/docker/cli-plugins");
  }
  const std::string path = value_of(environment, "PATH");
  for (const std::string_view folder : base::split(path, ':')) {
    if (folder.ends_with("/bin")) {
      folders.push_back(std::string(folder.substr(0, folder.size() - 3)) + "lib/docker/cli-plugins");
    }
  }
  return folders;
}

base::Result<void> call(const std::vector<std::string>& suite, const std::vector<std::string>& words,
                        const EnvMap& environment, std::string_view input, const std::string& what) {
  base::ProcessSpec spec;
  spec.argv = suite;
  spec.argv.insert(spec.argv.end(), words.begin(), words.end());
  spec.env = to_env_list(environment);
  spec.input = input;
  spec.deadline_ms = kLoginDeadlineMs;
  std::string said;
  spec.on_err = [&said](std::string_view piece) { said += piece; };
  const auto ended = base::run_process(spec);
  if (!ended) return ended.error().with_context(what);
  if (ended->status == 0) return {};
  const std::string text = said;
  const std::string_view first = std::string_view(text).substr(0, text.find('\n'));
  return base::Error(base::Errc::kUnavailable,
                     what + " ended with " + std::to_string(ended->status) + ": " + base::printable(first, 300));
}

}  // namespace

std::vector<std::string> find_suite(const EnvMap& environment) {
  const std::string path = value_of(environment, "PATH");
  if (const auto found = base::find_program("podman-auth", path)) return {*found};
  if (const auto found = base::find_program(kPlugin, path)) return {*found, "ngc"};
  for (const std::string& folder : plugin_folders(environment)) {
    if (const auto found = base::find_program(kPlugin, folder)) return {*found, "ngc"};
  }
  return {};
}

base::Result<void> login_profiles(const World& world, const EnvMap& environment) {
  if (world.machine.profiles.empty()) return {};
  const std::vector<std::string> suite = find_suite(environment);
  if (suite.empty()) {
    return base::Error(
        base::Errc::kUnavailable,
        "this world's machine has profiles, and the suite that keeps them is not installed here: neither "
        "podman-auth on PATH nor docker-ngc among docker's plugins",
        "install the suite, or put its bin folder on PATH");
  }
  for (const MachineProfile& profile : world.machine.profiles) {
    const Key* key = world.key_by_id(profile.key);
    if (key == nullptr) continue;  // the parser refused that
    auto done = call(suite, {"login", "--key-stdin", "--no-configure", "--profile", profile.name}, environment,
                     key->value + "\n", "login of profile " + profile.name);
    if (!done) return done;
  }
  for (const MachineProfile& profile : world.machine.profiles) {
    if (!profile.is_default) continue;
    auto done = call(suite, {"use", profile.name}, environment, {}, "use of profile " + profile.name);
    if (!done) return done;
  }
  return {};
}

}  // namespace ngcs::sandbox
