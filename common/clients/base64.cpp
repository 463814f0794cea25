#include "clients/base64.h"

#include <array>
#include <cstdint>

namespace ngcs::clients {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int digit_of(char c) {
  const std::size_t position = kAlphabet.find(c);
  return position == std::string_view::npos ? -1 : static_cast<int>(position);
}

}  // namespace

std::optional<secret::SecretString> decode_base64(std::string_view text) {
  secret::SecretString decoded;
  decoded.reserve(text.size() / 4 * 3 + 3);
  std::uint32_t bits = 0;
  int digits = 0;
  int padding = 0;
  for (const char c : text) {
    if (c == '\r' || c == '\n') continue;
    if (c == '=') {
      if (digits < 2 || ++padding > 2) return std::nullopt;
      bits <<= 6;
      ++digits;
    } else {
      const int digit = digit_of(c);
      if (digit < 0 || padding > 0) return std::nullopt;
      bits = bits << 6 | static_cast<std::uint32_t>(digit);
      ++digits;
    }
    if (digits < 4) continue;
    for (int i = 0; i < 3 - padding; ++i) decoded.push_back(static_cast<char>(bits >> (16 - 8 * i) & 0xff));
    bits = 0;
    digits = 0;
    if (padding > 0) padding = 3;  // anything after a padded group is refused
  }
  if (digits != 0) return std::nullopt;
  return decoded;
}

secret::SecretString encode_base64(std::string_view content) {
  secret::SecretString text;
  text.reserve((content.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < content.size(); i += 3) {
    const std::string_view group = content.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      bits = bits << 8 | (k < group.size() ? static_cast<unsigned char>(group[k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text.push_back(k <= group.size() ? kAlphabet[bits >> (18 - 6 * k) & 63] : '=');
    }
  }
  return text;
}

}  // namespace ngcs::clients
