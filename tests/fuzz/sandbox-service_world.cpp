// The sandbox's world file: any text gives a world or one printable line.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "service/faults/hosts_file.h"
#include "service/world/parse.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parsed = ngcs::sandbox::parse_world(text, 1795000000);
  if (!parsed) {
    if (parsed.error().message.empty() || ngcs::base::has_control(parsed.error().message)) std::abort();
    return 0;
  }
  for (const auto& warning : parsed->warnings) {
    if (ngcs::base::has_control(warning)) std::abort();
  }
  if (ngcs::sandbox::hosts_text(parsed->world).find("localhost") == std::string::npos) std::abort();
  return 0;
}
