#include "ngc/token_json.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ngcs::ngc {
namespace {

using secret::SecretString;

constexpr int kMaxDepth = 32;
constexpr std::size_t kMaxMembers = 256;

// A recursive-descent reader of RFC 8259 that keeps two strings and one number of the outermost object.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  // Empty where all is well, else what is wrong.
  std::string_view read(TokenFields& fields) {
    skip_blanks();
    if (!take('{')) return "it is no JSON object";
    SecretString access_token;
    bool access = false;
    bool token = false;
    std::vector<std::string> names;
    skip_blanks();
    if (!take('}')) {
      do {
        std::string name;
        skip_blanks();
        if (!plain_string(name) || names.size() == kMaxMembers) return kBad;
        if (std::find(names.begin(), names.end(), name) != names.end()) return "a member stands in it twice";
        skip_blanks();
        if (!take(':')) return kBad;
        skip_blanks();
        if (name == "token" && peek('"')) {
          if (!secret_string(fields.token)) return kBad;
          token = true;
        } else if (name == "access_token" && peek('"')) {
          if (!secret_string(access_token)) return kBad;
          access = true;
        } else {
          const std::size_t start = at_;
          if (!skip_value(1)) return kBad;
          if (name == "expires_in") fields.expires_in = positive(text_.substr(start, at_ - start));
        }
        names.push_back(std::move(name));
        skip_blanks();
      } while (take(','));
      if (!take('}')) return kBad;
    }
    skip_blanks();
    if (at_ != text_.size()) return kBad;
    if (!token && !access) return "it holds no token";
    if (!token) fields.token = std::move(access_token);
    return {};
  }

 private:
  static constexpr std::string_view kBad = "it is no valid JSON";

  static std::optional<std::int64_t> positive(std::string_view text) {
    std::int64_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size() || value <= 0) return std::nullopt;
    return value;
  }

  [[nodiscard]] bool peek(char c) const { return at_ < text_.size() && text_[at_] == c; }
  bool take(char c) {
    if (!peek(c)) return false;
    ++at_;
    return true;
  }
  void skip_blanks() {
    while (peek(' ') || peek('\t') || peek('\n') || peek('\r')) ++at_;
  }

  // A name. Escapes are kept as they stand: no name we look for has one.
  bool plain_string(std::string& out) {
    const std::size_t start = at_ + 1;
    if (!skip_string()) return false;
    out = text_.substr(start, at_ - 1 - start);
    return true;
  }

  bool skip_string() {
    if (!take('"')) return false;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c == '\\' && at_++ >= text_.size()) return false;
    }
    return false;
  }

  // Visible ASCII only, so only the escapes that can stand for that are decoded; others are refused.
  bool secret_string(SecretString& out) {
    if (!take('"')) return false;
    while (at_ < text_.size()) {
      char c = text_[at_++];
      if (c == '"') return true;
      if (c == '\\' && !escape(c)) return false;
      out.push_back(c);
    }
    return false;
  }

  bool escape(char& out) {
    if (at_ >= text_.size()) return false;
    out = text_[at_++];
    if (out == '/' || out == '"' || out == '\\') return true;
    if (out != 'u' || text_.size() - at_ < 4) return false;
    unsigned code = 0;
    const char* const end = text_.data() + at_ + 4;
    const auto parsed = std::from_chars(text_.data() + at_, end, code, 16);
    if (parsed.ec != std::errc() || parsed.ptr != end || code > 0x7e) return false;
    out = static_cast<char>(code);
    at_ += 4;
    return true;
  }

  bool skip_value(int depth) {
    if (peek('"')) return skip_string();
    if (peek('{') || peek('[')) return skip_container(depth + 1);
    for (const std::string_view word : {"true", "false", "null"}) {
      if (text_.substr(at_).starts_with(word)) {
        at_ += word.size();
        return true;
      }
    }
    return skip_number();
  }

  bool skip_container(int depth) {
    if (depth > kMaxDepth) return false;
    const bool object = text_[at_++] == '{';
    const char close = object ? '}' : ']';
    skip_blanks();
    if (take(close)) return true;
    do {
      skip_blanks();
      if (object) {
        if (!skip_string()) return false;
        skip_blanks();
        if (!take(':')) return false;
        skip_blanks();
      }
      if (!skip_value(depth)) return false;
      skip_blanks();
    } while (take(','));
    return take(close);
  }

  bool skip_number() {
    const std::size_t start = at_;
    while (at_ < text_.size() && std::string_view("+-.eE0123456789").find(text_[at_]) != std::string_view::npos) ++at_;
    return at_ > start;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

base::Result<TokenFields> parse_token(const SecretString& text) {
  const auto unusable = [](std::string_view why) {
    return base::Error{base::Errc::kUnexpected, "the answer of the token service is not usable: " + std::string(why)};
  };
  if (text.size() > kMaxTokenAnswerBytes) return unusable("it is larger than 64 KiB");
  TokenFields fields;
  if (const std::string_view problem = Reader(text.reveal()).read(fields); !problem.empty()) return unusable(problem);
  const std::string_view token = fields.token.reveal();
  if (token.empty()) return unusable("the token in it is empty");
  if (token.size() > kMaxTokenBytes) return unusable("the token in it is larger than 16 KiB");
  if (!std::all_of(token.begin(), token.end(), [](char c) { return c > 0x20 && c < 0x7f; })) {
    return unusable("the token in it holds a character outside visible ASCII");
  }
  return fields;
}

}  // namespace ngcs::ngc
