#include <array>
#include <optional>
#include <utility>

#include "base/text.h"
#include "key/base64.h"
#include "key/key.h"

namespace ngcs::key {

namespace {

using base::Errc;
using base::Error;
using secret::SecretString;

constexpr std::string_view kHint =
    "copy the key from the NGC website (Setup, API Keys) and give it alone: docker ngc login";
constexpr std::string_view kUser = "$oauthtoken";

Error refuse(std::string_view why, std::string_view hint = kHint) {
  return {Errc::kInvalidInput, std::string(why), std::string(hint)};
}

struct ForeignPrefix {
  std::string_view prefix;
  std::string_view vendor;
};

// Prefixes that their vendors document for the detection of leaked keys.
constexpr std::array<ForeignPrefix, 17> kForeignPrefixes = {{
    {"hf_", "Hugging Face"},
    {"ghp_", "GitHub"},
    {"gho_", "GitHub"},
    {"ghs_", "GitHub"},
    {"github_pat_", "GitHub"},
    {"glpat-", "GitLab"},
    {"dckr_pat_", "Docker Hub"},
    {"dckr_oat_", "Docker Hub"},
    {"sk-ant-", "Anthropic"},
    {"sk-", "OpenAI"},
    {"AKIA", "Amazon AWS"},
    {"ASIA", "Amazon AWS"},
    {"AIza", "Google"},
    {"ya29.", "Google"},
    {"xoxb-", "Slack"},
    {"xoxp-", "Slack"},
    {"npm_", "npm"},
}};

// What manuals and scripts write where the key belongs.
constexpr std::array<std::string_view, 17> kPlaceholders = {
    "your_key",        "your-key", "your key", "your_api_key", "your-api-key", "your api key",
    "yourapikey",      "api_key",  "api-key",  "apikey",       "ngc_api_key",  "ngc-api-key",
    "ngc_cli_api_key", "changeme", "password", "no-apikey",    "nvapi-your",
};

bool is_placeholder(std::string_view text) {
  if (text.size() >= 2 && ((text.front() == '<' && text.back() == '>') || (text.front() == '[' && text.back() == ']')))
    return true;
  if (text.find_first_not_of("*.x") == std::string_view::npos) return true;
  // "nvapi-xxxxxxxx", "nvapi-****", "nvapi-..."
  if (text.starts_with("nvapi-") && text.substr(6).find_first_not_of("*.xX") == std::string_view::npos) return true;
  for (const std::string_view word : kPlaceholders) {
    if (base::iequals(text, word)) return true;
  }
  return base::istarts_with(text, "nvapi-your") || base::istarts_with(text, "your_ngc") ||
         base::istarts_with(text, "your-ngc") || base::istarts_with(text, "your ngc");
}

// "$NGC_API_KEY", "${NGC_API_KEY}", "${{ secrets.NGC }}", "%NGC_API_KEY%": a shell that did not expand.
bool is_variable(std::string_view text) {
  if (text == kUser) return false;
  if (text.size() < 2) return false;
  if (text.front() == '%' && text.back() == '%') return true;
  if (text.front() != '$') return false;
  const char next = text[1];
  return next == '{' || next == '(' || next == '_' || (next >= 'A' && next <= 'Z') || (next >= 'a' && next <= 'z');
}

class Cleaner {
 public:
  explicit Cleaner(SecretString raw) : raw_(std::move(raw)), text_(raw_.reveal()) {}

  base::Result<CleanKey> run() {
    if (raw_.size() > kMaxKeyBytes) {
      return Error{Errc::kTooLarge,
                   "the key has " + std::to_string(raw_.size()) + " bytes; at most " + std::to_string(kMaxKeyBytes) +
                       " are accepted",
                   std::string(kHint)};
    }
    // Each step may uncover the next: a quoted "Bearer nvapi-…" with a line end behind it. Four rounds are enough for
    // every combination seen; the bound keeps hostile nesting cheap.
    for (int round = 0; round < 4; ++round) {
      const std::string_view before = text_;
      take_off_blanks();
      take_off_quotes();
      take_off_prefixes();
      if (auto error = decode_pair()) return std::move(*error);
      if (text_ == before) break;
    }
    if (auto error = refuse_impossible()) return std::move(*error);
    return finish();
  }

 private:
  void note(std::string text) {
    for (const std::string& known : clean_.notes) {
      if (known == text) return;
    }
    clean_.notes.push_back(std::move(text));
  }

