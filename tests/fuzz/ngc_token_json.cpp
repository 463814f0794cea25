// The token service's JSON: a token that is accepted is visible ASCII inside its limit; where the strict parser reads
// the same text, it finds the same token.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "json/value.h"
#include "ngc/token_json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ngcs;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto fields = ngc::parse_token(secret::SecretString(text));
  if (!fields) return 0;
  const std::string_view token = fields->token.reveal();
  if (token.empty() || token.size() > ngc::kMaxTokenBytes) std::abort();
  for (const char c : token) {
    if (c <= 0x20 || c >= 0x7f) std::abort();
  }
  if (fields->expires_in && *fields->expires_in <= 0) std::abort();
  const auto root = json::parse(text);
  if (!root) return 0;
  const json::Value* member = json::member(*root, "token");
  if (member == nullptr || !member->is_string()) member = json::member(*root, "access_token");
  if (member == nullptr || !member->is_string() || member->get_ref<const std::string&>() != token) std::abort();
  return 0;
}
