// Hygiene of pasted keys: what passes is visible ASCII, clean already, and in no sentence about it.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "key/key.h"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using ngcs::secret::SecretString;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto cleaned = ngcs::key::clean(SecretString(text));
  if (!cleaned) {
    check(!cleaned.error().message.empty() && !ngcs::base::has_control(cleaned.error().message));
    return 0;
  }
  const std::string_view key = cleaned->key.reveal();
  check(!key.empty() && key.size() <= ngcs::key::kMaxKeyBytes);
  check(std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < '\x7F'; }));
  check(cleaned->kind == ngcs::key::classify(cleaned->key));
  for (const std::string& note : cleaned->notes) {
    check(!ngcs::base::has_control(note));
    // Short keys may be words of the sentence.
    check(key.size() < 12 || note.find(key) == std::string::npos);
  }
  return 0;
}
