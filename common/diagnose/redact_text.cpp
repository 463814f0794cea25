#include "diagnose/redact_text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "base/text.h"
#include "key/base64.h"

namespace ngcs::diagnose {
namespace {

constexpr std::size_t npos = std::string_view::npos;

// How far is looked ahead: what is longer is not a command line, a URL's authority, a pair.
constexpr std::size_t kMaxLine = 4096;
constexpr std::size_t kMaxAuthority = 2048;
constexpr std::size_t kMaxPair = 1024;
constexpr std::size_t kMaxName = 64;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_alnum(char c) { return is_digit(c) || is_upper(c) || is_lower(c); }
bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_line_end(char c) { return c == '\n' || c == '\r'; }
bool is_key_character(char c) { return is_alnum(c) || c == '-' || c == '_'; }
bool is_base64(char c) { return is_alnum(c) || c == '+' || c == '/'; }

// A pair "name:secret" in base64: a legacy key, or an `auth` value.
bool is_encoded_pair(std::string_view run) {
  if (run.size() < 16 || run.size() > kMaxPair || run.size() % 4 != 0) return false;
  const auto decoded = key::decode_base64(run);
  if (!decoded) return false;
  const std::string_view text = decoded->reveal();
  return text.find(':') != npos &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= 0x20 && c < 0x7f) || c == '\n'; });
}

// Options and variables whose value is a secret. Names of variables are compared by their parts: "NGC_API_KEY".
constexpr std::array<std::string_view, 8> kSecretOptions = {
    "--password",       "--creds",        "--src-creds",           "--dest-creds",
    "--registry-token", "--access-token", "--dest-registry-token", "--src-registry-token"};
constexpr std::array<std::string_view, 6> kSecretNames = {"key", "apikey", "token", "password", "secret", "auth"};

constexpr std::array<std::string_view, 6> kPlainParameters = {"scope",   "service",       "account",
                                                              "profile", "offline_token", "client_id"};

bool is_secret_name(std::string_view name) {
  const std::string lowered = base::lower(name);
  const std::string_view text = lowered;
  if (text.ends_with("passwd") || text.ends_with("password") || text.ends_with("apikey")) return true;
  const std::size_t before = text.find_last_of("_-");
  const std::string_view last = before == npos ? text : text.substr(before + 1);
  return std::find(kSecretNames.begin(), kSecretNames.end(), last) != kSecretNames.end();
}

// Goes over the text once, from left to right; `at_` never goes back.
class Redactor {
 public:
  explicit Redactor(std::string_view text) : text_(text) { out_.reserve(text.size()); }

  std::string run() {
    while (at_ < text_.size()) {
      if (at_ < url_end_ && (text_[at_] == '?' || text_[at_] == '&') && take_parameter()) continue;
      if (at_word_start() && (take_user_part() || take_echo() || take_option() || take_assignment())) continue;
      if (at_ > 0 && std::string_view("-.").find(text_[at_ - 1]) != npos && take_assignment()) continue;
      if (is_alnum(text_[at_])) {
        if (!(at_ > 0 && is_alnum(text_[at_ - 1])) && take_authorization()) continue;
        take_run();
        continue;
      }
      copy(1);
    }
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }
  [[nodiscard]] bool at_word_start() const {
    if (at_ == 0) return true;
    const char before = text_[at_ - 1];
    return is_blank(before) || is_line_end(before) || std::string_view("\"'`(;|&<{,[=").find(before) != npos;
  }
  void copy(std::size_t count) {
    count = std::min(count, text_.size() - at_);
    out_ += text_.substr(at_, count);
    at_ += count;
  }
  void hide(std::size_t count) {
    out_ += kRedacted;
    at_ += count;
  }

  // A value of the shell at `from`: hides it unless it is empty or names a variable; quotes around it stay.
  void take_value() {
    if (at_ >= text_.size() || is_blank(text_[at_]) || is_line_end(text_[at_])) return;
    const char quote = text_[at_] == '\'' || text_[at_] == '"' ? text_[at_] : '\0';
    if (quote != '\0') copy(1);
    std::size_t end = at_;
    while (end < text_.size() && !is_line_end(text_[end])) {
      const char c = text_[end];
      if (quote != '\0' ? c == quote : (is_blank(c) || std::string_view("|&;<>\"'").find(c) != npos)) break;
      const bool escape = c == '\\' && quote != '\'' && end + 1 < text_.size() && !is_line_end(text_[end + 1]);
      end += escape ? std::size_t{2} : std::size_t{1};
    }
    end = std::min(end, text_.size());
    const std::string_view value = text_.substr(at_, end - at_);
    if (value.empty() || names_variable(value, quote)) {
      copy(value.size());
    } else if (const std::size_t colon = value.find(':');
               colon != npos && value.substr(0, colon).ends_with("$oauthtoken")) {
      // "$oauthtoken:KEY" of --creds: the user name is part of what is to be diagnosed.
      copy(colon + 1);
      const std::string_view secret = value.substr(colon + 1);
      if (secret.empty() || names_variable(secret, quote)) {
        copy(secret.size());
      } else {
        hide(secret.size());
      }
    } else {
      hide(value.size());
    }
    if (quote != '\0' && at_ < text_.size() && text_[at_] == quote) copy(1);
  }

