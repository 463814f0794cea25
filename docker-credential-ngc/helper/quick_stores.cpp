#include "quick_stores.h"

#include <openssl/crypto.h>

namespace ngcs::helper {

base::Result<store::CredentialStore*> QuickStores::open(config::StoreKind kind) {
  if (kind == config::StoreKind::kVault) {
    // The options of the vault come with it: what is initialised first decides.
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS |
                            OPENSSL_INIT_NO_ADD_ALL_CIPHERS | OPENSSL_INIT_NO_ADD_ALL_DIGESTS,
                        nullptr);
  }
  return stores_.open(kind);
}

}  // namespace ngcs::helper
