// URLs and Locations: whatever is accepted reads the same a second time, and only the exact set may receive a key.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/check.h"
#include "http/url.h"

namespace {

using ngcs::http::Url;

void check(const Url& url) {
  const auto again = Url::parse(url.str());
  if (!again || again->str() != url.str() || !again->same_origin(url)) std::abort();
  for (const char c : url.host()) {
    if (c <= 0x20 || c >= 0x7f || c == '%' || c == '@' || c == '\\' || c == '/' || (c >= 'A' && c <= 'Z')) std::abort();
  }
  constexpr std::array<std::string_view, 4> kSet = {"nvcr.io", "helm.ngc.nvidia.com", "api.ngc.nvidia.com",
                                                    "authn.nvidia.com"};
  bool member = false;
  for (const std::string_view host : kSet) member = member || (url.host() == host && url.port() == 443);
  if (ngcs::http::may_receive_key(url) != member) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto url = Url::parse(text)) {
    check(*url);
    (void)url->host_is_address();
    (void)ngcs::http::query_parameters(url->query());
  }
  static const auto base = Url::parse("https://nvcr.io/v2/a/blobs/b?c=d");
  if (const auto url = base->resolve(text)) check(*url);
  if (ngcs::http::percent_decode(ngcs::http::percent_encode(text)) != text) std::abort();
  return 0;
}