  // "$NAME", "${NAME}", "$(command)", and the "<key>" of manuals; not '$NAME' in single quotes, whose text is the
  // value.
  static bool names_variable(std::string_view value, char quote) {
    if (value.starts_with('[') && value == kRedacted) return true;
    if (quote == '\'' || !value.starts_with('$')) return false;
    if (value.starts_with("$(")) return true;
    const std::string_view name = value.substr(value.starts_with("${") ? 2 : 1);
    return !name.empty() &&
           std::all_of(name.begin(), name.end(), [](char c) { return is_alnum(c) || c == '_' || c == '}'; });
  }

  // One parameter of a URL's query. Queries of signed addresses are credentials; those of token requests are known.
  bool take_parameter() {
    std::size_t name = at_ + 1;
    while (name < url_end_ && name - at_ <= kMaxName && text_[name] != '=' && text_[name] != '&') ++name;
    if (name >= url_end_ || text_[name] != '=') return false;
    const std::string_view word = text_.substr(at_ + 1, name - at_ - 1);
    if (std::find(kPlainParameters.begin(), kPlainParameters.end(), word) != kPlainParameters.end()) return false;
    std::size_t end = name + 1;
    while (end < url_end_ && text_[end] != '&') ++end;
    copy(name + 1 - at_);
    if (end > at_) hide(end - at_);
    return true;
  }

  // "https://name:secret@host": everything before the last '@' of the authority.
  bool take_user_part() {
    if (!is_alnum(text_[at_])) return false;
    std::size_t scheme = at_;
    while (scheme < text_.size() && scheme - at_ < 32 && (is_key_character(text_[scheme]) || text_[scheme] == '+')) {
      ++scheme;
    }
    if (text_.substr(scheme, 3) != "://") return false;
    const std::size_t start = scheme + 3;
    if (at_ >= url_end_) url_end_ = std::min(text_.find_first_of(" \t\r\n\"'<>`", start), text_.size());
    std::size_t end = start;
    std::size_t mark = npos;
    while (end < text_.size() && end - start < kMaxAuthority && !is_blank(text_[end]) && !is_line_end(text_[end]) &&
           std::string_view("/?#\"'<>").find(text_[end]) == npos) {
      if (text_[end] == '@') mark = end;
      ++end;
    }
    if (mark == npos) return false;
    copy(start - at_);
    hide(mark - start);
    return true;
  }

  // "echo KEY | docker login … --password-stdin", and printf.
  bool take_echo() {
    std::string_view line = rest().substr(0, kMaxLine);
    line = line.substr(0, line.find('\n'));
    const std::size_t word = line.starts_with("echo ") ? 5 : line.starts_with("printf ") ? 7 : 0;
    if (word == 0) return false;
    const std::size_t pipe = line.find('|');
    if (pipe == npos || line.find("--password-stdin") == npos) return false;
    copy(word);
    const std::size_t end = at_ + (pipe - word);
    while (at_ < end) {
      if (is_blank(text_[at_])) {
        copy(1);
      } else if (text_[at_] == '-' || text_[at_] == '%') {  // -n, %s
        while (at_ < end && !is_blank(text_[at_])) copy(1);
      } else {
        const std::size_t before = at_;
        take_value();
        if (at_ == before) copy(1);
      }
    }
    return true;
  }

