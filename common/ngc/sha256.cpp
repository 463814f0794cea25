#include "ngc/sha256.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace ngcs::ngc {
namespace {

constexpr std::size_t kHexDigits = 64;

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

}  // namespace

struct Sha256::State {
  std::unique_ptr<EVP_MD_CTX, FreeContext> context{EVP_MD_CTX_new()};
  bool ok = false;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  state_->ok = state_->context && EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr) == 1;
}

Sha256::~Sha256() = default;

void Sha256::update(std::string_view piece) {
  state_->ok = state_->ok && EVP_DigestUpdate(state_->context.get(), piece.data(), piece.size()) == 1;
}

std::string Sha256::hex() {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned int size = 0;
  // An empty text never equals a digest, so a failure inside OpenSSL is a mismatch.
  if (!state_->ok || EVP_DigestFinal_ex(state_->context.get(), bytes.data(), &size) != 1) return {};
  state_->ok = false;
  std::string text;
  text.reserve(std::size_t{2} * size);
  for (unsigned int i = 0; i < size; ++i) {
    text.push_back(kDigits[bytes[i] >> 4U]);
    text.push_back(kDigits[bytes[i] & 15U]);
  }
  return text;
}

std::string normal_digest(std::string_view digest) {
  constexpr std::string_view kPrefix = "sha256:";
  if (digest.starts_with(kPrefix)) digest.remove_prefix(kPrefix.size());
  const bool hex = digest.size() == kHexDigits && std::all_of(digest.begin(), digest.end(), [](char c) {
                     return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
                   });
  return hex ? base::lower(digest) : std::string();
}

}  // namespace ngcs::ngc
