// Error bodies from anybody: one printable, short line that never shows the key that was sent.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "ngc/service_error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ngcs;
  if (size == 0) return 0;
  static const secret::SecretString key("nvapi-MARKED0123456789");
  http::Response response;
  response.status = 400 + data[0];
  if (data[0] % 3 == 0) response.content_type = "text/html";
  response.body.assign(reinterpret_cast<const char*>(data + 1), size - 1);
  const base::Error error = ngc::answer_error("GET https://nvcr.io/v2/", response, &key);
  if (base::has_control(error.message) || !base::valid_utf8(error.message) || error.message.size() > 2048) std::abort();
  const std::string_view secret = key.reveal();
  for (std::size_t at = 0; at + 8 <= secret.size(); ++at) {
    if (error.message.find(secret.substr(at, 8)) != std::string::npos) std::abort();
  }
  return 0;
}
