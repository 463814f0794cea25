// The Transport on libcurl: one fresh handle per request, every option of the table in docs/wire.md, checked.
#pragma once

#include <memory>
#include <string>

#include "http/transport.h"

namespace ngcs::http {

struct TransportOptions {
  std::string ca_file;  // a PEM bundle to trust instead of the system's; empty = the system's
};

// The proxy comes from the environment (https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY, no_proxy, NO_PROXY).
// Initialises libcurl at the first request, not from a static object. A Transport belongs to one thread at a time.
[[nodiscard]] std::unique_ptr<Transport> make_curl_transport(TransportOptions options = {});

}  // namespace ngcs::http
