#include "diagnose/shell_words.h"

#include <algorithm>

namespace ngcs::diagnose {
namespace {

constexpr std::size_t kMaxPlaceholder = 64;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_name(char c) { return is_name_start(c) || (c >= '0' && c <= '9'); }

class LineReader {
 public:
  explicit LineReader(std::string_view line) : line_(line) {}

  std::vector<std::vector<ShellWord>> run() {
    while (at_ < line_.size()) step();
    end_command();
    return std::move(commands_);
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < line_.size() ? line_[at_ + ahead] : '\0';
  }

  void step() {
    const char c = line_[at_];
    if (is_blank(c)) {
      end_word();
      ++at_;
    } else if (c == '#' && !started_) {
      at_ = line_.size();
    } else if (c == '\'') {
      ++at_;
      single_quoted();
    } else if (c == '"') {
      ++at_;
      double_quoted();
    } else if (c == '\\') {
      ++at_;
      if (at_ < line_.size()) put(line_[at_++]);
      quoted_ = true;
    } else if (c == '$' || c == '`') {
      expand(/*in_quotes=*/false);
    } else if (c == '<' && placeholder()) {
      // taken
    } else if (c == '<' || c == '>') {
      redirection();
    } else if (c == '|' || c == '&' || c == ';' || c == '(' || c == ')') {
      if (c == '&' && peek(1) == '>') {
        ++at_;
        return redirection();
      }
      end_command();
      ++at_;
    } else {
      put(c);
      ++at_;
    }
  }

  void put(char c) {
    started_ = true;
    word_.text += c;
  }
  void put_unknown(std::string_view text) {
    started_ = true;
    word_.text += text;
    word_.unknown = true;
  }

  void end_word() {
    if ((quoted_ || !word_.text.empty()) && !skip_word_) words_.push_back(std::move(word_));
    if (started_ || quoted_) skip_word_ = false;
    word_ = {};
    started_ = quoted_ = false;
  }
  void end_command() {
    end_word();
    skip_word_ = false;
    if (!words_.empty()) commands_.push_back(std::move(words_));
    words_.clear();
  }

  void single_quoted() {
    quoted_ = started_ = true;
    while (at_ < line_.size() && line_[at_] != '\'') put(line_[at_++]);
    ++at_;
  }

  void double_quoted() {
    quoted_ = started_ = true;
    while (at_ < line_.size() && line_[at_] != '"') {
      const char c = line_[at_];
      if (c == '\\' && at_ + 1 < line_.size() && std::string_view("$`\"\\").find(line_[at_ + 1]) != std::string::npos) {
        put(line_[at_ + 1]);
        at_ += 2;
      } else if (c == '$' || c == '`') {
        expand(/*in_quotes=*/true);
      } else {
        put(c);
        ++at_;
      }
    }
    ++at_;
  }

  // At '$' or '`'.
  void expand(bool in_quotes) {
    const std::size_t start = at_;
    if (line_[at_] == '`') {
      const std::size_t end = line_.find('`', at_ + 1);
      at_ = end == std::string_view::npos ? line_.size() : end + 1;
      return put_unknown(line_.substr(start, at_ - start));
    }
    const char next = peek(1);
    if (next == '(') {
      skip_parentheses();
      return put_unknown(line_.substr(start, at_ - start));
    }
    if (next == '{') {
      const std::size_t end = line_.find('}', at_);
      at_ = end == std::string_view::npos ? line_.size() : end + 1;
      return variable(line_.substr(start, at_ - start), line_.substr(start + 2, at_ - start - 3));
    }
    if (is_name_start(next)) {
      std::size_t end = at_ + 1;
      while (end < line_.size() && is_name(line_[end])) ++end;
      at_ = end;
      return variable(line_.substr(start, end - start), line_.substr(start + 1, end - start - 1));
    }
    if (next == '\'' && !in_quotes) {  // $'…'
      at_ += 2;
      return single_quoted();
    }
    if (next == '$') {
      at_ += 2;
      put('$');
      return put('$');
    }
    if (next != '\0' && std::string_view("0123456789?@#*!-").find(next) != std::string_view::npos) {
      at_ += 2;
      return put_unknown(line_.substr(start, 2));
    }
    put('$');
    ++at_;
  }

  void variable(std::string_view written, std::string_view name) {
    if (name == "oauthtoken") {
      started_ = true;
      return;
    }
    put_unknown(written);
  }

  void skip_parentheses() {
    int depth = 0;
    for (++at_; at_ < line_.size(); ++at_) {
      if (line_[at_] == '(') ++depth;
      if (line_[at_] == ')' && --depth == 0) {
        ++at_;
        return;
      }
    }
  }

  // "<your key>" in place of what the writer did not want to show.
  bool placeholder() {
    const std::string_view rest = line_.substr(at_, kMaxPlaceholder);
    const std::size_t end = rest.find('>');
    if (end == std::string_view::npos || end < 2 || rest[1] == '<' || is_blank(rest[1]) || is_blank(rest[end - 1])) {
      return false;
    }
    if (rest.substr(1, end - 1).find_first_of("<|&;\"'$/") != std::string_view::npos) return false;
    put_unknown(rest.substr(0, end + 1));
    at_ += end + 1;
    return true;
  }

  // "2>&1", "<<< word", "> file": the number before it and the word behind it are no words of the command.
  void redirection() {
    const bool number = !quoted_ && !word_.text.empty() &&
                        std::all_of(word_.text.begin(), word_.text.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (number) {
      word_ = {};
      started_ = false;
    }
    end_word();
    while (at_ < line_.size() && (line_[at_] == '<' || line_[at_] == '>' || line_[at_] == '&')) ++at_;
    skip_word_ = true;
  }

  std::string_view line_;
  std::size_t at_ = 0;
  ShellWord word_;
  bool started_ = false;    // something stands in the word, even if nothing of it remains
  bool quoted_ = false;     // so that it is a word even when empty
  bool skip_word_ = false;  // the next word belongs to a redirection
  std::vector<ShellWord> words_;
  std::vector<std::vector<ShellWord>> commands_;
};

}  // namespace

std::vector<std::vector<ShellWord>> read_shell_line(std::string_view line) { return LineReader(line).run(); }

}  // namespace ngcs::diagnose
