// Profiles chosen by name or by org, and their keys under the names that containers/image looks for: the choice that
// `exec` and `authfile` share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "auth/resolve.h"
#include "base/result.h"
#include "clients/keyed_auth.h"
#include "commands/session.h"
#include "config/settings.h"

namespace ngcs::commands {

struct OrgChoice {
  std::vector<std::string> orgs;      // "ORG" or "ORG/TEAM"
  std::vector<std::string> profiles;  // by name

  [[nodiscard]] bool empty() const noexcept { return orgs.empty() && profiles.empty(); }
};

// The profiles that are named, each once, in the order of the index. kNotFound where one does not exist or is logged
// out.
[[nodiscard]] base::Result<std::vector<config::Profile>> chosen_profiles(const Session& session,
                                                                         const OrgChoice& choice);

// The key of one profile; kNotLoggedIn where its store holds none.
[[nodiscard]] base::Result<secret::SecretString> key_of(const Session& session, const config::Profile& profile);

struct OrgKeys {
  std::vector<clients::KeyedEntry> entries;  // nvcr.io first
  std::vector<std::string> names;            // "nvcr.io/acme: profile acme", one line each, no secret
  std::vector<std::string> warnings;
};

// nvcr.io/ORG[/TEAM] for each chosen profile (nothing chosen: for all), and nvcr.io: the key that a client which names
// no org gets, or of the chosen ones the default profile's, else the first one's. kNotLoggedIn where no key is there.
[[nodiscard]] base::Result<OrgKeys> org_keys(const Session& session, const OrgChoice& choice);

}  // namespace ngcs::commands
