#include <algorithm>
#include <array>

#include "base/text.h"
#include "diagnose/input.h"
#include "diagnose/pasted_error.h"
#include "diagnose/redact_text.h"
#include "diagnose/shell_words.h"
#include "diagnose/target_forms.h"

namespace ngcs::diagnose {
namespace {

using base::Errc;
using base::Error;

constexpr std::size_t kMaxText = std::size_t{512} * 1024;
constexpr std::size_t kMaxErrors = 20;
constexpr std::size_t kMaxCommandLine = 16 * 1024;
constexpr std::size_t kMaxPrompt = 120;
constexpr std::string_view kHint = "paste the command that failed and what it printed; or name the image or chart";

constexpr std::array<std::string_view, 15> kFirstWords = {"docker", "podman", "buildah", "skopeo", "helm",
                                                          "sudo",   "env",    "time",    "nohup",  "command",
                                                          "exec",   "echo",   "printf",  "cat",    "export"};

// Colours and the like of terminals and build logs. They can stand inside a key, so they go before the redaction.
secret::SecretString without_escapes(std::string_view text) {
  secret::SecretString plain;
  plain.reserve(text.size());
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t escape = std::min(text.find('\033', at), text.size());
    plain.append(text.substr(at, escape - at));
    at = escape + 1;
    if (at >= text.size() || text[at] != '[') continue;
    ++at;
    while (at < text.size() && text[at] >= 0x20 && text[at] < 0x40) ++at;
    ++at;
  }
  return plain;
}

bool starts_command(std::string_view text) {
  const std::string_view word = text.substr(0, text.find_first_of(" \t"));
  if (std::find(kFirstWords.begin(), kFirstWords.end(), word.substr(word.rfind('/') + 1)) != kFirstWords.end()) {
    return true;
  }
  const std::size_t sign = word.find('=');
  return sign != std::string_view::npos && sign > 0 &&
         std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(sign),
                     [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
}

// The command of a line, behind a prompt such as "$ " or "user@host:~# "; nothing where the line is none.
std::optional<std::string_view> command_in(std::string_view line) {
  line = base::trim(line);
  if (starts_command(line)) return line;
  for (std::size_t at = 0; at + 1 < std::min(line.size(), kMaxPrompt); ++at) {
    if (std::string_view("$#%>").find(line[at]) == std::string_view::npos || line[at + 1] != ' ') continue;
    const std::string_view rest = base::trim(line.substr(at + 2));
    if (starts_command(rest)) return rest;
  }
  return std::nullopt;
}

class PastedReader {
 public:
  PastedReader(std::string_view clean, const RepositoryList& repositories)
      : lines_(base::split(clean, '\n')), repositories_(repositories) {}

  base::Result<Pasted> run() {
    for (at_ = 0; at_ < lines_.size(); ++at_) {
      const std::string_view line = lines_[at_];
      if (const auto command = command_in(line)) {
        read_commands(with_continuation(*command));
      } else {
        read_message(line);
      }
    }
    return finish();
  }

 private:
  // "\" at the end of a line; "> " is the prompt of the next one.
  std::string with_continuation(std::string_view line) {
    std::string whole(line);
    while (whole.size() < kMaxCommandLine && whole.ends_with('\\') && at_ + 1 < lines_.size()) {
      std::string_view next = base::trim(lines_[++at_]);
      if (next.starts_with("> ")) next.remove_prefix(2);
      whole.pop_back();
      whole += next;
    }
    whole.resize(std::min(whole.size(), kMaxCommandLine));
    return whole;
  }

  void read_commands(const std::string& line) {
    for (const std::vector<ShellWord>& words : read_shell_line(line)) {
      std::vector<std::string> texts;
      texts.reserve(words.size());
      for (const ShellWord& word : words) texts.push_back(word.text);
      auto invocation = parse_invocation(texts, repositories_);
      if (!invocation) {
        if (!refusal_ && !texts.empty() && is_client(texts)) refusal_ = std::move(invocation).error();
        continue;
      }
      forget_unknown(words, *invocation);
      learn_repository(*invocation);
      // What comes after an error was typed after it.
      if (!result_.command || result_.errors.empty()) result_.command = std::move(*invocation);
    }
  }

  static bool is_client(const std::vector<std::string>& words) {
    return std::any_of(words.begin(), words.end(), [](const std::string& word) {
      return std::find(kFirstWords.begin(), kFirstWords.begin() + 5, word) != kFirstWords.begin() + 5;
    });
  }

  // Passwords are redacted, and variables are not known here.
  static void forget_unknown(const std::vector<ShellWord>& words, Invocation& invocation) {
    if (invocation.password && !invocation.password->empty()) {
      invocation.password.reset();
      invocation.password_on_command_line = true;
    }
    if (!invocation.user || invocation.user->find_first_of("$<`") == std::string::npos) return;
    const bool unknown = std::any_of(words.begin(), words.end(), [&](const ShellWord& word) {
      return word.unknown && word.text.find(*invocation.user) != std::string::npos;
    });
    if (unknown) invocation.user.reset();
  }

  // The next command may name it.
  void learn_repository(const Invocation& invocation) {
    if (invocation.client != "helm" || !invocation.login || invocation.repository.empty()) return;
    const Target& target = invocation.target;
    if (target.kind != Target::Kind::kHelmRepository) return;
    const std::string& url = target.typed;
    const auto known = std::find_if(repositories_.begin(), repositories_.end(),
                                    [&](const auto& one) { return one.first == invocation.repository; });
    if (known != repositories_.end()) {
      known->second = url;
    } else {
      repositories_.emplace_back(invocation.repository, url);
    }
  }

  void read_message(std::string_view line) {
    auto error = read_error_line(line);
    auto target = find_target(line);
    if (target && prefers(error ? target_ : mentioned_)) (error ? target_ : mentioned_) = std::move(target);
    if (error && result_.errors.size() < kMaxErrors) result_.errors.push_back(std::move(*error));
  }
  static bool prefers(const std::optional<Target>& known) { return !known || known->name.empty(); }

  base::Result<Pasted> finish() {
    if (result_.command) {
      result_.target = result_.command->target;
    } else {
      result_.target = target_ ? std::move(target_) : std::move(mentioned_);
    }
    const bool named = std::any_of(result_.errors.begin(), result_.errors.end(),
                                   [](const PastedError& error) { return !error.host.empty(); });
    if (result_.command || result_.target || named) return std::move(result_);
    if (refusal_) return std::move(*refusal_);
    return Error{Errc::kInvalidInput, "nothing in the pasted text is about NGC", std::string(kHint)};
  }

  std::vector<std::string_view> lines_;
  std::size_t at_ = 0;
  RepositoryList repositories_;
  Pasted result_;
  std::optional<Target> target_;     // of the errors
  std::optional<Target> mentioned_;  // of the lines around them
  std::optional<Error> refusal_;
};

}  // namespace

base::Result<Pasted> parse_pasted(const secret::SecretString& text, const RepositoryList& repositories) {
  if (text.size() > kMaxText) {
    return Error{Errc::kTooLarge, "the pasted text is larger than 512 KiB", std::string(kHint)};
  }
  const std::string clean = redact_text(without_escapes(text.reveal()).reveal());
  return PastedReader(clean, repositories).run();
}

}  // namespace ngcs::diagnose
