// Is a request fit to be sent at all? Pure, so that every Transport (the tests' one too) holds to the same rules.
#pragma once

#include <string_view>

#include "base/result.h"
#include "http/transport.h"
#include "http/url.h"

namespace ngcs::http {

// True where the request carries a key or a token, in its header or in its body.
[[nodiscard]] bool bears_key(const Request& request) noexcept;

// Where a key may go: a host of the compiled-in set, port 443. The scheme is https by construction of Url.
[[nodiscard]] bool may_receive_key(const Url& url);

// The same question once more when the connection stands and nothing is sent yet, for the URL that libcurl says it is
// about to use: https, and for a key an exact member of the set.
[[nodiscard]] bool passes_last_check(bool with_key, std::string_view effective_url);

// The parsed URL, or why the request is refused: kForbiddenHost where a key would go to anything but an exact member of
// the set, kInvalidInput for a URL, header, user name or secret that could be read as something else (line ends,
// controls, bytes outside ASCII; libcurl passes line ends in a bearer token and in header values on as new headers).
[[nodiscard]] base::Result<Url> check_request(const Request& request);

}  // namespace ngcs::http
