#include "secret_service/stores.h"

namespace ngcs::secret_service {

base::Result<store::CredentialStore*> Stores::open(config::StoreKind kind) {
  if (kind == config::StoreKind::kSecretService) {
    if (!secret_service_) secret_service_ = std::make_unique<SecretServiceStore>(environment_, options_);
    return static_cast<store::CredentialStore*>(secret_service_.get());
  }
  if (!vault_) {
    auto paths = base::resolve_paths(environment_);
    if (!paths) return paths.error();
    vault_ = std::make_unique<store::Vault>(*paths, clock_);
  }
  return static_cast<store::CredentialStore*>(vault_.get());
}

}  // namespace ngcs::secret_service
