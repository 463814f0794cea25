#include "json/value.h"

#include <exception>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/text.h"

namespace ngcs::json {

namespace {

using base::Errc;
using base::Error;

// Builds the document and refuses what the library lets pass: depth, duplicate names, NUL. Returning false stops the
// parser, so that nothing is thrown.
class Builder {
 public:
  explicit Builder(const Limits& limits) : limits_(limits) {}

  bool null() { return add(Value(nullptr)); }
  bool boolean(bool value) { return add(Value(value)); }
  bool number_integer(Value::number_integer_t value) { return add(Value(value)); }
  bool number_unsigned(Value::number_unsigned_t value) { return add(Value(value)); }
  bool number_float(Value::number_float_t value, const std::string& /*spelling*/) { return add(Value(value)); }
  bool string(std::string& value) { return text(value) && add(Value(std::move(value))); }
  bool binary(Value::binary_t& /*value*/) { return stop("has binary data"); }

  bool start_object(std::size_t /*size*/) {
    if (!open(Value::object())) return false;
    names_.back().clear();
    return true;
  }
  bool key(std::string& name) {
    if (!text(name)) return false;
    if (!names_.back().insert(name).second) return stop("has a member twice");
    // The object is a vector of pairs in order; its own insertion searches the whole vector each time.
    auto& members = stack_.back()->get_ref<Value::object_t&>();
    members.emplace_back(std::move(name), nullptr);
    slot_ = &members.back().second;
    return true;
  }
  bool end_object() { return close(); }
  bool start_array(std::size_t /*size*/) { return open(Value::array()); }
  bool end_array() { return close(); }
  bool parse_error(std::size_t position, const std::string& /*token*/, const nlohmann::detail::exception& /*error*/) {
    position_ = position;
    return stop("is not valid JSON");
  }

  [[nodiscard]] Value take() { return std::move(root_); }
  [[nodiscard]] Error error() const {
    std::string message = "the text ";
    message += problem_;
    if (position_ != 0) message += " (byte " + std::to_string(position_) + ")";
    return {Errc::kInvalidInput, std::move(message)};
  }

 private:
  // Where the next value belongs: under the name just read, at the end of an array, or at the root.
  Value* place(Value value) {
    if (stack_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    if (stack_.back()->is_array()) {
      auto& items = stack_.back()->get_ref<Value::array_t&>();
      items.push_back(std::move(value));
      return &items.back();
    }
    *slot_ = std::move(value);
    return slot_;
  }
  bool add(Value value) {
    place(std::move(value));
    return true;
  }
  bool open(Value container) {
    if (stack_.size() >= static_cast<std::size_t>(limits_.depth)) return stop("is nested too deeply");
    // Growth of a container moves only finished children: the open one is always the last, and nothing is added to its
    // parent before it is closed.
    stack_.push_back(place(std::move(container)));
    names_.emplace_back();
    return true;
  }
  bool close() {
    stack_.pop_back();
    names_.pop_back();
    return true;
  }
  bool text(const std::string& value) {
    if (value.find('\0') != std::string::npos) return stop("has a NUL character");
    if (value.size() > limits_.string_bytes) return stop("has a string that is too long");
    return true;
  }
  bool stop(std::string_view problem) {
    problem_ = problem;
    return false;
  }

  const Limits& limits_;
  Value root_;
  std::vector<Value*> stack_;
  std::vector<std::unordered_set<std::string>> names_;
  Value* slot_ = nullptr;
  std::string_view problem_ = "is not valid JSON";
  std::size_t position_ = 0;
};

}  // namespace

base::Result<Value> parse(std::string_view text, const Limits& limits) {
  if (text.size() > limits.bytes) {
    return Error(Errc::kTooLarge, "the text has more than " + std::to_string(limits.bytes) + " bytes");
  }
  // The library skips a byte order mark; RFC 8259 forbids it, and docker refuses it.
  if (text.starts_with("\xEF\xBB\xBF")) return Error(Errc::kInvalidInput, "the text starts with a byte order mark");
  // The library takes a NUL byte for the end of the text.
  if (text.find('\0') != std::string_view::npos) return Error(Errc::kInvalidInput, "the text has a NUL character");
  try {
    Builder builder(limits);
    if (!Value::sax_parse(text.begin(), text.end(), &builder)) return builder.error();
    return builder.take();
  } catch (const std::exception&) {
    return Error(Errc::kInternal, "the JSON library failed");
  }
}

Value or_null(const std::string& text) { return text.empty() ? Value(nullptr) : Value(text); }

const Value* member(const Value& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

std::string string_or(const Value& object, const char* name, std::string_view fallback) {
  const Value* found = member(object, name);
  if (found == nullptr || !found->is_string()) return std::string(fallback);
  return found->get_ref<const std::string&>();
}

std::vector<const Value*> elements(const Value& object, const char* name, std::size_t limit) {
  std::vector<const Value*> found;
  const Value* list = member(object, name);
  if (list == nullptr || !list->is_array()) return found;
  for (const Value& element : *list) {
    if (found.size() == limit) break;
    found.push_back(&element);
  }
  return found;
}

}  // namespace ngcs::json
