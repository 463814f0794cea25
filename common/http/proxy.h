// The proxy that the environment names, as far as we need to know it: libcurl itself reads and uses it.
#pragma once

#include <optional>
#include <string>

#include "base/env.h"
#include "base/result.h"

namespace ngcs::http {

struct Proxy {
  std::string variable;  // "HTTPS_PROXY"
  std::string scheme;    // "http", "https", "socks5h"
  std::string host;      // without user, password and port; fit to be shown
};

// libcurl's order for https URLs: https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY. kUnsupported for schemes other than
// http, https and socks5h: the others resolve names here, or know no names at all, and would reveal or change the host.
// The error names the variable, never its value.
[[nodiscard]] base::Result<std::optional<Proxy>> proxy_of(const base::Environment& environment);

}  // namespace ngcs::http
