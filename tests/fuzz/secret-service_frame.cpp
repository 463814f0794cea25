// The frames between the suite and its Secret Service child.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "secret_service/frame.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto fields = ngcs::secret_service::get_fields(text);
  if (!fields) return 0;
  ngcs::secret::SecretString written;
  for (const std::string_view field : *fields) ngcs::secret_service::put_field(written, field);
  if (written.reveal() != text) std::abort();
  return 0;
}
