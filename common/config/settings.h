// Settings and the index of profiles: one JSON file without secrets, plus a system file with settings only.
//
// File form (ngc-auth/1); unknown members survive every change:
//   { "schema": "ngc-auth/1",
//     "settings": { "store": "vault", "on_unreadable": "error", "default_profile": "acme" },
//     "profiles": { "acme": { "org": "mxa8oi8djw7m", "org_display_name": "Acme Robotics", "team": "",
//                             "store": "vault", "kind": "personal-or-service", "stored_at": "2026-…Z",
//                             "has_previous": false, "logged_out": false } } }
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/env.h"
#include "base/paths.h"
#include "base/result.h"
#include "json/value.h"

namespace ngcs::config {

enum class Origin { kDefault, kSystemFile, kUserFile, kEnvironment, kFlag };
[[nodiscard]] std::string_view origin_name(Origin origin) noexcept;

template <typename T>
struct Setting {
  T value{};
  Origin origin = Origin::kDefault;
};

enum class StoreKind { kVault, kSecretService };
[[nodiscard]] std::string_view store_name(StoreKind kind) noexcept;  // "vault", "secret-service"
[[nodiscard]] std::optional<StoreKind> parse_store(std::string_view name) noexcept;

enum class OnUnreadable { kError, kAnonymous };

// Flag > environment (NGC_AUTH_STORE, NGC_AUTH_ON_UNREADABLE) > user file > system file > default.
struct Settings {
  Setting<StoreKind> store;
  Setting<OnUnreadable> on_unreadable;
  Setting<std::string> default_profile;  // empty = "default"
};

// One line of the index.
struct Profile {
  std::string name;
  std::string org;  // NGC's name of the org; empty = not known
  std::string org_display_name;
  std::string team;
  StoreKind store = StoreKind::kVault;
  std::string kind;           // key::kind_name, or "personal"/"service" once the service said so
  std::string stored_at;      // RFC 3339
  bool has_previous = false;  // the store also holds the key that this one replaced
  bool logged_out = false;    // erased, but the store could not be changed: never served
};

// Profile names: letters, digits, '.', '_', '-'; no leading '-' or '.'; at most 64 bytes. They are part of program
// names.
[[nodiscard]] bool valid_profile_name(std::string_view name) noexcept;

class Config {
 public:
  // Reads both files. A missing file is an empty one. A damaged or too open user file is an error: it decides which key
  // is served. A damaged system file is an error too.
  [[nodiscard]] static base::Result<Config> load(const base::Paths& paths, const base::Environment& environment);

  [[nodiscard]] const Settings& settings() const noexcept { return settings_; }
  [[nodiscard]] const std::vector<Profile>& profiles() const noexcept { return profiles_; }
  [[nodiscard]] const Profile* find(std::string_view name) const noexcept;
  // The profile for an org, or for a team of it: team match first, then the org's own (team empty), then the org's only
  // one (a key is bound to an org, not to a team), else nothing. Display names and logged-out profiles do not count.
  [[nodiscard]] const Profile* find_space(std::string_view org, std::string_view team) const noexcept;
  // The setting, or "default" where none was chosen.
  [[nodiscard]] std::string default_profile() const;

  // Changes in memory; update() writes them. Members of the file that are not known here are kept.
  void put(const Profile& profile);
  bool remove(std::string_view name);
  // Empty = no choice.
  void set_default_profile(std::string_view name);

  // What update() writes.
  [[nodiscard]] const json::Value& document() const noexcept { return document_; }

 private:
  Settings settings_;
  std::vector<Profile> profiles_;
  json::Value document_ = json::Value::object();
};

// Load, change, save under the lock `config.json.lock`, so that parallel logins lose nothing. `change` returns an error
// to abandon. Nothing is written where nothing changed.
[[nodiscard]] base::Result<void> update(const base::Paths& paths, const base::Environment& environment,
                                        const std::function<base::Result<void>(Config&)>& change);

}  // namespace ngcs::config
