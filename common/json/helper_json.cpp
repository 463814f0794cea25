#include "json/helper_json.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "base/text.h"

namespace ngcs::json {

namespace {

using base::Errc;
using base::Error;
using base::Result;
using secret::SecretString;

constexpr int kMaxDepth = 32;
constexpr std::size_t kMaxMembers = 256;

constexpr std::array<std::string_view, 3> kKnown = {"serverurl", "username", "secret"};

// Where decoded text goes: a std::string, a SecretString, or nowhere (skipped members).
class Sink {
 public:
  Sink() = default;
  explicit Sink(std::string* text) : text_(text) {}
  explicit Sink(SecretString* secret) : secret_(secret) {}
  void append(std::string_view piece) const {
    if (text_ != nullptr) text_->append(piece);
    if (secret_ != nullptr) secret_->append(piece);
  }

 private:
  std::string* text_ = nullptr;
  SecretString* secret_ = nullptr;
};

// A recursive-descent parser of RFC 8259. It keeps no copy of any value; after the first failure it stays failed.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  [[nodiscard]] bool credentials(HelperCredentials& out) {
    skip_blanks();
    if (!expect('{')) return fail("is not a JSON object");
    std::vector<std::string> names;
    skip_blanks();
    if (!take('}')) {
      do {
        if (!member(out, names)) return false;
      } while (take(','));
      if (!take('}')) return fail("has no end of the object");
    }
    skip_blanks();
    return at_ == text_.size() || fail("continues after the object");
  }

  [[nodiscard]] Error error() const {
    return {Errc::kInvalidInput, "the credentials on standard input are not usable: the text " + std::string(problem_) +
                                     " (byte " + std::to_string(at_) + ")"};
  }

 private:
  bool member(HelperCredentials& out, std::vector<std::string>& names) {
    std::string name;
    skip_blanks();
    if (!string(Sink(&name))) return false;
    skip_blanks();
    if (!expect(':')) return fail("has no colon after a member name");
    skip_blanks();
    // The reference implementation matches the names in any case, so two spellings of one are duplicates.
    std::string lowered = base::lower(name);
    const bool known = std::find(kKnown.begin(), kKnown.end(), lowered) != kKnown.end();
    if (!known) lowered = std::move(name);
    if (std::find(names.begin(), names.end(), lowered) != names.end()) return fail("has a member twice");
    if (names.size() >= kMaxMembers) return fail("has too many members");
    bool ok = false;
    if (lowered == kKnown[0]) {
      ok = string(Sink(&out.server));
    } else if (lowered == kKnown[1]) {
      ok = string(Sink(&out.username));
    } else if (lowered == kKnown[2]) {
      ok = string(Sink(&out.secret));
    } else {
      ok = skip_value(1);
    }
    names.push_back(std::move(lowered));
    skip_blanks();
    return ok;
  }

  // Any value; `depth` levels are open around it.
  bool skip_value(int depth) {
    if (at_ >= text_.size()) return fail("ends too early");
    const char c = text_[at_];
    if (c == '"') return string(Sink());
    if (c == '{' || c == '[') return skip_container(depth + 1);
    if (c == 't') return word("true");
    if (c == 'f') return word("false");
    if (c == 'n') return word("null");
    return number();
  }

  bool skip_container(int depth) {
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
        if (!expect(':')) return fail("has no colon after a member name");
        skip_blanks();
      }
      if (!skip_value(depth)) return false;
      skip_blanks();
    } while (take(','));
    return take(close) || fail("has no end of an object or array");
  }

  bool word(std::string_view expected) {
    if (!text_.substr(at_).starts_with(expected)) return fail("has an unknown word");
    at_ += expected.size();
    return true;
  }

  bool digits() {
    const std::size_t start = at_;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
    return at_ > start;
  }

  bool number() {
    take('-');
    if (!take('0') && !digits()) return fail("has no value where one is needed");
    if (take('.') && !digits()) return fail("has a wrong number");
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!digits()) return fail("has a wrong number");
    }
    return true;
  }

  bool string(const Sink& sink) {
    if (!expect('"')) return fail("has no string where one is needed");
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

  bool escape(const Sink& sink) {
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

  bool unicode(const Sink& sink) {
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

  bool hex4(std::uint32_t& out) {
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

  void skip_blanks() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) {
      ++at_;
    }
  }
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool expect(char c) { return take(c); }
  bool fail(std::string_view problem) {
    if (problem_.empty()) problem_ = problem;
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string_view problem_;
};

void append_string(SecretString& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out.push_back('"');
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (code < 0x20) {
      out.append("\\u00");
      out.push_back(kHex[code >> 4]);
      out.push_back(kHex[code & 0xF]);
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
}

}  // namespace

Result<HelperCredentials> parse_credentials(const SecretString& text, std::size_t limit) {
  if (text.size() > limit) {
    return Error(Errc::kTooLarge,
                 "the credentials on standard input are larger than " + std::to_string(limit) + " bytes");
  }
  HelperCredentials out;
  Parser parser(text.reveal());
  if (!parser.credentials(out)) return parser.error();
  return out;
}

SecretString format_credentials(std::string_view server, std::string_view username, const SecretString& secret) {
  SecretString out;
  out.reserve(server.size() + username.size() + secret.size() + 64);
  out.append("{\"ServerURL\":");
  append_string(out, server);
  out.append(",\"Username\":");
  append_string(out, username);
  out.append(",\"Secret\":");
  append_string(out, secret.reveal());
  out.append("}\n");
  return out;
}

}  // namespace ngcs::json
