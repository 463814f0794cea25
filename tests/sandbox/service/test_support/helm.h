// The real Helm for tests that need one.
#pragma once

#include <cstdlib>
#include <string>

#include "base/process.h"

namespace ngcs::sandbox::test {

// Its path, or empty where this machine has none: $NGC_TEST_TOOLS, the cache of tests/lib/go-tools.sh, PATH.
inline std::string real_helm() {
  const auto value_of = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value == nullptr ? "" : value);
  };
  std::string cache = value_of("XDG_CACHE_HOME");
  if (cache.empty()) cache = value_of("HOME") + "/.cache";
  const std::string directories = value_of("NGC_TEST_TOOLS") + ":" + cache + "/ngc-credential-suite/tools";
  for (const char* name : {"helm3", "helm4", "helm"}) {
    if (const auto found = base::find_program(name, directories)) return *found;
  }
  return base::find_program("helm", value_of("PATH")).value_or("");
}

}  // namespace ngcs::sandbox::test
