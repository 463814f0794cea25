// The stores of this program, opened at the least cost.
#pragma once

#include <utility>

#include "auth/resolve.h"
#include "secret_service/stores.h"

namespace ngcs::helper {

// Before the vault is opened, OpenSSL is told to leave out its tables of legacy algorithm names: half of the work of a
// whole `get`. That holds for the process and for good, and a program that speaks TLS afterwards can verify no
// certificate; so it is done here and not in the vault.
class QuickStores final : public auth::StoreProvider {
 public:
  QuickStores(const base::Environment& environment, const base::Clock& clock, secret_service::Options options)
      : stores_(environment, clock, std::move(options)) {}

  [[nodiscard]] base::Result<store::CredentialStore*> open(config::StoreKind kind) override;

 private:
  secret_service::Stores stores_;
};

}  // namespace ngcs::helper
