// A vault in a directory of its own.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/paths.h"
#include "secret/secret_string.h"
#include "store/vault.h"
#include "temp_dir.h"

namespace ngcs::store {

inline base::Paths vault_paths(const std::string& root) {
  base::Paths paths;
  paths.vault_file = root + "/data/vault";
  paths.vault_lock_file = root + "/data/vault.lock";
  paths.machine_key_file = root + "/state/machine.key";
  return paths;
}

class VaultTest : public ::testing::Test {
 protected:
  [[nodiscard]] Vault vault() const { return {paths, clock}; }
  // The key as text for comparisons in tests; "(none)" where there is none, the error's name where it cannot be read.
  [[nodiscard]] std::string read(std::string_view profile, Slot slot = Slot::kCurrent) const {
    auto key = vault().get(profile, slot);
    if (!key) return "error " + std::string(base::errc_name(key.error().code));
    return *key ? std::string((*key)->reveal()) : "(none)";
  }
  [[nodiscard]] base::Result<bool> put(std::string_view profile, std::string_view key) const {
    return vault().put(profile, secret::SecretString(key));
  }

  test::TempDir dir;
  base::Paths paths = vault_paths(dir.path());
  base::FixedClock clock{1764072000};
};

}  // namespace ngcs::store
