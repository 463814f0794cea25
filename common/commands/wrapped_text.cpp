#include "commands/wrapped_text.h"

namespace ngcs::commands {
namespace {

constexpr std::size_t kWidth = 78;

}  // namespace

void print_wrapped(cli::Output& output, const std::string& text, const std::string& indent) {
  std::string line;
  std::string word;
  const auto flush_word = [&] {
    if (word.empty()) return;
    if (!line.empty() && indent.size() + line.size() + 1 + word.size() > kWidth) {
      output.line(indent + line);
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
    word.clear();
  };
  for (const char c : text) {
    if (c == '\n') {
      flush_word();
      output.line(indent + line);
      line.clear();
    } else if (c == ' ') {
      flush_word();
    } else {
      word += c;
    }
  }
  flush_word();
  if (!line.empty()) output.line(indent + line);
}

}  // namespace ngcs::commands
