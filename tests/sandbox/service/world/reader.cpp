#include "service/world/reader.h"

#include <cmath>

#include "base/text.h"
#include "service/world/parse.h"

namespace ngcs::sandbox {

namespace {

constexpr std::size_t kMaxText = 4096;

bool good_text(const std::string& text) { return !text.empty() && text.size() <= kMaxText && !base::has_control(text); }

const char* const kTextRule = "must be a text of 1 to 4096 printable characters";

}  // namespace

ObjectReader::ObjectReader(ReadContext& context, const json::Value& value, std::string place)
    : context_(context), value_(value.is_object() ? &value : nullptr), place_(std::move(place)) {
  if (value_ == nullptr) context_.fail(place_, "must be an object");
}

std::string ObjectReader::place_of(std::string_view name) const {
  return place_.empty() ? std::string(name) : place_ + "." + std::string(name);
}

const json::Value* ObjectReader::take_present(const char* name) {
  taken_.insert(name);
  return value_ == nullptr ? nullptr : json::member(*value_, name);
}

const json::Value* ObjectReader::take(const char* name) {
  const json::Value* value = take_present(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

std::string ObjectReader::text(const char* name) {
  const json::Value* value = take_present(name);
  if (value == nullptr) {
    fail(name, "is missing");
    return {};
  }
  if (!value->is_string() || !good_text(value->get_ref<const std::string&>())) {
    fail(name, kTextRule);
    return {};
  }
  return value->get<std::string>();
}

std::string ObjectReader::text_or(const char* name, std::string_view fallback) {
  return optional_text(name).value_or(std::string(fallback));
}

std::optional<std::string> ObjectReader::optional_text(const char* name) {
  const json::Value* value = take(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string() || !good_text(value->get_ref<const std::string&>())) {
    fail(name, std::string(kTextRule) + " or null");
    return std::nullopt;
  }
  return value->get<std::string>();
}

bool ObjectReader::flag_or(const char* name, bool fallback) {
  const json::Value* value = take_present(name);
  if (value == nullptr) return fallback;
  if (!value->is_boolean()) {
    fail(name, "must be true or false");
    return fallback;
  }
  return value->get<bool>();
}

std::optional<std::int64_t> ObjectReader::optional_integer(const char* name, std::int64_t low, std::int64_t high) {
  if (take(name) == nullptr) return std::nullopt;
  return integer(name, low, high);
}

std::int64_t ObjectReader::integer(const char* name, std::int64_t low, std::int64_t high) {
  const json::Value* value = take_present(name);
  if (value == nullptr) {
    fail(name, "is missing");
    return low;
  }
  if (value->is_number_integer() && (!value->is_number_unsigned() || value->get<std::uint64_t>() <= INT64_MAX)) {
    const auto number = value->get<std::int64_t>();
    if (number >= low && number <= high) return number;
  }
  fail(name, "must be a whole number from " + std::to_string(low) + " to " + std::to_string(high));
  return low;
}

double ObjectReader::number_or(const char* name, double low, double high, double fallback) {
  return take(name) == nullptr ? fallback : number(name, low, high);
}

double ObjectReader::number(const char* name, double low, double high) {
  const json::Value* value = take_present(name);
  if (value == nullptr) {
    fail(name, "is missing");
    return low;
  }
  if (value->is_number()) {
    const auto number = value->get<double>();
    if (std::isfinite(number) && number >= low && number <= high) return number;
  }
  fail(name,
       "must be a number from " + std::to_string(std::llround(low)) + " to " + std::to_string(std::llround(high)));
  return low;
}

std::optional<std::int64_t> ObjectReader::optional_date(const char* name, bool whole_day) {
  const auto text = optional_text(name);
  if (!text) return std::nullopt;
  auto date = parse_date(*text, context_.now(), whole_day);
  if (date) return *date;
  fail(name, date.error().message);
  return std::nullopt;
}

std::optional<std::vector<std::string>> ObjectReader::optional_texts(const char* name) {
  const json::Value* value = take(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_array()) {
    fail(name, "must be a list of texts");
    return std::nullopt;
  }
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < value->size(); ++i) {
    const json::Value& item = (*value)[i];
    if (!item.is_string() || !good_text(item.get_ref<const std::string&>())) {
      context_.fail(place_of(name) + "[" + std::to_string(i) + "]", kTextRule);
      return std::nullopt;
    }
    texts.push_back(item.get<std::string>());
  }
  return texts;
}

std::vector<std::string> ObjectReader::texts_or_empty(const char* name) {
  return optional_texts(name).value_or(std::vector<std::string>{});
}

void ObjectReader::objects(const char* name, const std::function<void(ObjectReader&)>& each) {
  const json::Value* value = take_present(name);
  if (value == nullptr) return;
  if (!value->is_array()) {
    fail(name, "must be a list");
    return;
  }
  for (std::size_t i = 0; i < value->size(); ++i) {
    ObjectReader reader(context_, (*value)[i], place_of(name) + "[" + std::to_string(i) + "]");
    each(reader);
    reader.finish();
  }
}

void ObjectReader::members(const char* name, const std::function<void(const std::string&, ObjectReader&)>& each) {
  const json::Value* value = take_present(name);
  if (value == nullptr) return;
  if (!value->is_object()) {
    fail(name, "must be an object");
    return;
  }
  for (const auto& item : value->items()) {
    const auto shown = base::printable(item.key(), 64);
    ObjectReader reader(context_, item.value(), place_of(name) + "[\"" + shown + "\"]");
    each(item.key(), reader);
    reader.finish();
  }
}

void ObjectReader::object(const char* name, const std::function<void(ObjectReader&)>& read) {
  static const json::Value kEmpty = json::Value::object();
  const json::Value* value = take_present(name);
  ObjectReader reader(context_, value == nullptr ? kEmpty : *value, place_of(name));
  read(reader);
  reader.finish();
}

void ObjectReader::finish() {
  if (value_ == nullptr) return;
  for (const auto& item : value_->items()) {
    if (taken_.count(item.key()) == 0) {
      context_.warn(place_of(base::printable(item.key(), 64)), "is not known to this version and is ignored");
    }
  }
}

}  // namespace ngcs::sandbox
