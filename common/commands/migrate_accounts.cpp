#include "commands/migrate_accounts.h"

#include <utility>

#include "auth/resolve.h"
#include "commands/profile_store.h"
#include "entitlement/facts_query.h"
#include "ngc/identity.h"

namespace ngcs::commands {

using base::Errc;
using base::Error;

base::Result<Account> open_account(Session& session, cli::Output& output, const std::string& profile) {
  const auto config = load_config(session);
  if (!config) return config.error();
  const config::Profile* known = config->find(profile);
  if (known == nullptr) return no_such_profile(session, *config, profile);
  auth::Request request;
  request.profile = profile;
  auto found = auth::resolve(request, session.auth_context());
  if (!found) return std::move(found).error();
  for (const std::string& warning : found->warnings) output.warn("key-source", warning);
  if (!found->key) {
    return Error(Errc::kNotLoggedIn, "no key is recorded for profile " + profile,
                 "log in: " + session.command("login --profile " + profile));
  }
  Account account;
  account.profile = profile;
  account.key = std::move(*found->key);
  account.kind = key::classify(account.key);
  account.org = known->org;
  return account;
}

base::Result<void> check_account(Session& session, const Account& account) {
  const ngc::KeyCheck check = ngc::check_key(session.transport(), account.key);
  if (check.verdict == ngc::Verdict::kRejected) {
    return Error(Errc::kRejected,
                 "NGC rejects the key of profile " + account.profile + ": it is wrong, expired or revoked",
                 "make a new key at NGC, then: " + session.command("login --profile " + account.profile));
  }
  if (check.verdict == ngc::Verdict::kCouldNotCheck) return *check.reason;
  return {};
}

base::Result<entitlement::Facts> facts_of_account(Session& session, const Account& account, const std::string& org) {
  auto facts = entitlement::gather(session.transport(), account.key, account.kind, org);
  if (facts) return facts;
  if (http::is_below_http(facts.error())) return facts;
  // The registry took the key a moment ago: its own answers have to do.
  return entitlement::Facts();
}

}  // namespace ngcs::commands