  bool take_option() {
    if (text_[at_] != '-') return false;
    std::size_t end = at_;
    while (end < text_.size() && end - at_ < kMaxName && is_key_character(text_[end])) ++end;
    const std::string_view option = text_.substr(at_, end - at_);
    const char next = end < text_.size() ? text_[end] : '\0';
    const bool known = std::find(kSecretOptions.begin(), kSecretOptions.end(), option) != kSecretOptions.end();
    if (!known && option != "-p") {
      // "-pSECRET"
      if (!option.starts_with("-p") || option.find('-', 1) != npos || option.size() < 8) return false;
      copy(2);
      take_value();
      return true;
    }
    if (next == '=') {
      copy(option.size() + 1);
      take_value();
      return true;
    }
    if (!is_blank(next)) return false;
    copy(option.size());
    while (at_ < text_.size() && is_blank(text_[at_])) copy(1);
    // The next option: the shell left nothing of the value.
    if (at_ < text_.size() && text_[at_] != '-') take_value();
    return true;
  }

  // NAME=value, "name": "value", name: value.
  bool take_assignment() {
    if (!is_alnum(text_[at_]) && text_[at_] != '_') return false;
    std::size_t end = at_;
    while (end < text_.size() && end - at_ < kMaxName && is_key_character(text_[end])) ++end;
    const std::string_view name = text_.substr(at_, end - at_);
    if (!is_secret_name(name)) return false;
    std::size_t value = end;
    if (value < text_.size() && text_[value] == '"') ++value;
    const char sign = value < text_.size() ? text_[value] : '\0';
    if (sign != '=' && sign != ':') return false;
    ++value;
    if (sign == ':') {
      // "token: unexpected status …" is a sentence; a value in quotes or a YAML line is not.
      while (value < text_.size() && is_blank(text_[value])) ++value;
      if (value >= text_.size() || (text_[value] != '"' && text_[value] != '\'')) return false;
    }
    copy(value - at_);
    take_value();
    return true;
  }

  // "Authorization: …" hides the rest of the line or of the quoted text; "Basic X" and "Bearer X" the word.
  bool take_authorization() {
    const std::string_view head = rest().substr(0, 32);
    if (base::istarts_with(head, "authorization:")) {
      copy(14);
      while (at_ < text_.size() && is_blank(text_[at_])) copy(1);
      const std::size_t end = std::min(rest().find_first_of("\r\n\"'"), rest().size());
      if (end > 0) hide(end);
      return true;
    }
    const std::size_t word = base::istarts_with(head, "basic ") ? 6 : base::istarts_with(head, "bearer ") ? 7 : 0;
    if (word == 0) return false;
    std::size_t end = at_ + word;
    while (end < text_.size() && (is_base64(text_[end]) || std::string_view("-_.=~").find(text_[end]) != npos)) ++end;
    const std::string_view value = text_.substr(at_ + word, end - at_ - word);
    // "Bearer realm=…" is the question, "basic auth credentials" and "bearer token" are prose.
    if (value.size() < 16 || value.find("realm=") != npos) return false;
    copy(word);
    hide(value.size());
    return true;
  }

  // A run of letters and digits, with what may stand inside a key.
  void take_run() {
    if (base::istarts_with(rest().substr(0, 6), "nvapi-")) {
      std::size_t end = at_ + 6;
      while (end < text_.size() && is_key_character(text_[end])) ++end;
      if (end > at_ + 6) return hide(end - at_);
    }
    std::size_t end = at_;
    while (end < text_.size() && end - at_ <= kMaxPair && is_base64(text_[end])) ++end;
    std::size_t padded = end;
    while (padded < text_.size() && padded - end < 2 && text_[padded] == '=') ++padded;
    if (is_encoded_pair(text_.substr(at_, padded - at_))) return hide(padded - at_);
    // Paths and words: one part at a time.
    std::size_t part = at_;
    bool upper = false;
    bool lower = false;
    bool digit = false;
    while (part < text_.size() && (is_key_character(text_[part]) || text_[part] == '+')) {
      // A key may be glued to something by '_' or '-'.
      if (part > at_ && base::istarts_with(text_.substr(part, 6), "nvapi-")) break;
      upper = upper || is_upper(text_[part]);
      lower = lower || is_lower(text_[part]);
      digit = digit || is_digit(text_[part]);
      ++part;
    }
    const std::size_t size = part - at_;
    if (size == 0) return copy(1);
    if (size >= kLongRun && upper && lower && digit) return hide(size);
    copy(size);
    // Whatever follows directly starts a new run.
    if (at_ < text_.size() && base::istarts_with(rest().substr(0, 6), "nvapi-")) take_run();
  }

  static constexpr std::size_t kLongRun = 40;

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t url_end_ = 0;  // of the URL that `at_` is in
  std::string out_;
};

}  // namespace

std::string redact_text(std::string_view text) { return Redactor(text).run(); }

}  // namespace ngcs::diagnose
