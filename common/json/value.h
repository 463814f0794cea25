// The only includer of nlohmann/json. Bounded parsing; order-preserving documents.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/result.h"

namespace ngcs::json {

using Value = nlohmann::ordered_json;

struct Limits {
  std::size_t bytes = 1 << 20;
  int depth = 32;                      // of nested objects and arrays
  std::size_t string_bytes = 1 << 20;  // of one decoded string
};

// Strict: one value, valid UTF-8, no duplicate keys, no NUL, no byte order mark, no trailing text. The error names the
// position, never the content (the text may hold keys).
[[nodiscard]] base::Result<Value> parse(std::string_view text, const Limits& limits = {});

// The member as a string, or `fallback` where it is absent or of another type.
[[nodiscard]] std::string string_or(const Value& object, const char* name, std::string_view fallback = {});
// A string, or null where `text` is empty.
[[nodiscard]] Value or_null(const std::string& text);
// The member, or nullptr where absent or where `object` is no object.
[[nodiscard]] const Value* member(const Value& object, const char* name);
// The elements of an array member, at most `limit`; none where it is absent or no array. They live as long as `object`.
[[nodiscard]] std::vector<const Value*> elements(const Value& object, const char* name, std::size_t limit);

}  // namespace ngcs::json
