// The string a client gives a credential helper: which host, is it NGC, and does it name an org.
#pragma once

#include <string>
#include <string_view>

namespace ngcs::registry {

inline constexpr std::string_view kRegistryHost = "nvcr.io";
inline constexpr std::string_view kHelmHost = "helm.ngc.nvidia.com";
inline constexpr std::string_view kApiHost = "api.ngc.nvidia.com";
inline constexpr std::string_view kAuthnHost = "authn.nvidia.com";
inline constexpr std::string_view kUserName = "$oauthtoken";

enum class ServerKind {
  kNgc,      // a spelling of nvcr.io (https, http or no scheme; port 443 or none; any case; one trailing dot)
  kForeign,  // well formed, another host: never answered, no store is touched
  kInvalid,  // empty, control characters, invalid UTF-8, user part, not a host name
};

struct ServerName {
  ServerKind kind = ServerKind::kInvalid;
  std::string host;  // lower case, without port; empty where invalid
  std::string org;   // first path segment, unless it is the API's "v1" or "v2"; empty where none
  std::string team;  // second path segment where at least three segments say that it is a team; empty where none
};

// Never fails: what cannot be a server name is kInvalid. Blanks and line ends around it are ignored, as the reference
// implementation does; inside it none is.
// `http://nvcr.io` counts as NGC since clients send that spelling to logout; nothing is ever sent there.
[[nodiscard]] ServerName parse_server(std::string_view asked);

// The hosts that a key may be sent to: an exact, compiled-in set (rule 1 of the design). `host` as parsed from a URL:
// compared after lower-casing and after one trailing dot is dropped.
[[nodiscard]] bool is_key_host(std::string_view host);

}  // namespace ngcs::registry
