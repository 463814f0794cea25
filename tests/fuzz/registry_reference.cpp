// Image and space references: what is understood can be written down and is understood the same way again.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "registry/reference.h"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto space = ngcs::registry::parse_space(text)) {
    const auto again = ngcs::registry::parse_space(space->path());
    check(again && *again == *space);
  }
  for (const bool host_optional : {false, true}) {
    const auto image = ngcs::registry::parse_image(text, host_optional);
    if (!image) continue;
    std::string written = "nvcr.io/" + image->repository();
    if (!image->tag.empty()) written += ":" + image->tag;
    if (!image->digest.empty()) written += "@" + image->digest;
    const auto again = ngcs::registry::parse_image(written, false);
    check(again.has_value());
    check(again->space == image->space && again->name == image->name && again->tag == image->tag &&
          again->digest == image->digest);
  }
  return 0;
}
