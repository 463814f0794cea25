// The little cryptography the local NGC needs: digests, signatures, base64.
#pragma once

#include <openssl/evp.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ngcs::sandbox {

[[nodiscard]] std::string sha256_hex(std::string_view data);
[[nodiscard]] std::string sha256_digest(std::string_view data);  // "sha256:<hex>"

// SHA-256 of what comes in pieces.
class Sha256 {
 public:
  Sha256();
  void add(std::string_view data);
  [[nodiscard]] std::string hex();  // the end: nothing can be added afterwards

 private:
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context_;
};

[[nodiscard]] std::string base64url(std::string_view data);  // without padding
[[nodiscard]] std::optional<std::string> base64url_decode(std::string_view text);
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);  // standard alphabet, padding optional

// A random key that lives as long as the service; signs what the service hands out.
class Signer {
 public:
  Signer();
  [[nodiscard]] std::string sign(std::string_view text) const;  // base64url of HMAC-SHA256
  [[nodiscard]] bool verify(std::string_view text, std::string_view signature) const;

 private:
  std::string key_;
};

}  // namespace ngcs::sandbox
