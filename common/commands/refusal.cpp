#include "commands/refusal.h"

#include "ngc/identity.h"

namespace ngcs::commands {

using base::Errc;

base::Error explain_refusal(const Session& session, const secret::SecretString* key, const std::string& source,
                            base::Error error) {
  const bool unexplained = error.code == Errc::kUnexpected || error.code == Errc::kRejected;
  if (error.detail != 401 || !unexplained) return error;
  if (key == nullptr) {
    return {Errc::kNotLoggedIn, error.message + "; no key was sent, since none is recorded",
            "log in: " + session.command("login"), 401};
  }
  const ngc::KeyCheck check = ngc::check_key(session.transport(), *key);
  if (check.verdict == ngc::Verdict::kRejected) {
    return {Errc::kRejected, "NGC rejects the key of " + source + ": it is wrong, expired or revoked",
            "make a new key at NGC, then: " + session.command("login"), 401};
  }
  if (check.verdict == ngc::Verdict::kAccepted) {
    return {Errc::kNotEntitled,
            error.message + "; NGC accepts the key of " + source + ", so the org, the team or the right is wrong",
            "check the names; a personal key opens the one org it was made in", 401};
  }
  error.code = Errc::kUnexpected;
  error.message += "; whether NGC accepts the key could not be checked";
  return error;
}

}  // namespace ngcs::commands
