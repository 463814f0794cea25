// A StoreProvider over memory that counts how often it is asked.
#pragma once

#include "auth/resolve.h"
#include "store/memory_store.h"

namespace ngcs::test {

class MemoryStores final : public auth::StoreProvider {
 public:
  base::Result<store::CredentialStore*> open(config::StoreKind kind) override {
    ++opened;
    return static_cast<store::CredentialStore*>(kind == config::StoreKind::kVault ? &vault : &secret_service);
  }

  store::MemoryStore vault;
  store::MemoryStore secret_service;
  int opened = 0;
};

}  // namespace ngcs::test
