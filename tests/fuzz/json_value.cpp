// The document parser: what it accepts keeps its limits and survives being written and read again.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "json/value.h"

namespace {

int depth_of(const ngcs::json::Value& value) {
  if (!value.is_structured()) return 0;
  int deepest = 0;
  for (const auto& item : value) deepest = std::max(deepest, depth_of(item));
  return deepest + 1;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto value = ngcs::json::parse(text, {.bytes = 1 << 16, .depth = 16, .string_bytes = 1 << 12});
  if (!value) {
    if (ngcs::base::has_control(value.error().message)) std::abort();
    return 0;
  }
  if (depth_of(*value) > 16 || !ngcs::base::valid_utf8(text)) std::abort();
  const auto again = ngcs::json::parse(value->dump());
  if (!again || *again != *value) std::abort();
  return 0;
}
