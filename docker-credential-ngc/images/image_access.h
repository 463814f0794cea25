// The key, the API and the registry that the image commands work with.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "cli/output.h"
#include "commands/session.h"
#include "ngc/api.h"
#include "ngc/registry_session.h"
#include "registry/reference.h"
#include "secret/secret_string.h"

namespace ngcs::docker_ngc {

class ImageAccess {
 public:
  // Finds the key for a space, or nothing, which public images allow. kNotLoggedIn where a named profile has none.
  [[nodiscard]] static base::Result<std::unique_ptr<ImageAccess>> open(commands::Session& session, cli::Output& output,
                                                                       const registry::Space& space,
                                                                       const std::optional<std::string>& profile);
  ImageAccess(const ImageAccess&) = delete;
  ImageAccess& operator=(const ImageAccess&) = delete;

  [[nodiscard]] const secret::SecretString* key() const { return key_ ? &*key_ : nullptr; }  // nullptr = none
  [[nodiscard]] ngc::ApiClient& api() { return *api_; }                                      // only with a key
  [[nodiscard]] ngc::RegistrySession& registry() { return *registry_; }
  [[nodiscard]] http::Transport& transport() { return session_.transport(); }
  [[nodiscard]] const commands::Session& session() const { return session_; }

  // A 401 made clear: whether NGC takes the key at all.
  [[nodiscard]] base::Error explain(base::Error error) const;

 private:
  explicit ImageAccess(commands::Session& session) : session_(session) {}

  commands::Session& session_;
  std::optional<secret::SecretString> key_;
  std::string source_;
  std::optional<ngc::ApiClient> api_;
  std::optional<ngc::RegistrySession> registry_;
};

}  // namespace ngcs::docker_ngc
