#include "runner/find_helm.h"

#include <string_view>
#include <vector>

#include "runner/files.h"

namespace ngcs::sandbox {

std::string find_helm(const EnvMap& caller, const std::string& home) {
  const auto value_of = [&](const char* name) {
    const auto found = caller.find(name);
    return found == caller.end() ? std::string() : found->second;
  };
  std::string cache = value_of("XDG_CACHE_HOME");
  if (cache.empty()) cache = home + "/.cache";
  const std::vector<std::string> directories = {value_of("NGC_TEST_TOOLS"), value_of("STORY_TOOLS"),
                                                cache + "/ngc-credential-suite/tools"};
  for (const std::string& directory : directories) {
    if (directory.empty() || directory.front() != '/') continue;
    for (const char* name : {"helm3", "helm4", "helm"}) {
      if (auto program = find_in_path(name, directory); !program.empty()) return program;
    }
  }
  return find_in_path("helm", value_of("PATH"));
}

}  // namespace ngcs::sandbox
