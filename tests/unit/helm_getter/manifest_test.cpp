// The two manifests under the rules of both Helms. Helm 3 (pkg/plugin) parses strictly and refuses all plugins where
// one manifest is wrong; Helm 4 (internal/plugin) takes a manifest without apiVersion for one of Helm 3 and adds rules.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <yaml.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

// The top level of a manifest: each member's text, or what stands inside it.
struct Manifest {
  std::map<std::string, std::string> members;  // scalars; "" for lists and maps
  std::vector<std::string> scalars;            // all of them, in order
  std::set<std::string> keys_of_downloaders;
};

std::string content(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

Manifest parse(const std::string& text) {
  Manifest manifest;
  yaml_parser_t parser;
  yaml_parser_initialize(&parser);
  yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  int depth = 0;
  std::string top;
  bool key_due = true;
  bool inner_key = true;
  for (bool more = true; more;) {
    yaml_event_t event;
    if (yaml_parser_parse(&parser, &event) != 1) {
      ADD_FAILURE() << "no YAML: " << parser.problem;
      break;
    }
    switch (event.type) {
      case YAML_STREAM_END_EVENT:
        more = false;
        break;
      case YAML_MAPPING_START_EVENT:
      case YAML_SEQUENCE_START_EVENT:
        ++depth;
        inner_key = true;
        break;
      case YAML_MAPPING_END_EVENT:
      case YAML_SEQUENCE_END_EVENT:
        if (--depth == 1) key_due = true;
        inner_key = true;
        break;
      case YAML_SCALAR_EVENT: {
        const std::string scalar(reinterpret_cast<const char*>(event.data.scalar.value), event.data.scalar.length);
        manifest.scalars.push_back(scalar);
        if (depth == 1 && key_due) {
          top = scalar;
          EXPECT_EQ(manifest.members.count(top), 0U) << top << " stands twice";
          manifest.members[top] = "";
          key_due = false;
        } else if (depth == 1) {
          manifest.members[top] = scalar;
          key_due = true;
        } else if (depth == 3 && top == "downloaders") {
          if (inner_key) manifest.keys_of_downloaders.insert(scalar);
          inner_key = !inner_key;
        }
        break;
      }
      default:
        break;
    }
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  return manifest;
}

// Why a Helm would refuse it, or anything that only newer versions of Helm 3 know; empty = fine for all.
std::string objection(const Manifest& manifest) {
  // plugin.Metadata of Helm 3; platformHooks and args came with 3.18 and are unknown fields before.
  static const std::set<std::string> kFields = {"name",    "version",     "usage",      "description",
                                                "command", "ignoreFlags", "downloaders"};
  for (const auto& [name, value] : manifest.members) {
    if (name == "apiVersion") return "a manifest of Helm 4 makes Helm 3 refuse all plugins";
    if (kFields.count(name) == 0) return "unknown or too new a field: " + name;
  }
  for (const std::string& key : manifest.keys_of_downloaders) {
    if (key != "command" && key != "protocols") return "unknown field of a downloader: " + key;
  }
  const auto text = [&manifest](const char* name) {
    const auto found = manifest.members.find(name);
    return found == manifest.members.end() ? std::string() : found->second;
  };
  if (!std::regex_match(text("name"), std::regex("[A-Za-z0-9_-]+"))) return "the name";
  // Helm 4.2 wants exactly this; Helm 3 takes anything.
  if (!std::regex_match(text("version"), std::regex(R"((0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?)"))) {
    return "the version is no strict semantic version";
  }
  if (manifest.members.count("downloaders") != 0 && manifest.members.count("command") != 0) {
    return "Helm 4 drops the command of a plugin that has downloaders";
  }
  return {};
}

std::string path_of(const std::string& name) { return std::string(NGCS_TEST_HELM_PLUGINS) + "/" + name; }

TEST(Manifest, TheCommandIsFineForBothHelms) {
  const Manifest manifest = parse(content(path_of("ngc/plugin.yaml")));
  EXPECT_EQ(objection(manifest), "");
  EXPECT_EQ(manifest.members.at("name"), "ngc");
  EXPECT_EQ(manifest.members.at("version"), NGCS_VERSION);
  EXPECT_EQ(manifest.members.at("command"), "$HELM_PLUGIN_DIR/bin/helm-ngc");
}

TEST(Manifest, TheGetterIsFineForBothHelms) {
  const Manifest manifest = parse(content(path_of("ngc-getter/plugin.yaml")));
  EXPECT_EQ(objection(manifest), "");
  EXPECT_EQ(manifest.members.at("name"), "ngc-getter");
  EXPECT_EQ(manifest.members.at("version"), NGCS_VERSION);
  EXPECT_EQ(manifest.members.count("command"), 0U);
  // Relative: both Helms put the plugin's directory before it, and Helm 4 would double $HELM_PLUGIN_DIR.
  const auto& scalars = manifest.scalars;
  EXPECT_NE(std::find(scalars.begin(), scalars.end(), "bin/helm-ngc getter"), scalars.end());
  EXPECT_EQ(scalars.back(), "ngc");
}

TEST(Manifest, TheRulesFindWhatIsWrong) {
  const std::string good = "name: x\nversion: 1.2.3\n";
  EXPECT_EQ(objection(parse(good)), "");
  for (const char* wrong :
       {"name: x\nversion: 1.2\n", "name: x\nversion: v1.2.3\n", "name: 'x y'\nversion: 1.2.3\n",
        "name: x\nversion: 1.2.3\nplatformHooks: {}\n", "name: x\nversion: 1.2.3\nhooks: {}\n",
        "name: x\nversion: 1.2.3\napiVersion: v1\n", "name: x\nversion: 1.2.3\nplatformCommand: []\n",
        "name: x\nversion: 1.2.3\ncommand: a\ndownloaders:\n- command: b\n  protocols: [c]\n",
        "name: x\nversion: 1.2.3\ndownloaders:\n- command: b\n  args: [a]\n"}) {
    EXPECT_NE(objection(parse(wrong)), "") << wrong;
  }
}

TEST(Manifest, CompletionIsThere) {
  struct stat status {};
  ASSERT_EQ(::stat(path_of("ngc/plugin.complete").c_str(), &status), 0);
  EXPECT_NE(status.st_mode & S_IXUSR, 0U);
}

}  // namespace
