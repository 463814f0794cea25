// UTF-8 checks and the escaper that stands before every terminal.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ngcs::base;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string shown = printable(text, 1 << 20);
  if (has_control(shown) || !valid_utf8(shown)) std::abort();
  if (printable(shown, 1 << 20) != shown) std::abort();
  if (valid_utf8(text) && !has_control(text) && shown != text) std::abort();
  // Cut at any length: still clean, and never longer than the limit and its mark.
  const std::size_t limit = data[0];
  const std::string cut = printable(text, limit);
  if (has_control(cut) || !valid_utf8(cut) || cut.size() > limit + 3) std::abort();

  const std::string_view inner = trim(text);
  if (!inner.empty() && text.find(inner) == std::string_view::npos) std::abort();
  if (!iequals(lower(text), text)) std::abort();
  std::string joined;
  for (const std::string_view part : split(text, '/')) {
    if (part.find('/') != std::string_view::npos) std::abort();
    if (part.data() != text.data()) joined += '/';
    joined += part;
  }
  if (joined != text) std::abort();
  return 0;
}
