// The stores of one process, opened when first asked for.
#pragma once

#include <memory>
#include <utility>

#include "auth/resolve.h"
#include "base/clock.h"
#include "base/env.h"
#include "base/paths.h"
#include "secret_service/secret_service_store.h"
#include "store/vault.h"

namespace ngcs::secret_service {

class Stores final : public auth::StoreProvider {
 public:
  // All borrowed but the options, which are the Secret Service's.
  Stores(const base::Environment& environment, const base::Clock& clock, Options options)
      : environment_(environment), clock_(clock), options_(std::move(options)) {}

  [[nodiscard]] base::Result<store::CredentialStore*> open(config::StoreKind kind) override;

 private:
  const base::Environment& environment_;
  const base::Clock& clock_;
  Options options_;
  std::unique_ptr<store::Vault> vault_;
  std::unique_ptr<SecretServiceStore> secret_service_;
};

}  // namespace ngcs::secret_service
