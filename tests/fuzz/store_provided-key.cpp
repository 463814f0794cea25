// Keys from variables and mounted files: what is accepted can stand in a header as it is, and errors quote nothing.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "key/key.h"
#include "store/key_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto provided = ngcs::store::take_variable("NAME", text);
  if (!provided) {
    if (size > 60 && provided.error().message.find(text) != std::string::npos) std::abort();
    return 0;
  }
  const std::string_view key = provided->key.reveal();
  if (key.empty() || key.size() > ngcs::key::kMaxKeyBytes || key != ngcs::base::trim(text)) std::abort();
  for (const char c : key) {
    if (c < '!' || c > '~') std::abort();
  }
  return 0;
}
