#include "store/vault_crypto.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <cstring>
#include <memory>
#include <utility>

namespace ngcs::store {

namespace {

using base::Errc;
using base::Error;
using secret::SecretString;

template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* pointer) const noexcept {
    Free(pointer);
  }
};
using CipherCtx = std::unique_ptr<EVP_CIPHER_CTX, Deleter<EVP_CIPHER_CTX_free>>;
using Cipher = std::unique_ptr<EVP_CIPHER, Deleter<EVP_CIPHER_free>>;
using KdfPtr = std::unique_ptr<EVP_KDF, Deleter<EVP_KDF_free>>;
using KdfCtx = std::unique_ptr<EVP_KDF_CTX, Deleter<EVP_KDF_CTX_free>>;

constexpr std::size_t kAeadKeyBytes = 32;
constexpr std::string_view kInfo = "ngc-auth vault 1";
// Sound only because no two writes share a key: the salt is fresh for each.
constexpr std::array<unsigned char, 12> kNonce{};

// No openssl.cnf (a file of others must not choose our cryptography) and no work at exit: both cost start-up time.
// Not OPENSSL_INIT_NO_ADD_ALL_DIGESTS and _CIPHERS: each holds for the whole process and for good, and a program that
// speaks TLS after it cannot verify any certificate ("CA signature digest algorithm too weak").
void init_openssl() {
  OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS,
                      nullptr);
}

Error openssl_error(std::string_view what) {
  const unsigned long number = ERR_get_error();
  ERR_clear_error();
  return {Errc::kInternal, "OpenSSL cannot " + std::string(what), "check the installation",
          static_cast<int>(number & 0x7FFFFFFFUL)};
}

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

// The key of one write and its commitment.
class DerivedKey {
 public:
  DerivedKey() = default;
  DerivedKey(const DerivedKey&) = delete;
  DerivedKey& operator=(const DerivedKey&) = delete;
  ~DerivedKey() { secret::wipe(bytes_.data(), bytes_.size()); }

  [[nodiscard]] base::Result<void> derive(const SecretString& root, const Header& header) {
    if (root.size() != kRootKeyBytes) return Error{Errc::kInternal, "the root key has a wrong size"};
    init_openssl();
    const KdfPtr kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
    const KdfCtx context(kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr);
    if (!context) return openssl_error("provide HKDF");
    std::string info(kInfo);
    info.append(reinterpret_cast<const char*>(header.vault_id.data()), header.vault_id.size());
    char digest[] = "SHA256";
    // The parameters are only read; their type has no const form.
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, const_cast<char*>(root.reveal().data()), root.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, const_cast<unsigned char*>(header.salt.data()),
                                          header.salt.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.data(), info.size()), OSSL_PARAM_construct_end()};
    if (EVP_KDF_derive(context.get(), bytes_.data(), bytes_.size(), parameters) != 1) return openssl_error("run HKDF");
    return {};
  }
  [[nodiscard]] const unsigned char* key() const noexcept { return bytes_.data(); }
  [[nodiscard]] const unsigned char* commitment() const noexcept { return bytes_.data() + kAeadKeyBytes; }

 private:
  std::array<unsigned char, kAeadKeyBytes + 32> bytes_{};
};

// A buffer of plaintext that is wiped whatever happens: GCM hands out text before the tag is checked.
SecretString zeros(std::size_t size) {
  SecretString buffer;
  buffer.reserve(size);
  const std::string block(size < 4096 ? size : 4096, '\0');
  while (buffer.size() < size) buffer.append(std::string_view(block).substr(0, size - buffer.size()));
  return buffer;
}

unsigned char* writable(SecretString& text) { return const_cast<unsigned char*>(bytes_of(text.reveal())); }

}  // namespace

base::Result<void> random_bytes(unsigned char* data, std::size_t size) {
  init_openssl();
  if (RAND_bytes(data, static_cast<int>(size)) != 1) return openssl_error("get random bytes");
  return {};
}

