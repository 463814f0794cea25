#include "http/proxy.h"

#include <array>
#include <string_view>

#include "base/text.h"

namespace ngcs::http {

base::Result<std::optional<Proxy>> proxy_of(const base::Environment& environment) {
  for (const char* name : {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
    const auto value = environment.get(name);
    if (!value) continue;
    Proxy proxy;
    proxy.variable = name;
    std::string_view rest = *value;
    const std::size_t slashes = rest.find("://");
    proxy.scheme = slashes == std::string_view::npos ? "http" : base::lower(rest.substr(0, slashes));
    if (slashes != std::string_view::npos) rest.remove_prefix(slashes + 3);
    if (proxy.scheme != "http" && proxy.scheme != "https" && proxy.scheme != "socks5h") {
      return base::Error{base::Errc::kUnsupported,
                         "the proxy in " + proxy.variable + " has a scheme that is not supported",
                         "use http://, https:// or socks5h://"};
    }
    // The password may hold anything, so the last @ of the part before the path ends it.
    rest = rest.substr(0, rest.find('/'));
    if (const std::size_t at = rest.rfind('@'); at != std::string_view::npos) rest.remove_prefix(at + 1);
    const std::size_t end = rest.starts_with('[') ? rest.find(']') + 1 : rest.find(':');
    proxy.host = base::printable(rest.substr(0, end), 253);
    return std::optional<Proxy>(std::move(proxy));
  }
  return std::optional<Proxy>();
}

}  // namespace ngcs::http
