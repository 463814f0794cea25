#include "base/text.h"

#include <cstddef>
#include <cstdint>

namespace ngcs::base {

namespace {

constexpr bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
constexpr char lower_char(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr std::uint32_t byte(char c) noexcept { return static_cast<unsigned char>(c); }

struct Decoded {
  std::uint32_t code = 0;
  std::size_t length = 0;  // 0: the byte at the position starts no valid sequence
};

// The code point at `at` by the table of RFC 3629 section 4.
Decoded decode(std::string_view text, std::size_t at) noexcept {
  const std::uint32_t first = byte(text[at]);
  if (first < 0x80) return {first, 1};
  std::size_t length = 0;
  std::uint32_t code = 0;
  std::uint32_t smallest = 0;
  if (first >= 0xC2 && first <= 0xDF) {
    length = 2;
    code = first & 0x1F;
    smallest = 0x80;
  } else if (first >= 0xE0 && first <= 0xEF) {
    length = 3;
    code = first & 0x0F;
    smallest = 0x800;
  } else if (first >= 0xF0 && first <= 0xF4) {
    length = 4;
    code = first & 0x07;
    smallest = 0x10000;
  } else {
    return {};
  }
  if (text.size() - at < length) return {};
  for (std::size_t i = 1; i < length; ++i) {
    const std::uint32_t next = byte(text[at + i]);
    if ((next & 0xC0) != 0x80) return {};
    code = (code << 6) | (next & 0x3F);
  }
  if (code < smallest || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
  return {code, length};
}

constexpr bool is_control(std::uint32_t code) noexcept {
  return code < 0x20 || (code >= 0x7F && code <= 0x9F) ||                           // C0, DEL, C1
         code == 0x2028 || code == 0x2029 ||                                        // line and paragraph separator
         code == 0x061C || code == 0x200E || code == 0x200F ||                      // bidirectional marks
         (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);  // embeddings, overrides, isolates
}

void append_hex(std::string& out, std::uint32_t value, int digits) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  while (digits < 8 && (value >> (4 * digits)) != 0) ++digits;
  for (int i = digits - 1; i >= 0; --i) out += kDigits[(value >> (4 * i)) & 0xF];
}

}  // namespace

std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower_char(c);
  return out;
}

bool iequals(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower_char(a[i]) != lower_char(b[i])) return false;
  }
  return true;
}

bool istarts_with(std::string_view text, std::string_view prefix) noexcept {
  return text.size() >= prefix.size() && iequals(text.substr(0, prefix.size()), prefix);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

bool valid_utf8(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const Decoded decoded = decode(text, at);
    if (decoded.length == 0) return false;
    at += decoded.length;
  }
  return true;
}

bool has_control(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const Decoded decoded = decode(text, at);
    // A stray byte 0x80-0x9F is a C1 control for whoever reads the text as Latin-1.
    if (is_control(decoded.length == 0 ? byte(text[at]) : decoded.code)) return true;
    at += decoded.length == 0 ? 1 : decoded.length;
  }
  return false;
}

std::string printable(std::string_view text, std::size_t limit) {
  std::string out;
  out.reserve(text.size() < limit ? text.size() : limit);
  for (std::size_t at = 0; at < text.size();) {
    const Decoded decoded = decode(text, at);
    const std::size_t before = out.size();
    if (decoded.length == 0 || (decoded.length == 1 && is_control(decoded.code))) {
      out += "\\x";
      append_hex(out, byte(text[at]), 2);
    } else if (is_control(decoded.code)) {
      out += "\\u{";
      append_hex(out, decoded.code, 1);
      out += '}';
    } else {
      out.append(text.substr(at, decoded.length));
    }
    if (out.size() > limit) {
      out.resize(before);
      out += "…";
      return out;
    }
    at += decoded.length == 0 ? 1 : decoded.length;
  }
  return out;
}

std::string shell_quote(std::string_view text) {
  constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:=@%+,";
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string_view::npos) return std::string(text);
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  out += '\'';
  return out;
}

}  // namespace ngcs::base
