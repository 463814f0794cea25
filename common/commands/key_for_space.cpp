#include "commands/key_for_space.h"

namespace ngcs::commands {

base::Result<auth::Resolution> key_for_space(const Session& session, cli::Output& output, const registry::Space& space,
                                             const std::optional<std::string>& profile) {
  auth::Request request;
  request.org = space.org;
  request.team = space.team;
  request.profile = profile;
  auto found = auth::resolve(request, session.auth_context());
  if (!found) return found;
  for (const std::string& warning : found->warnings) output.warn("key-source", warning);
  if (!found->key && profile) {
    return base::Error(base::Errc::kNotLoggedIn, "no key is recorded for profile " + *profile,
                       "log in: " + session.command("login --profile " + *profile));
  }
  return found;
}

}  // namespace ngcs::commands
