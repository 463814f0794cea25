// Image repositories: at NGC's API, in its public catalogue, and in the registry itself. Wire facts with their sources:
// docs/wire.md, "Images".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/transport.h"
#include "ngc/api.h"
#include "ngc/image_record.h"
#include "ngc/registry_session.h"
#include "registry/reference.h"

namespace ngcs::ngc {

// Repositories of exactly this space that the key may see; all pages, at most 10000. Errors as ApiClient::error_of.
[[nodiscard]] base::Result<std::vector<ImageRecord>> list_images(ApiClient& api, const registry::Space& space);
// Nothing where there is none.
[[nodiscard]] base::Result<std::optional<ImageRecord>> image_record(ApiClient& api, const registry::Space& space,
                                                                    const std::string& name);
// What the catalogue shows anybody of an org, what is gated included; asked without a key.
[[nodiscard]] base::Result<std::vector<ImageRecord>> catalogue_images(http::Transport& transport,
                                                                      const std::string& org);

// At the registry, with the session's credential; all pages. kNotFound for what is not there; else as RegistrySession.
[[nodiscard]] base::Result<std::vector<std::string>> image_tags(RegistrySession& registry,
                                                                const std::string& repository);
// The architectures of a tag or digest with their sizes: one request, and one for each architecture.
[[nodiscard]] base::Result<std::vector<ImagePlatform>> image_platforms(RegistrySession& registry,
                                                                       const std::string& repository,
                                                                       const std::string& reference);

}  // namespace ngcs::ngc
