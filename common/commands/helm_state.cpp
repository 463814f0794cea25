#include "commands/helm_state.h"

#include <unistd.h>

#include "base/process.h"
#include "base/text.h"

namespace ngcs::commands {
namespace {

using clients::HelmPlugin;

template <typename Serves>
const HelmPlugin* plugin_that(const HelmState& state, const Serves& serves) {
  for (const HelmPlugin& plugin : state.plugins) {
    for (const int major : {3, 4}) {
      if ((!state.major || *state.major == major) && serves(plugin, major)) return &plugin;
    }
  }
  return nullptr;
}

}  // namespace

const HelmPlugin* HelmState::getter() const {
  return plugin_that(*this, [](const HelmPlugin& plugin, int helm) { return plugin.gets(kHelmScheme, helm); });
}

const HelmPlugin* HelmState::command() const {
  return plugin_that(
      *this, [](const HelmPlugin& plugin, int helm) { return plugin.name == "ngc" && plugin.gives_command(helm); });
}

base::Result<HelmState> look_at_helm(const Session& session) {
  auto files = clients::locate_helm(session.environment);
  if (!files) return std::move(files).error();
  HelmState state;
  state.files = std::move(*files);
  state.plugins = clients::find_helm_plugins(state.files);
  auto program = clients::find_helm(session.environment);
  if (!program) return state;
  state.program = std::move(*program);
  if (auto version = clients::helm_version(state.program)) {
    state.major = clients::helm_major(*version);
    state.version = std::move(*version);
  }
  return state;
}

std::string install_command(const std::string& half) {
  // This program lies in PLUGIN/bin, or in PREFIX/lib/docker/cli-plugins.
  const std::string here = base::executable_directory();
  for (const char* folder : {"/../..", "/../../ngc-auth/helm-plugins"}) {
    std::string directory = here;
    directory.append(folder).append("/").append(half);
    if (::access((directory + "/plugin.yaml").c_str(), R_OK) != 0) continue;
    char resolved[4096];
    const char* whole = ::realpath(directory.c_str(), resolved);
    return "helm plugin install " + base::shell_quote(whole != nullptr ? whole : directory);
  }
  return "helm plugin install DIR/" + half;
}

base::Result<void> require_getter(const HelmState& state) {
  if (state.getter() != nullptr) return {};
  const std::string helm = state.major ? "Helm " + std::to_string(*state.major) : std::string("Helm");
  return base::Error(base::Errc::kUnavailable,
                     helm + " cannot download from ngc://: the plugin ngc-getter is not installed",
                     install_command("ngc-getter"));
}

}  // namespace ngcs::commands
