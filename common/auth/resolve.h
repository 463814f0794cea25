// Which key for which request. The order is the design's ("Which key"):
//   1. an explicit profile (flag, program name, NGC_PROFILE): that profile's store and nothing else
//   2. NGC_API_KEY_FILE, then $CREDENTIALS_DIRECTORY/ngc-api-key
//   3. NGC_CLI_API_KEY, then NGC_API_KEY (both set and different: one warning, the NGC CLI's order)
//   4. the org (and team) in the asked string, then NGC_CLI_ORG/NGC_CLI_TEAM, then the default profile
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/env.h"
#include "base/paths.h"
#include "base/result.h"
#include "config/settings.h"
#include "secret/secret_string.h"
#include "store/store.h"

namespace ngcs::auth {

enum class SourceKind { kStore, kKeyFile, kCredentialsDirectory, kEnvironment };

struct Source {
  SourceKind kind = SourceKind::kStore;
  std::string profile;  // for kStore
  std::string store;    // "vault", "secret-service"
  std::string name;     // variable name or file path; for a store its location
  std::string why;      // why this source was chosen, a few words: "NGC_PROFILE", "org in the name", "default profile"
};

// Opens the store of a kind. The helper gives one that starts the Secret Service child, tests give memory.
class StoreProvider {
 public:
  virtual ~StoreProvider() = default;
  [[nodiscard]] virtual base::Result<store::CredentialStore*> open(config::StoreKind kind) = 0;
};

struct Context {
  const base::Environment& environment;
  const base::Result<base::Paths>& paths;  // an error is only an error where a store is needed
  StoreProvider& stores;
};

struct Request {
  std::string org;  // hint from the asked string; empty = none
  std::string team;
  std::optional<std::string> profile;  // explicit
};

struct Resolution {
  std::optional<secret::SecretString> key;  // nothing = no key recorded ("not found")
  Source source;                            // of the key; where nothing was found, where it would have come from
  std::vector<std::string> warnings;        // for stderr
};

// Errors mean "recorded but unreadable" (or an invalid explicit choice); not-found is a value. Steps 1 to 3 do not open
// the store; steps 2 and 3 do not even read the settings.
[[nodiscard]] base::Result<Resolution> resolve(const Request& request, const Context& context);

// The profile that `store` and `erase` act on, by the same order without 2 and 3. It need not exist yet.
[[nodiscard]] base::Result<std::string> target_profile(const Request& request, const Context& context);

}  // namespace ngcs::auth
