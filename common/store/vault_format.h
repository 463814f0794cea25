// The bytes of a vault file: header, size classes, records. No cryptography, no files. Described in full in
// docs/vault-format.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "secret/secret_string.h"
#include "store/store.h"

namespace ngcs::store {

inline constexpr std::size_t kHeaderBytes = 128;
inline constexpr std::size_t kTagBytes = 16;
inline constexpr std::size_t kMaxVaultBytes = 1024 * 1024;
inline constexpr std::size_t kMaxRecords = 512;

// Where the root key comes from.
enum class KeySource : std::uint8_t { kMachineKey = 1, kPassphrase = 2 };
// How what the source gives becomes the key of one write: HKDF-SHA-256 alone, or scrypt and then HKDF-SHA-256. A field
// of its own, so that Argon2id can follow without a new version.
enum class Kdf : std::uint8_t { kHkdfSha256 = 1, kScrypt = 2 };

// Cost of turning a passphrase into a root key: N = 2^log_n, r = 8, p = 1; memory 2^(log_n + 10) bytes. A file decides
// how much work its reader does, so the range is checked before any is done.
struct Scrypt {
  static constexpr std::uint8_t kMinLogN = 10;
  static constexpr std::uint8_t kMaxLogN = 20;
  std::uint8_t log_n = 17;  // OWASP's minimum: about a second
  std::array<unsigned char, 16> salt{};
};

struct Header {
  KeySource source = KeySource::kMachineKey;
  Scrypt scrypt;                               // with kPassphrase only
  std::array<unsigned char, 16> vault_id{};    // stays for the life of a vault
  std::array<unsigned char, 32> salt{};        // fresh for every write: so is the key, and a fixed nonce is sound
  std::array<unsigned char, 32> commitment{};  // binds the file to one key: tells a wrong key from damage
  std::int64_t written_at = 0;                 // seconds since 1970
  std::uint32_t body_bytes = 0;                // padded plaintext = ciphertext, without the tag
};

// One key of one profile.
struct Record {
  std::string profile;
  Slot slot = Slot::kCurrent;
  std::int64_t stored_at = 0;
  secret::SecretString secret;
};

[[nodiscard]] std::array<unsigned char, kHeaderBytes> encode_header(const Header& header);
// kDamaged: no vault, or cut. kUnsupported: a version, key source, KDF or cost that is not known or not allowed here.
// `file_bytes` is the size of the whole file and must be exactly what the header says.
[[nodiscard]] base::Result<Header> decode_header(std::string_view bytes, std::size_t file_bytes);

// The plaintext, padded with zeros to a size class (powers of two from 1 KiB), so that neither the kind nor the number
// of keys shows. kTooLarge above the limits.
[[nodiscard]] base::Result<secret::SecretString> encode_records(const std::vector<Record>& records);
// kDamaged where the bytes are not exactly such a plaintext.
[[nodiscard]] base::Result<std::vector<Record>> decode_records(const secret::SecretString& plain);

}  // namespace ngcs::store