base::Result<std::string> seal(const SecretString& root, Header header, const SecretString& plain) {
  if (auto random = random_bytes(header.salt.data(), header.salt.size()); !random) return random.error();
  DerivedKey derived;
  if (auto done = derived.derive(root, header); !done) return done.error();
  std::memcpy(header.commitment.data(), derived.commitment(), header.commitment.size());
  header.body_bytes = static_cast<std::uint32_t>(plain.size());
  const auto head = encode_header(header);

  std::string file(reinterpret_cast<const char*>(head.data()), head.size());
  file.resize(head.size() + plain.size() + kTagBytes);
  auto* body = reinterpret_cast<unsigned char*>(file.data() + head.size());
  const Cipher cipher(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
  const CipherCtx context(EVP_CIPHER_CTX_new());
  int length = 0;
  if (!cipher || !context ||
      EVP_EncryptInit_ex2(context.get(), cipher.get(), derived.key(), kNonce.data(), nullptr) != 1 ||
      EVP_EncryptUpdate(context.get(), nullptr, &length, head.data(), static_cast<int>(head.size())) != 1 ||
      EVP_EncryptUpdate(context.get(), body, &length, bytes_of(plain.reveal()), static_cast<int>(plain.size())) != 1 ||
      EVP_EncryptFinal_ex(context.get(), body + length, &length) != 1 ||
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kTagBytes, body + plain.size()) != 1) {
    return openssl_error("encrypt the vault");
  }
  return file;
}

base::Result<SecretString> unseal(const SecretString& root, const Header& header, std::string_view file) {
  if (file.size() != kHeaderBytes + header.body_bytes + kTagBytes) {
    return Error{Errc::kInternal, "a header was used with another file"};
  }
  DerivedKey derived;
  if (auto done = derived.derive(root, header); !done) return done.error();
  if (CRYPTO_memcmp(derived.commitment(), header.commitment.data(), header.commitment.size()) != 0) {
    return Error{Errc::kWrongKey, "the key does not belong to this vault"};
  }

  const std::string_view head = file.substr(0, kHeaderBytes);
  const std::string_view body = file.substr(kHeaderBytes, header.body_bytes);
  // A copy, because the interface wants the tag writable. Its size is fixed: shorter tags are never accepted.
  std::array<unsigned char, kTagBytes> tag{};
  std::memcpy(tag.data(), file.data() + kHeaderBytes + header.body_bytes, tag.size());

  SecretString plain = zeros(body.size());
  const Cipher cipher(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
  const CipherCtx context(EVP_CIPHER_CTX_new());
  int length = 0;
  if (!cipher || !context ||
      EVP_DecryptInit_ex2(context.get(), cipher.get(), derived.key(), kNonce.data(), nullptr) != 1 ||
      EVP_DecryptUpdate(context.get(), nullptr, &length, bytes_of(head), static_cast<int>(head.size())) != 1 ||
      EVP_DecryptUpdate(context.get(), writable(plain), &length, bytes_of(body), static_cast<int>(body.size())) != 1 ||
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data()) != 1) {
    return openssl_error("decrypt the vault");
  }
  if (EVP_DecryptFinal_ex(context.get(), writable(plain) + length, &length) != 1) {
    ERR_clear_error();
    return Error{Errc::kDamaged, "its content was changed or damaged"};
  }
  return plain;
}

base::Result<SecretString> root_of_passphrase(const SecretString& passphrase, const Scrypt& cost) {
  init_openssl();
  const KdfPtr kdf(EVP_KDF_fetch(nullptr, "SCRYPT", nullptr));
  const KdfCtx context(kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr);
  if (!context) return openssl_error("provide scrypt");
  std::uint64_t n = std::uint64_t{1} << cost.log_n;
  std::uint32_t r = 8;
  std::uint32_t p = 1;
  // Explicit, because OpenSSL's own limit depends on the interface. 128 * N * r bytes, and a little for the rest.
  std::uint64_t memory = 128 * n * r + (1U << 20U);
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_PASSWORD, const_cast<char*>(passphrase.reveal().data()),
                                        passphrase.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, const_cast<unsigned char*>(cost.salt.data()),
                                        cost.salt.size()),
      OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &n),
      OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_R, &r),
      OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_P, &p),
      OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, &memory),
      OSSL_PARAM_construct_end()};
  SecretString root = zeros(kRootKeyBytes);
  if (EVP_KDF_derive(context.get(), writable(root), root.size(), parameters) != 1) {
    ERR_clear_error();
    return Error{Errc::kTooLarge, "there is not enough memory to check the passphrase of the vault"};
  }
  return root;
}

}  // namespace ngcs::store
