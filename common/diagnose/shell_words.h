// What a POSIX shell would make of one line, as far as the text tells. Nothing is run. Internal to diagnose.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ngcs::diagnose {

struct ShellWord {
  std::string text;
  bool unknown = false;  // holds a variable, a command's output or a placeholder, whose content is not in the text
};

// The words of the simple commands of a line ("a | b && c" are three), redirections taken off. Expansion: $oauthtoken
// is nothing, since no shell knows a variable of that name; it stays in single quotes and behind a backslash. Other
// variables stay as they are written ("$NAME") and are `unknown`; so does "<your key>". "$$" stays: it is not the
// shell's process number that the writer meant. A word without quotes of which nothing remains is none.
[[nodiscard]] std::vector<std::vector<ShellWord>> read_shell_line(std::string_view line);

}  // namespace ngcs::diagnose
