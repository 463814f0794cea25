#include "json/strict_object.h"

#include <array>

#include "base/text.h"

namespace ngcs::json {
namespace {

constexpr int kMaxDepth = 32;

}  // namespace

std::string StrictObject::problem() const {
  return "the text " + std::string(problem_) + " (byte " + std::to_string(at_) + ")";
}

bool StrictObject::skip_value(int depth) {
  if (at_ >= text_.size()) return fail("ends too early");
  const char c = text_[at_];
  if (c == '"') return string(Sink());
  if (c == '{' || c == '[') return skip_container(depth + 1);
  if (c == 't') return word("true");
  if (c == 'f') return word("false");
  if (c == 'n') return word("null");
  return number();
}

bool StrictObject::skip_container(int depth) {
  if (depth > kMaxDepth) return fail("is nested too deeply");
  const bool object = text_[at_++] == '{';
  const char close = object ? '}' : ']';
  skip_blanks();
  if (take(close)) return true;
  do {
    skip_blanks();
    if (object) {
      if (!string(Sink())) return false;
      skip_blanks();
      if (!take(':')) return fail("has no colon after a member name");
      skip_blanks();
    }
    if (!skip_value(depth)) return false;
    skip_blanks();
  } while (take(','));
  return take(close) || fail("has no end of an object or array");
}

bool StrictObject::word(std::string_view expected) {
  if (!text_.substr(at_).starts_with(expected)) return fail("has an unknown word");
  at_ += expected.size();
  return true;
}

bool StrictObject::digits() {
  const std::size_t start = at_;
  while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
  return at_ > start;
}

bool StrictObject::number() {
  take('-');
  if (!take('0') && !digits()) return fail("has no value where one is needed");
  if (take('.') && !digits()) return fail("has a wrong number");
  if (take('e') || take('E')) {
    if (!take('+')) take('-');
    if (!digits()) return fail("has a wrong number");
  }
  return true;
}

bool StrictObject::string(const Sink& sink) {
  if (!take('"')) return fail("has no string where one is needed");
  for (;;) {
    const std::size_t start = at_;
    while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\') {
      if (static_cast<unsigned char>(text_[at_]) < 0x20) return fail("has a control character inside a string");
      ++at_;
    }
    // Quote and backslash are ASCII: a piece between them is valid exactly when its share of the text is.
    const std::string_view piece = text_.substr(start, at_ - start);
    if (!base::valid_utf8(piece)) return fail("is not valid UTF-8");
    sink.append(piece);
    if (at_ >= text_.size()) return fail("has no end of a string");
    if (text_[at_++] == '"') return true;
    if (!escape(sink)) return false;
  }
}

bool StrictObject::escape(const Sink& sink) {
  if (at_ >= text_.size()) return fail("has no end of a string");
  constexpr std::string_view kNames = "\"\\/bfnrt";
  constexpr std::string_view kValues = "\"\\/\b\f\n\r\t";
  const char c = text_[at_++];
  if (c == 'u') return unicode(sink);
  const std::size_t index = kNames.find(c);
  if (index == std::string_view::npos) return fail("has an unknown escape");
  sink.append(kValues.substr(index, 1));
  return true;
}

bool StrictObject::unicode(const Sink& sink) {
  std::uint32_t code = 0;
  if (!hex4(code)) return false;
  if (code == 0) return fail("has a NUL character");  // C programs behind us would cut the secret there
  if (code >= 0xDC00 && code <= 0xDFFF) return fail("has half of a surrogate pair");
  if (code >= 0xD800 && code <= 0xDBFF) {
    std::uint32_t low = 0;
    if (!text_.substr(at_).starts_with("\\u")) return fail("has half of a surrogate pair");
    at_ += 2;
    if (!hex4(low)) return false;
    if (low < 0xDC00 || low > 0xDFFF) return fail("has half of a surrogate pair");
    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
  }
  std::array<char, 4> bytes{};
  const auto put = [](std::uint32_t value) { return static_cast<char>(static_cast<unsigned char>(value)); };
  std::size_t length = 0;
  if (code < 0x80) {
    bytes = {put(code)};
    length = 1;
  } else if (code < 0x800) {
    bytes = {put(0xC0 | (code >> 6)), put(0x80 | (code & 0x3F))};
    length = 2;
  } else if (code < 0x10000) {
    bytes = {put(0xE0 | (code >> 12)), put(0x80 | ((code >> 6) & 0x3F)), put(0x80 | (code & 0x3F))};
    length = 3;
  } else {
    bytes = {put(0xF0 | (code >> 18)), put(0x80 | ((code >> 12) & 0x3F)), put(0x80 | ((code >> 6) & 0x3F)),
             put(0x80 | (code & 0x3F))};
    length = 4;
  }
  sink.append(std::string_view(bytes.data(), length));
  secret::wipe(bytes.data(), bytes.size());
  return true;
}

bool StrictObject::hex4(std::uint32_t& out) {
  if (text_.size() - at_ < 4) return fail("has an incomplete escape");
  out = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = text_[at_++];
    std::uint32_t digit = 0;
    if (c >= '0' && c <= '9') {
      digit = static_cast<std::uint32_t>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      digit = static_cast<std::uint32_t>(c - 'a' + 10);
    } else if (c >= 'A' && c <= 'F') {
      digit = static_cast<std::uint32_t>(c - 'A' + 10);
    } else {
      return fail("has an incomplete escape");
    }
    out = out * 16 + digit;
  }
  return true;
}

void StrictObject::skip_blanks() {
  while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) {
    ++at_;
  }
}

bool StrictObject::take(char c) {
  if (at_ >= text_.size() || text_[at_] != c) return false;
  ++at_;
  return true;
}

bool StrictObject::fail(std::string_view problem) {
  if (problem_.empty()) problem_ = problem;
  return false;
}

}  // namespace ngcs::json
