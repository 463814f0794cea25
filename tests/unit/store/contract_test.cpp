// The stores of this folder keep the contract; the desktop keyring's test is in tests/unit/secret_service.
#include "store/memory_store.h"
#include "store_contract.h"
#include "vault_fixture.h"

namespace ngcs::store {
namespace {

struct MemoryMaker {
  static std::string missing() { return {}; }
  MemoryStore store;
};
struct VaultMaker {
  static std::string missing() { return {}; }
  test::TempDir dir;
  base::FixedClock clock{1764072000};
  Vault store{vault_paths(dir.path()), clock};
};
struct PassphraseVaultMaker {
  static std::string missing() { return {}; }
  test::TempDir dir;
  base::FixedClock clock{1764072000};
  Vault store{vault_paths(dir.path()), clock, [] { return base::Result<SecretString>(SecretString("open sesame")); },
              Scrypt::kMinLogN};
};

using Makers = ::testing::Types<MemoryMaker, VaultMaker, PassphraseVaultMaker>;
INSTANTIATE_TYPED_TEST_SUITE_P(Stores, Contract, Makers);

}  // namespace
}  // namespace ngcs::store
