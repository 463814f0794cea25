#include "images/image_access.h"

#include <utility>

#include "commands/client_report.h"
#include "commands/key_for_space.h"
#include "commands/refusal.h"
#include "key/key.h"

namespace ngcs::docker_ngc {

base::Result<std::unique_ptr<ImageAccess>> ImageAccess::open(commands::Session& session, cli::Output& output,
                                                             const registry::Space& space,
                                                             const std::optional<std::string>& profile) {
  auto found = commands::key_for_space(session, output, space, profile);
  if (!found) return std::move(found).error();
  std::unique_ptr<ImageAccess> access(new ImageAccess(session));
  if (found->key) {
    access->key_ = std::move(found->key);
    access->source_ = commands::source_text(found->source);
    access->api_.emplace(session.transport(), session.clock, *access->key_, key::classify(*access->key_));
  }
  access->registry_.emplace(session.transport(), session.clock, access->key());
  return access;
}

base::Error ImageAccess::explain(base::Error error) const {
  return commands::explain_refusal(session_, key(), source_, std::move(error));
}

}  // namespace ngcs::docker_ngc
