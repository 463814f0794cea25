// The one retry policy: at most two more tries, and only where the request cannot have done anything (a refused
// connection) or the service asks for patience (429, 502, 503, 504). Never after 401, 402, 403, 404; never on another
// host; the total deadline of the request wins.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "base/clock.h"
#include "base/result.h"
#include "http/transport.h"

namespace ngcs::http {

inline constexpr int kMaxTries = 3;
inline constexpr int kMaxRetryAfterSeconds = 30;

// The Retry-After header in seconds, clamped to [0, 30]: delta-seconds or an HTTP date seen from `now` (seconds since
// 1970; libcurl 7.88 itself answers negative numbers for dates in the past). Nothing where absent or malformed.
[[nodiscard]] std::optional<int> retry_after_seconds(const Response& response, std::int64_t now);

// The Date header, seconds since 1970: the service's own clock. Nothing where absent or malformed.
[[nodiscard]] std::optional<std::int64_t> response_date(const Response& response);

// Milliseconds to wait before the next try, or nothing where there is none. `tries` are done; `jitter` in [0, 1).
[[nodiscard]] std::optional<int> retry_delay_ms(const Request& request, const base::Result<Response>& outcome,
                                                int tries, std::int64_t now, double jitter);

struct RetryTools {
  const base::Clock& clock;
  std::function<void(int ms)> sleep;
  std::function<double()> jitter;
};

// Runs `once` (given the milliseconds left) under the policy, and fills Response::tries and time_ms.
[[nodiscard]] base::Result<Response> send_with_retries(
    const Request& request, const RetryTools& tools,
    const std::function<base::Result<Response>(const Request&, int left_ms)>& once);

}  // namespace ngcs::http
