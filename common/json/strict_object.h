// A JSON object read member by member, without a copy of any value: for texts that hold secrets. Internal to json.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "secret/secret_string.h"

namespace ngcs::json {

// Where decoded text goes: a std::string, a SecretString, or nowhere (skipped values).
class Sink {
 public:
  Sink() = default;
  explicit Sink(std::string* text) : text_(text) {}
  explicit Sink(secret::SecretString* secret) : secret_(secret) {}
  void append(std::string_view piece) const {
    if (text_ != nullptr) text_->append(piece);
    if (secret_ != nullptr) secret_->append(piece);
  }

 private:
  std::string* text_ = nullptr;
  secret::SecretString* secret_ = nullptr;
};

// A recursive-descent parser of RFC 8259 over a text that outlives it. Refused: duplicate members, lone surrogates,
// NUL, control characters in strings, invalid UTF-8, text after the object, depth above 32, more than 256 members.
// After the first failure it stays failed.
class StrictObject {
 public:
  explicit StrictObject(std::string_view text) : text_(text) {}

  // The whole text is one object. `member(name)` is called behind the colon of each, may change the name into the form
  // in which duplicates are the same, and reads one value.
  template <typename Member>
  [[nodiscard]] bool document(Member&& member) {
    skip_blanks();
    if (!object(std::forward<Member>(member))) return false;
    skip_blanks();
    return at_ == text_.size() || fail("continues after the object");
  }

  // One object, as a value.
  template <typename Member>
  [[nodiscard]] bool object(Member&& member) {
    if (!take('{')) return fail("is not a JSON object");
    std::vector<std::string> names;
    skip_blanks();
    if (take('}')) return true;
    do {
      std::string name;
      skip_blanks();
      if (!string(Sink(&name))) return false;
      skip_blanks();
      if (!take(':')) return fail("has no colon after a member name");
      skip_blanks();
      if (names.size() >= kMaxMembers) return fail("has too many members");
      if (!member(name)) return fail("has a wrong member");
      if (std::find(names.begin(), names.end(), name) != names.end()) return fail("has a member twice");
      names.push_back(std::move(name));
      skip_blanks();
    } while (take(','));
    return take('}') || fail("has no end of the object");
  }

  [[nodiscard]] bool at_object() const noexcept { return at_ < text_.size() && text_[at_] == '{'; }
  [[nodiscard]] bool string(const Sink& sink);
  // Any value; `depth` levels are open around it.
  [[nodiscard]] bool skip_value(int depth);
  // "the text <what is wrong> (byte N)"; the text itself is never quoted.
  [[nodiscard]] std::string problem() const;

 private:
  static constexpr std::size_t kMaxMembers = 256;

  bool skip_container(int depth);
  bool word(std::string_view expected);
  bool digits();
  bool number();
  bool escape(const Sink& sink);
  bool unicode(const Sink& sink);
  bool hex4(std::uint32_t& out);
  void skip_blanks();
  bool take(char c);
  bool fail(std::string_view problem);

  std::string_view text_;
  std::size_t at_ = 0;
  std::string_view problem_;
};

}  // namespace ngcs::json
