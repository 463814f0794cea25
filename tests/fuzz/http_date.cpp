// Date headers from anybody: what is read lies within the years that can be written.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/date.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto date = ngcs::http::parse_http_date(std::string_view(reinterpret_cast<const char*>(data), size));
  if (date && (*date < 0 || *date > 253402300800)) std::abort();
  return 0;
}
