#include "clients/helm_plugins.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "auth/sources.h"
#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "clients/yaml_spans.h"

namespace ngcs::clients {
namespace {

using Kind = YamlNode::Kind;

constexpr std::size_t kMaxManifest = 256 * 1024;
constexpr std::size_t kMaxPlugins = 1000;

std::string text_of(const YamlNode& node, std::string_view name) {
  const YamlNode* found = node.member(name);
  return found != nullptr && found->kind == Kind::kScalar ? base::printable(found->text.reveal(), 200) : std::string();
}

void add_protocols(HelmPlugin& plugin, const YamlNode* list) {
  if (list == nullptr || list->kind != Kind::kList) return;
  for (const YamlNode& item : list->items) {
    if (item.kind == Kind::kScalar) plugin.protocols.push_back(base::printable(item.text.reveal(), 80));
  }
}

// The file of the plugin that `command` starts: its first word, without $HELM_PLUGIN_DIR.
void note_program(HelmPlugin& plugin, const std::string& command) {
  std::string word = command.substr(0, command.find(' '));
  for (const std::string_view prefix : {"$HELM_PLUGIN_DIR/", "${HELM_PLUGIN_DIR}/", "./"}) {
    if (word.starts_with(prefix)) word.erase(0, prefix.size());
  }
  if (word.empty() || word.front() == '/' || word.front() == '$') return;
  plugin.program = plugin.directory + "/" + word;
  plugin.program_runs = ::access(plugin.program.c_str(), X_OK) == 0;
}

void read_v1(HelmPlugin& plugin, const YamlNode& root) {
  plugin.type = text_of(root, "type");
  if (const YamlNode* config = root.member("config"); config != nullptr) {
    add_protocols(plugin, config->member("protocols"));
  }
}

void read_legacy(HelmPlugin& plugin, const YamlNode& root) {
  const std::string command = text_of(root, "command");
  plugin.has_command = !command.empty() || root.member("platformCommand") != nullptr;
  if (!command.empty()) note_program(plugin, command);
  const YamlNode* downloaders = root.member("downloaders");
  if (downloaders == nullptr || downloaders->kind != Kind::kList) return;
  for (const YamlNode& downloader : downloaders->items) {
    add_protocols(plugin, downloader.member("protocols"));
    if (plugin.program.empty()) note_program(plugin, text_of(downloader, "command"));
  }
}

}  // namespace

bool HelmPlugin::gives_command(int major) const {
  if (!problem.empty()) return false;
  if (v1) return major == 4 && type == "cli/v1";
  return has_command && (major == 3 || protocols.empty());
}

bool HelmPlugin::gets(std::string_view protocol, int major) const {
  if (!problem.empty() || (v1 && (major != 4 || type != "getter/v1"))) return false;
  return std::find(protocols.begin(), protocols.end(), protocol) != protocols.end();
}

HelmPlugin parse_helm_plugin(std::string_view manifest, std::string directory) {
  HelmPlugin plugin;
  plugin.directory = std::move(directory);
  auto root = parse_yaml(manifest, {.bytes = kMaxManifest});
  if (!root) {
    plugin.problem = root.error().message;
    return plugin;
  }
  if (root->kind != Kind::kMap) {
    plugin.problem = "it is no manifest";
    return plugin;
  }
  plugin.name = text_of(*root, "name");
  plugin.version = text_of(*root, "version");
  plugin.v1 = !text_of(*root, "apiVersion").empty();
  if (plugin.name.empty()) plugin.problem = "it has no name";
  if (plugin.v1) {
    read_v1(plugin, *root);
  } else {
    read_legacy(plugin, *root);
  }
  return plugin;
}

std::vector<HelmPlugin> find_helm_plugins(const HelmFiles& files) {
  std::vector<HelmPlugin> plugins;
  for (const std::string& folder : files.plugin_dirs) {
    std::vector<std::string> directories;
    std::error_code failed;
    for (std::filesystem::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
      directories.push_back(at->path().string());
    }
    std::sort(directories.begin(), directories.end());
    for (const std::string& directory : directories) {
      if (plugins.size() >= kMaxPlugins) return plugins;
      auto manifest = base::read_file(directory + "/plugin.yaml", kMaxManifest);
      if (manifest && !*manifest) continue;
      if (manifest) {
        plugins.push_back(parse_helm_plugin(**manifest, directory));
      } else {
        HelmPlugin unreadable;
        unreadable.directory = directory;
        unreadable.problem = manifest.error().message;
        plugins.push_back(std::move(unreadable));
      }
    }
  }
  return plugins;
}

const HelmPlugin* breaks_helm3(const std::vector<HelmPlugin>& plugins) {
  for (const HelmPlugin& plugin : plugins) {
    if (plugin.v1 || !plugin.problem.empty()) return &plugin;
    for (const HelmPlugin& other : plugins) {
      if (&other == &plugin) break;
      if (other.name == plugin.name) return &plugin;
    }
  }
  return nullptr;
}

std::optional<int> helm_major(std::string_view version) {
  if (version.starts_with('v')) version.remove_prefix(1);
  if (version.size() < 2 || version[0] < '1' || version[0] > '9' || version[1] != '.') return std::nullopt;
  return version[0] - '0';
}

base::Result<std::string> helm_version(const std::string& path) {
  std::string answer;
  base::ProcessSpec spec;
  spec.argv = {path, "version", "--template", "{{.Version}}"};
  spec.env = base::environment_without({auth::kFirstKeyVariable, auth::kSecondKeyVariable});
  spec.on_out = [&answer](std::string_view piece) { answer += piece; };
  spec.on_err = [](std::string_view) {};
  spec.max_output = 4096;
  spec.deadline_ms = 20000;
  auto exit = base::run_process(spec);
  if (!exit) return std::move(exit).error();
  const std::string version(base::trim(answer));
  if (exit->status != 0 || !helm_major(version)) {
    return base::Error(base::Errc::kUnexpected, path + " does not say which Helm it is");
  }
  return version;
}

}  // namespace ngcs::clients
