// The two keys of a migration.
#pragma once

#include <string>

#include "base/result.h"
#include "cli/output.h"
#include "commands/session.h"
#include "entitlement/facts.h"
#include "key/key.h"
#include "secret/secret_string.h"

namespace ngcs::commands {

struct Account {
  std::string profile;
  secret::SecretString key;
  key::Kind kind = key::Kind::kUnknown;
  std::string org;  // of the profile, else of the key; empty = not known
};

// The profile's own key, and nothing else. Asks nobody. kNotFound, kNotLoggedIn.
[[nodiscard]] base::Result<Account> open_account(Session& session, cli::Output& output, const std::string& profile);
// At the registry: kRejected, or why NGC could not be asked.
[[nodiscard]] base::Result<void> check_account(Session& session, const Account& account);

// What NGC says about the account, seen from `org` (empty = its own). Where the API says nothing, what is known is
// that.
[[nodiscard]] base::Result<entitlement::Facts> facts_of_account(Session& session, const Account& account,
                                                                const std::string& org);

}  // namespace ngcs::commands
