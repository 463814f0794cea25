// The suite's files inside a directory of the test.
#pragma once

#include <string>

#include "base/paths.h"

namespace ngcs::test {

inline base::Paths paths_in(const std::string& directory) {
  base::Paths paths;
  paths.home = directory;
  paths.config_file = directory + "/config.json";
  paths.system_config_file = directory + "/system.json";
  paths.vault_file = directory + "/vault";
  paths.vault_lock_file = directory + "/vault.lock";
  paths.machine_key_file = directory + "/machine.key";
  paths.state_dir = directory;
  paths.cache_dir = directory;
  return paths;
}

}  // namespace ngcs::test
