#include "base/clock.h"

#include <array>
#include <ctime>

namespace ngcs::base {

std::int64_t SystemClock::now() const { return static_cast<std::int64_t>(std::time(nullptr)); }

std::int64_t SystemClock::monotonic_ms() const {
  timespec ts{};
  ::clock_gettime(CLOCK_MONOTONIC, &ts);
  return static_cast<std::int64_t>(ts.tv_sec) * 1000 + ts.tv_nsec / 1000000;
}

std::string format_rfc3339(std::int64_t seconds) {
  const auto value = static_cast<std::time_t>(seconds);
  std::tm parts{};
  if (::gmtime_r(&value, &parts) == nullptr) return "invalid-time";
  std::array<char, 40> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text.data(), length};
}

}  // namespace ngcs::base