  void take_off_blanks() {
    constexpr std::string_view kMark = "\xEF\xBB\xBF";
    if (text_.starts_with(kMark)) {
      text_.remove_prefix(kMark.size());
      note("took a byte order mark off the key");
    }
    const std::string_view trimmed = base::trim(text_);
    // One line end is how every tool passes a key on; only more than that deserves a word.
    std::string_view without_line_end = text_;
    if (without_line_end.ends_with('\n')) without_line_end.remove_suffix(1);
    if (without_line_end.ends_with('\r')) without_line_end.remove_suffix(1);
    if (trimmed.size() != without_line_end.size()) note("took blanks or line ends off the key");
    text_ = trimmed;
  }

  void take_off_quotes() {
    if (text_.size() < 2) return;
    const char quote = text_.front();
    if ((quote == '"' || quote == '\'' || quote == '`') && text_.back() == quote) {
      text_.remove_prefix(1);
      text_.remove_suffix(1);
      note("took quotes off the key");
    }
  }

  void take_off_prefixes() {
    for (const std::string_view prefix : {std::string_view("Bearer "), std::string_view("$oauthtoken:"),
                                          std::string_view("oauthtoken:"), std::string_view("ApiKey ")}) {
      if (base::istarts_with(text_, prefix)) {
        text_.remove_prefix(prefix.size());
        note("took \"" + std::string(prefix) + "\" off the front of the key");
      }
    }
  }

  // base64 of "$oauthtoken:KEY" is what docker writes into its file, and people copy it from there.
  std::optional<Error> decode_pair() {
    auto decoded = decode_base64(text_);
    if (!decoded) return std::nullopt;
    const std::string_view pair = decoded->reveal();
    if (pair.starts_with("{") && pair.find("\"auths\"") != std::string_view::npos) {
      return refuse("this is a whole docker configuration in base64, not a key");
    }
    if (!pair.starts_with(kUser) || pair.size() <= kUser.size() || pair[kUser.size()] != ':') return std::nullopt;
    SecretString inner(pair.substr(kUser.size() + 1));
    raw_ = std::move(inner);
    text_ = raw_.reveal();
    note("took the key out of base64 of \"$oauthtoken:KEY\"");
    return std::nullopt;
  }

  std::optional<Error> refuse_impossible() const {
    if (text_.empty()) return refuse("the key is empty");
    if (text_.find('\n') != std::string_view::npos || text_.find('\r') != std::string_view::npos) {
      return refuse("the key has a line break inside");
    }
    if (text_ == kUser || base::iequals(text_, "oauthtoken")) {
      return refuse("\"$oauthtoken\" is the user name, not the key");
    }
    if (text_.front() == '{' && text_.find("\"auth") != std::string_view::npos) {
      return refuse("this is a docker configuration, not a key");
    }
    if (is_variable(text_)) {
      return refuse("this is the name of a variable that was not expanded, not a key",
                    "in a shell write \"$NGC_API_KEY\" in double quotes, or use --key-file");
    }
    if (is_placeholder(text_)) return refuse("this is a placeholder, not a key");
    for (const char c : text_) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte == ' ' || byte == '\t') return refuse("the key has a blank inside");
      if (byte < 0x21 || byte == 0x7F) return refuse("the key has a control character inside");
      if (byte > 0x7E) return refuse("the key has a character outside ASCII inside");
    }
    for (const ForeignPrefix& foreign : kForeignPrefixes) {
      if (text_.starts_with(foreign.prefix)) {
        return refuse("this looks like a key of " + std::string(foreign.vendor) + ", not of NGC");
      }
    }
    return std::nullopt;
  }

  base::Result<CleanKey> finish() {
    clean_.key = SecretString(text_);
    clean_.kind = classify(clean_.key);
    switch (clean_.kind) {
      case Kind::kScoped:
        // "nvapi-" and 64 characters is what NVIDIA issues today; the length is no contract.
        if (text_.size() != 70) note("the key has " + std::to_string(text_.size()) + " characters; 70 are usual");
        break;
      case Kind::kLegacy:
        if (text_.size() != 84) note("the key has " + std::to_string(text_.size()) + " characters; 84 are usual");
        break;
      case Kind::kStaging:
        note("this is a key of NVIDIA's staging service; nvcr.io does not know it");
        break;
      case Kind::kUnknown:
        note("the key has none of the shapes NGC is known to issue (nvapi-…, or 84 characters of base64)");
        break;
    }
    return std::move(clean_);
  }

  SecretString raw_;
  std::string_view text_;  // the part of raw_ that is left
  CleanKey clean_;
};

}  // namespace

base::Result<CleanKey> clean(SecretString raw) { return Cleaner(std::move(raw)).run(); }

}  // namespace ngcs::key
