#include "http/retry.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "base/text.h"
#include "http/curl_handles.h"

namespace ngcs::http {
namespace {

constexpr double kFirstDelayMs = 400;

bool may_repeat(const Request& request) {
  if (!request.retry || request.body_source != nullptr) return false;
  return request.method == Method::kGet || request.method == Method::kHead ||
         (request.method == Method::kPost && request.repeatable);
}

bool asks_for_patience(int status) { return status == 429 || status == 502 || status == 503 || status == 504; }

}  // namespace

std::optional<int> retry_after_seconds(const Response& response, std::int64_t now) {
  const auto header = response.first("Retry-After");
  if (!header) return std::nullopt;
  const std::string_view text = base::trim(*header);
  if (text.empty()) return std::nullopt;
  if (std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    int seconds = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), seconds);
    return parsed.ec == std::errc() ? std::min(seconds, kMaxRetryAfterSeconds) : kMaxRetryAfterSeconds;
  }
  if (text.front() < 'A') return std::nullopt;  // an HTTP date starts with the day's name; "-5" is no date
  const std::string date(text);
  const std::int64_t when = curl_getdate(date.c_str(), nullptr);
  if (when < 0) return std::nullopt;
  return static_cast<int>(std::clamp<std::int64_t>(when - now, 0, kMaxRetryAfterSeconds));
}

std::optional<std::int64_t> response_date(const Response& response) {
  const auto header = response.first("Date");
  if (!header) return std::nullopt;
  const std::string date(base::trim(*header));
  if (date.empty() || date.front() < 'A') return std::nullopt;
  const std::int64_t when = curl_getdate(date.c_str(), nullptr);
  if (when < 0) return std::nullopt;
  return when;
}

std::optional<int> retry_delay_ms(const Request& request, const base::Result<Response>& outcome, int tries,
                                  std::int64_t now, double jitter) {
  if (tries >= kMaxTries || !may_repeat(request)) return std::nullopt;
  if (!outcome) {
    // A connect time-out is not repeated: the system itself has sent several SYNs by then.
    const base::Error& error = outcome.error();
    if (error.code != base::Errc::kNetwork || error.detail != kConnect) return std::nullopt;
  } else if (!asks_for_patience(outcome->status)) {
    return std::nullopt;
  }
  // Full delay 400, 800 ms; the jitter takes up to half of it away, so that many machines do not come back at once.
  const double full = kFirstDelayMs * static_cast<double>(1U << static_cast<unsigned>(tries - 1));
  int delay = static_cast<int>(full * (1.0 - std::clamp(jitter, 0.0, 1.0) / 2));
  if (outcome) {
    if (const auto wanted = retry_after_seconds(*outcome, now)) delay = std::max(delay, *wanted * 1000);
  }
  return delay;
}

base::Result<Response> send_with_retries(
    const Request& request, const RetryTools& tools,
    const std::function<base::Result<Response>(const Request&, int left_ms)>& once) {
  const std::int64_t start = tools.clock.monotonic_ms();
  for (int tries = 1;; ++tries) {
    const auto used = tools.clock.monotonic_ms() - start;
    const int left = static_cast<int>(std::max<std::int64_t>(1, request.total_timeout_ms - used));
    auto outcome = once(request, left);
    const auto delay = retry_delay_ms(request, outcome, tries, tools.clock.now(), tools.jitter());
    const std::int64_t spent = tools.clock.monotonic_ms() - start;
    // A wait that would outlive the deadline is not begun: the answer at hand is the better answer.
    if (!delay || spent + *delay >= request.total_timeout_ms) {
      if (outcome) {
        outcome->tries = tries;
        outcome->time_ms = spent;
      }
      return outcome;
    }
    tools.sleep(*delay);
  }
}

}  // namespace ngcs::http
