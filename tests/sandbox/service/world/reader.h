// Reads one JSON object field by field and remembers the first mistake with its place, so that the parser reads like
// the contract's table. After a mistake the getters go on with harmless values; only the first one is reported.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "json/value.h"

namespace ngcs::sandbox {

class ReadContext {
 public:
  explicit ReadContext(std::int64_t now) : now_(now) {}
  void fail(const std::string& place, const std::string& what) {
    if (!error_) error_.emplace(base::Errc::kInvalidInput, place.empty() ? what : place + ": " + what);
  }
  void warn(const std::string& place, const std::string& what) { warnings_.push_back(place + ": " + what); }
  void set_now(std::int64_t now) { now_ = now; }
  [[nodiscard]] std::int64_t now() const { return now_; }
  [[nodiscard]] const std::optional<base::Error>& error() const { return error_; }
  [[nodiscard]] std::vector<std::string> take_warnings() { return std::move(warnings_); }

 private:
  std::int64_t now_;
  std::optional<base::Error> error_;
  std::vector<std::string> warnings_;
};

template <typename T>
using Choices = std::vector<std::pair<std::string_view, T>>;

class ObjectReader {
 public:
  // `value` outlives the reader. Anything but an object is a mistake at `place`.
  ObjectReader(ReadContext& context, const json::Value& value, std::string place);

  [[nodiscard]] const std::string& place() const { return place_; }
  [[nodiscard]] std::string place_of(std::string_view name) const;

  // Required text of 1 to 4096 printable characters.
  std::string text(const char* name);
  std::string text_or(const char* name, std::string_view fallback);
  std::optional<std::string> optional_text(const char* name);  // null and absent = nothing
  bool flag_or(const char* name, bool fallback);
  std::optional<std::int64_t> optional_integer(const char* name, std::int64_t low, std::int64_t high);
  std::int64_t integer(const char* name, std::int64_t low, std::int64_t high);
  double number(const char* name, double low, double high);
  double number_or(const char* name, double low, double high, double fallback);
  std::optional<std::int64_t> optional_date(const char* name, bool whole_day = false);
  std::optional<std::vector<std::string>> optional_texts(const char* name);
  std::vector<std::string> texts_or_empty(const char* name);

  template <typename T>
  T choice(const char* name, const Choices<T>& choices, std::optional<T> fallback = std::nullopt) {
    const json::Value* value = take_present(name);
    if (value == nullptr) {
      if (fallback) return *fallback;
      context_.fail(place_of(name), "is missing");
      return choices.front().second;
    }
    if (value->is_string()) {
      for (const auto& [word, meaning] : choices) {
        if (value->get_ref<const std::string&>() == word) return meaning;
      }
    }
    context_.fail(place_of(name), "must be " + listed(choices));
    return choices.front().second;
  }

  // Calls `each` with every object of the list `name`; absent = empty.
  void objects(const char* name, const std::function<void(ObjectReader&)>& each);
  // Calls `each` with every member of the object `name` (which may be absent) and a reader of its value.
  void members(const char* name, const std::function<void(const std::string&, ObjectReader&)>& each);
  // The object `name`; absent = an empty one.
  void object(const char* name, const std::function<void(ObjectReader&)>& read);
  // Marks a field as known without reading it.
  void known(const char* name) { taken_.insert(name); }
  // Warns about every field that nobody asked for: fields are only ever added to a world.
  void finish();

  void fail(const char* name, const std::string& what) { context_.fail(place_of(name), what); }
  void warn(const char* name, const std::string& what) { context_.warn(place_of(name), what); }
  [[nodiscard]] ReadContext& context() { return context_; }

 private:
  const json::Value* take(const char* name);          // null counts as absent
  const json::Value* take_present(const char* name);  // nullptr only where absent

  template <typename T>
  static std::string listed(const Choices<T>& choices) {
    std::string text;
    for (const auto& [word, meaning] : choices) text += (text.empty() ? "" : " or ") + std::string(word);
    return text;
  }

  ReadContext& context_;
  const json::Value* value_;
  std::string place_;
  std::set<std::string, std::less<>> taken_;
};

}  // namespace ngcs::sandbox
