// The string a client gives the helper: never NGC unless its host is exactly ours, and one reading of it only.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "registry/server_name.h"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using ngcs::registry::ServerKind;
  const std::string_view asked(reinterpret_cast<const char*>(data), size);
  const auto server = ngcs::registry::parse_server(asked);
  switch (server.kind) {
    case ServerKind::kInvalid:
      check(server.host.empty() && server.org.empty() && server.team.empty());
      break;
    case ServerKind::kForeign:
      check(!server.host.empty() && server.org.empty() && server.team.empty());
      break;
    case ServerKind::kNgc: {
      check(server.host == ngcs::registry::kRegistryHost);
      const std::string_view trimmed = ngcs::base::trim(asked);
      check(ngcs::base::valid_utf8(trimmed) && !ngcs::base::has_control(trimmed));
      // Before the path stands the host and nothing that another reader could take for one.
      std::string authority = ngcs::base::lower(trimmed);
      if (const std::size_t scheme = authority.find("://"); scheme != std::string::npos) authority.erase(0, scheme + 3);
      authority.resize(std::min(authority.find_first_of("/?#"), authority.size()));
      check(authority.starts_with("nvcr.io"));
      authority.erase(0, 7);
      check(authority.find_first_not_of(".:0123456789") == std::string::npos);
      check(server.org.size() <= 128 && server.team.size() <= 128);
      check(server.team.empty() || !server.org.empty());
      break;
    }
  }
  // A second reading of what was understood says the same.
  if (server.kind != ServerKind::kInvalid && server.host != ngcs::registry::kRegistryHost) {
    check(ngcs::registry::parse_server(server.host).kind == ServerKind::kForeign);
  }
  check(!ngcs::registry::is_key_host(asked) || asked.size() <= 32);
  return 0;
}
