// Profiles as the commands change them: the store first, then the index, so that the index never names a key that was
// not stored.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "commands/session.h"
#include "config/settings.h"
#include "secret/secret_string.h"

namespace ngcs::commands {

// The settings and index; an error also where no place for them exists.
[[nodiscard]] base::Result<config::Config> load_config(const Session& session);
[[nodiscard]] base::Result<base::Paths> require_paths(const Session& session);

struct SaveRequest {
  std::string profile;
  std::string org;
  std::string display_name;
  std::string team;
  std::string kind;
  config::StoreKind store = config::StoreKind::kVault;
};

struct SaveOutcome {
  bool changed = false;   // false: the same key was there already
  bool replaced = false;  // another key was there; it is the previous one now
  bool became_default = false;
  std::string location;                    // of the store
  std::optional<base::Error> left_behind;  // the profile's key in another store could not be erased
};

// Stores `key` as the profile's current key and writes the index. The first profile becomes the default one.
[[nodiscard]] base::Result<SaveOutcome> save_key(const Session& session, const SaveRequest& request,
                                                 const secret::SecretString& key);

struct EraseOutcome {
  std::optional<base::Error> left_behind;  // the store could not be changed; the index now says "never serve"
  std::string location;
  bool was_default = false;
};

// Really erases both keys of a profile and its line in the index.
[[nodiscard]] base::Result<EraseOutcome> erase_profile(const Session& session, const config::Profile& profile);

// kNotFound with the nearest names as hint.
[[nodiscard]] base::Error no_such_profile(const Session& session, const config::Config& config,
                                          const std::string& name);

}  // namespace ngcs::commands
