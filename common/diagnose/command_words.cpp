#include "diagnose/command_words.h"

#include <algorithm>

#include "base/text.h"

namespace ngcs::diagnose {
namespace {

bool is_credential(std::string_view name) {
  return name == "username" || name == "password" || name == "u" || name == "p";
}

class Reader {
 public:
  Reader(const std::vector<std::string>& words, std::size_t at, const OptionTable& table, bool login)
      : words_(words), at_(at), table_(table), login_(login) {}

  CommandWords run() {
    while (at_ < words_.size()) {
      const std::string_view word = words_[at_];
      if (word == "--") {
        ++at_;
        while (at_ < words_.size()) read_.words.push_back(words_[at_++]);
        break;
      }
      if (word.starts_with("--")) {
        ++at_;
        read_long(word.substr(2));
      } else if (word.size() > 1 && word.front() == '-') {
        ++at_;
        read_short(word.substr(1));
      } else {
        if (table_.stop_at_word) break;
        ++at_;
        read_.words.push_back(word);
      }
    }
    return std::move(read_);
  }
  [[nodiscard]] std::size_t at() const { return at_; }

 private:
  void add(std::string_view name, std::string_view value) { read_.options.emplace_back(name, value); }

  std::string_view next_value(std::string_view name) {
    const bool nothing = at_ >= words_.size() ||
                         (login_ && is_credential(name) && words_[at_].rfind('-', 0) == 0 && words_[at_].size() > 1);
    if (nothing) return {};
    return words_[at_++];
  }

  void read_long(std::string_view option) {
    const std::size_t sign = option.find('=');
    const std::string_view name = option.substr(0, sign);
    if (sign != std::string_view::npos) return add(name, option.substr(sign + 1));
    add(name, table_.takes_value(name) ? next_value(name) : std::string_view());
  }

  void read_short(std::string_view letters) {
    for (std::size_t i = 0; i < letters.size(); ++i) {
      const std::string_view name = letters.substr(i, 1);
      if (!table_.takes_value(name)) {
        add(name, {});
        continue;
      }
      std::string_view value = letters.substr(i + 1);
      if (value.empty()) return add(name, next_value(name));
      if (value.front() == '=') value.remove_prefix(1);
      return add(name, value);
    }
  }

  const std::vector<std::string>& words_;
  std::size_t at_;
  const OptionTable& table_;
  bool login_;
  CommandWords read_;
};

}  // namespace

bool OptionTable::takes_value(std::string_view name) const {
  const std::vector<std::string_view> names = base::split(listed, ' ');
  const bool found = std::find(names.begin(), names.end(), name) != names.end();
  return found != values_by_default;
}

bool CommandWords::has(std::string_view name) const {
  return std::any_of(options.begin(), options.end(),
                     [&](const auto& option) { return option.first == name && option.second != "false"; });
}

std::optional<std::string_view> CommandWords::value(std::string_view name) const { return value(name, name); }

std::optional<std::string_view> CommandWords::value(std::string_view name, std::string_view short_name) const {
  const auto found = std::find_if(options.rbegin(), options.rend(), [&](const auto& option) {
    return option.first == name || option.first == short_name;
  });
  if (found == options.rend()) return std::nullopt;
  return found->second;
}

CommandWords read_command_words(const std::vector<std::string>& words, std::size_t begin, const OptionTable& table,
                                bool login, std::size_t* end) {
  Reader reader(words, begin, table, login);
  CommandWords read = reader.run();
  if (end != nullptr) *end = reader.at();
  return read;
}

}  // namespace ngcs::diagnose
