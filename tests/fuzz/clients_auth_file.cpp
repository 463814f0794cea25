// docker's and podman's files as anybody may have left them: read, planned on, undone. The result must still be a
// document that the strict parser takes, and must never hold a key that the plan says it moved.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "clients/auth_file.h"
#include "clients/base64.h"
#include "clients/containers_files.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ngcs;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto decoded = clients::decode_base64(text)) {
    const auto again = clients::decode_base64(clients::encode_base64(decoded->reveal()).reveal());
    if (!again || !(*again == *decoded)) std::abort();
  }
  const auto parsed = json::parse(text);
  if (!parsed) return 0;
  const auto file = clients::inspect_auth_file(*parsed, "config.json");
  if (!file) return 0;
  (void)clients::answer_of(*file);
  for (const clients::AuthEntry& entry : file->entries) {
    if (entry.kind == clients::AuthEntry::Kind::kMarker && !entry.secret.empty()) std::abort();
  }
  return 0;
}
