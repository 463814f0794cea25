// Following redirects, where a caller wants it. Transport itself never does.
#pragma once

#include "base/result.h"
#include "http/transport.h"

namespace ngcs::http {

inline constexpr int kMaxHops = 3;

// Sends a GET or HEAD without a body and follows 301, 302, 303, 307 and 308, https only, at most three hops. A key goes
// along at most once, and only to the same scheme, host and port; every later hop and every other place (blob and file
// hosts with signed URLs, which refuse extra credentials anyway) is asked without it. kUnexpected for a redirect
// without a usable Location, to a bare address, or one too many. Other requests are sent as they are and never
// followed.
[[nodiscard]] base::Result<Response> send_following(Transport& transport, Request request);

}  // namespace ngcs::http
