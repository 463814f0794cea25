#include "images/image_access.h"

#include <utility>

#include "auth/resolve.h"
#include "commands/client_report.h"
#include "commands/refusal.h"
#include "key/key.h"

namespace ngcs::docker_ngc {

using base::Errc;
using base::Error;

base::Result<std::unique_ptr<ImageAccess>> ImageAccess::open(commands::Session& session, cli::Output& output,
                                                             const registry::Space& space,
                                                             const std::optional<std::string>& profile) {
  auth::Request request;
  request.org = space.org;
  request.team = space.team;
  request.profile = profile;
  auto found = auth::resolve(request, session.auth_context());
  if (!found) return std::move(found).error();
  for (const std::string& warning : found->warnings) output.warn("key-source", warning);
  std::unique_ptr<ImageAccess> access(new ImageAccess(session));
  if (found->key) {
    access->key_ = std::move(found->key);
    access->source_ = commands::source_text(found->source);
    access->api_.emplace(session.transport(), session.clock, *access->key_, key::classify(*access->key_));
  } else if (profile) {
    return Error(Errc::kNotLoggedIn, "no key is recorded for profile " + *profile,
                 "log in: " + session.command("login --profile " + *profile));
  }
  access->registry_.emplace(session.transport(), session.clock, access->key());
  return access;
}

base::Error ImageAccess::explain(base::Error error) const {
  return commands::explain_refusal(session_, key(), source_, std::move(error));
}

}  // namespace ngcs::docker_ngc
