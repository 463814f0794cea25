#include "ngc/challenge.h"

#include <algorithm>
#include <cstddef>

#include "base/text.h"

namespace ngcs::ngc {
namespace {

constexpr std::size_t kMaxHeaderBytes = std::size_t{16} * 1024;
constexpr std::size_t kMaxChallenges = 16;
constexpr std::size_t kMaxParameters = 32;

bool token_char(char c) {
  constexpr std::string_view kSymbols = "!#$%&'*+-.^_`|~";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kSymbols.find(c) != std::string_view::npos;
}

bool token68_char(char c) { return token_char(c) || c == '/'; }

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  base::Result<std::vector<Challenge>> parse() {
    std::vector<Challenge> challenges;
    for (skip_separators(); !done(); skip_separators()) {
      if (challenges.size() == kMaxChallenges) return fail("names too many challenges");
      Challenge challenge;
      challenge.scheme = base::lower(token());
      if (challenge.scheme.empty()) return fail("has no scheme where one is needed");
      if (!done() && !blank(peek()) && peek() != ',') return fail("has a wrong scheme");
      skip_blanks();
      if (!parameters(challenge)) return fail(problem_);
      challenges.push_back(std::move(challenge));
    }
    return challenges;
  }

 private:
  static bool blank(char c) { return c == ' ' || c == '\t'; }
  [[nodiscard]] bool done() const { return at_ >= text_.size(); }
  [[nodiscard]] char peek() const { return text_[at_]; }
  void skip_blanks() {
    while (!done() && blank(peek())) ++at_;
  }
  void skip_separators() {
    while (!done() && (blank(peek()) || peek() == ',')) ++at_;
  }
  std::string_view token() {
    const std::size_t start = at_;
    while (!done() && token_char(peek())) ++at_;
    return text_.substr(start, at_ - start);
  }

  // Everything that belongs to the challenge: parameters, or one token68, or nothing.
  bool parameters(Challenge& challenge) {
    bool first = true;
    for (;;) {
      const std::size_t back = at_;
      skip_separators();
      const std::string name = base::lower(token());
      skip_blanks();
      if (!name.empty() && !done() && peek() == '=' && value_follows()) {
        ++at_;
        if (!parameter(challenge, name)) return false;
        first = false;
        continue;
      }
      // No parameter: a token68 directly behind the scheme, or the next challenge's scheme.
      at_ = back;
      if (first) skip_token68();
      return true;
    }
  }

  // "name=" with nothing behind it is the padding of a token68.
  [[nodiscard]] bool value_follows() const {
    std::size_t next = at_ + 1;
    while (next < text_.size() && blank(text_[next])) ++next;
    return next < text_.size() && text_[next] != '=' && text_[next] != ',';
  }

  void skip_token68() {
    const std::size_t back = at_;
    while (!done() && token68_char(peek())) ++at_;
    while (!done() && peek() == '=') ++at_;
    skip_blanks();
    if (!done() && peek() != ',') at_ = back;  // what stands here is no token68
  }

  bool parameter(Challenge& challenge, const std::string& name) {
    if (challenge.parameter(name)) return note("has a parameter twice");
    if (challenge.parameters.size() == kMaxParameters) return note("has too many parameters");
    skip_blanks();
    std::string value;
    if (peek() == '"') {
      if (!quoted(value)) return false;
    } else {
      // Registries also send URLs without quotes, so more than RFC 9110's token is taken here: up to a comma or blank.
      const std::size_t start = at_;
      while (!done() && !blank(peek()) && peek() != ',' && peek() != '"') ++at_;
      value = text_.substr(start, at_ - start);
    }
    skip_blanks();
    if (!done() && peek() != ',') return note("has no comma behind a parameter");
    challenge.parameters.emplace_back(name, std::move(value));
    return true;
  }

  bool quoted(std::string& value) {
    ++at_;
    for (; !done(); ++at_) {
      char c = peek();
      if (c == '"') {
        ++at_;
        return true;
      }
      if (c == '\\') {
        if (++at_ >= text_.size()) break;
        c = peek();
      }
      value += c;
    }
    return note("has an open quote");
  }

  bool note(std::string_view problem) {
    problem_ = problem;
    return false;
  }
  static base::Error fail(std::string_view problem) {
    return {base::Errc::kInvalidInput, "the WWW-Authenticate header " + std::string(problem)};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string_view problem_;
};

}  // namespace

std::optional<std::string_view> Challenge::parameter(std::string_view name) const {
  const auto found = std::find_if(parameters.begin(), parameters.end(), [&](const auto& p) { return p.first == name; });
  if (found == parameters.end()) return std::nullopt;
  return found->second;
}

base::Result<std::vector<Challenge>> parse_challenges(std::string_view header) {
  if (header.size() > kMaxHeaderBytes) {
    return base::Error{base::Errc::kInvalidInput, "the WWW-Authenticate header is too long"};
  }
  const bool control = std::any_of(header.begin(), header.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
  });
  if (control) return base::Error{base::Errc::kInvalidInput, "the WWW-Authenticate header holds a control character"};
  return Parser(header).parse();
}

base::Result<BearerChallenge> bearer_challenge(const std::vector<std::string_view>& headers) {
  bool unreadable = false;
  for (const std::string_view header : headers) {
    const auto challenges = parse_challenges(header);
    if (!challenges) {
      unreadable = true;
      continue;
    }
    for (const Challenge& challenge : *challenges) {
      const std::string_view realm = challenge.parameter("realm").value_or("");
      if (challenge.scheme != "bearer" || realm.empty()) continue;
      BearerChallenge bearer;
      bearer.realm = realm;
      bearer.service = challenge.parameter("service").value_or("");
      bearer.scope = challenge.parameter("scope").value_or("");
      bearer.error = challenge.parameter("error").value_or("");
      return bearer;
    }
  }
  return base::Error{base::Errc::kUnexpected,
                     headers.empty() ? "the answer does not say how to log in (no WWW-Authenticate header)"
                     : unreadable    ? "the answer says in an unreadable way how to log in"
                                     : "the answer names no token service (no Bearer challenge with a realm)"};
}

}  // namespace ngcs::ngc
