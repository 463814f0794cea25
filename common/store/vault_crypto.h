// The vault's cryptography, all of it OpenSSL's: HKDF-SHA-256, scrypt and AES-256-GCM.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/result.h"
#include "secret/secret_string.h"
#include "store/vault_format.h"

namespace ngcs::store {

inline constexpr std::size_t kRootKeyBytes = 32;

// Fills `data` with random bytes; kInternal where the system gives none.
[[nodiscard]] base::Result<void> random_bytes(unsigned char* data, std::size_t size);

// The whole file: fresh salt, fresh key, commitment, ciphertext, tag. `root` has kRootKeyBytes bytes.
[[nodiscard]] base::Result<std::string> seal(const secret::SecretString& root, Header header,
                                             const secret::SecretString& plain);

// The plaintext of a file whose header is decoded. kWrongKey where the commitment belongs to another root key (compared
// in constant time, before anything is decrypted), kDamaged where the tag does not fit.
[[nodiscard]] base::Result<secret::SecretString> unseal(const secret::SecretString& root, const Header& header,
                                                        std::string_view file);

// The root key of a passphrase: scrypt, at most 1 GiB of memory by the limits of Scrypt. kTooLarge where the machine
// does not have it.
[[nodiscard]] base::Result<secret::SecretString> root_of_passphrase(const secret::SecretString& passphrase,
                                                                    const Scrypt& cost);

}  // namespace ngcs::store
