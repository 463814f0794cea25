// WWW-Authenticate from anybody: the realm that results is one of two exact hosts, and never carries a scope.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "http/url.h"
#include "ngc/challenge.h"
#include "ngc/token.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ngcs;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)ngc::parse_challenges(text);
  // Two headers: what stands before and after the first line end.
  const std::size_t cut = text.find('\n');
  const auto challenge = ngc::bearer_challenge(
      {text.substr(0, cut), cut == std::string_view::npos ? std::string_view() : text.substr(cut + 1)});
  if (!challenge) return 0;
  if (challenge->realm.empty()) std::abort();
  for (const bool cold : {true, false}) {
    const auto endpoint = ngc::token_endpoint(*challenge, cold);
    if (!endpoint) continue;
    const bool nvcr = endpoint->url.host() == "nvcr.io";
    const bool authn = cold && endpoint->url.host() == "authn.nvidia.com";
    if ((!nvcr && !authn) || endpoint->url.port() != 443) std::abort();
    for (const auto& [name, value] : http::query_parameters(endpoint->url.query())) {
      if (base::lower(http::percent_decode(name)) == "scope") std::abort();
    }
  }
  return 0;
}
