// A command's words taken apart: options, their values, and the rest. Internal to diagnose.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ngcs::diagnose {

// Which options take a value; every other one is a switch, or with `values_by_default` the other way round. Long names
// without "--", short ones are one letter; separated by blanks.
struct OptionTable {
  std::string_view listed;
  bool values_by_default = false;
  // Options behind the first other word belong to something else (docker run IMAGE COMMAND).
  bool stop_at_word = false;

  [[nodiscard]] bool takes_value(std::string_view name) const;
};

// Views into the words that were read: among them may be passwords, which are not copied.
struct CommandWords {
  std::vector<std::pair<std::string_view, std::string_view>> options;  // long or one-letter name, value
  std::vector<std::string_view> words;

  [[nodiscard]] bool has(std::string_view name) const;
  // The last one counts, as in every client here.
  [[nodiscard]] std::optional<std::string_view> value(std::string_view name) const;
  [[nodiscard]] std::optional<std::string_view> value(std::string_view name, std::string_view short_name) const;
};

// Reads `words` from `begin`. User names and passwords (--username, --password, -u, -p where `login`) whose value would
// be the next option have an empty one: the shell left nothing of it. `end` is where reading stopped.
[[nodiscard]] CommandWords read_command_words(const std::vector<std::string>& words, std::size_t begin,
                                              const OptionTable& table, bool login, std::size_t* end = nullptr);

}  // namespace ngcs::diagnose
