#include "key/base64.h"
#include "key/key.h"

namespace ngcs::key {

namespace {

// "01234567-89ab-cdef-0123-456789abcdef"
bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (c != '-') return false;
      continue;
    }
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (!hex) return false;
  }
  return true;
}

// NVIDIA's own classifier: standard base64 of "<client id>:<uuid>", the client id not empty.
// Source: github.com/NVIDIA/infra-controller, detectAPIKeyType.
bool is_legacy(const secret::SecretString& key) {
  const auto decoded = decode_base64(key.reveal());
  if (!decoded) return false;
  const std::string_view text = decoded->reveal();
  const std::size_t colon = text.find(':');
  return colon != std::string_view::npos && colon > 0 && is_uuid(text.substr(colon + 1));
}

}  // namespace

std::string_view kind_name(Kind kind) noexcept {
  switch (kind) {
    case Kind::kLegacy:
      return "legacy";
    case Kind::kScoped:
      return "personal-or-service";
    case Kind::kStaging:
      return "staging";
    case Kind::kUnknown:
      return "unknown";
  }
  return "unknown";
}

Kind classify(const secret::SecretString& key) noexcept {
  const std::string_view text = key.reveal();
  if (text.starts_with("nvapi-stg-")) return Kind::kStaging;
  if (text.starts_with("nvapi-")) return Kind::kScoped;
  return is_legacy(key) ? Kind::kLegacy : Kind::kUnknown;
}

std::string EqualityClasses::name(const secret::SecretString& key) {
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    if (seen_[i] == key) return "K" + std::to_string(i + 1);
  }
  seen_.push_back(key.copy());
  return "K" + std::to_string(seen_.size());
}

}  // namespace ngcs::key
