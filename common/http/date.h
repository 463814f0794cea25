// The service's clock, as every answer carries it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "http/transport.h"

namespace ngcs::http {

// "Thu, 26 Nov 2026 11:58:35 GMT" (the one form that servers send, RFC 9110 5.6.7) in seconds since 1970; nothing for
// anything else.
[[nodiscard]] std::optional<std::int64_t> parse_http_date(std::string_view text);

// The answer's Date header; nothing where it is absent, malformed, or stands there twice.
[[nodiscard]] std::optional<std::int64_t> date_of(const Response& response);

}  // namespace ngcs::http
