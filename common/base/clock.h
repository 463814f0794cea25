// Wall clock and monotonic clock behind an interface.
#pragma once

#include <cstdint>
#include <string>

namespace ngcs::base {

class Clock {
 public:
  virtual ~Clock() = default;
  // Seconds since 1970-01-01T00:00:00Z.
  [[nodiscard]] virtual std::int64_t now() const = 0;
  // Milliseconds of a clock that never goes back; for deadlines.
  [[nodiscard]] virtual std::int64_t monotonic_ms() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] std::int64_t now() const override;
  [[nodiscard]] std::int64_t monotonic_ms() const override;
};

class FixedClock final : public Clock {
 public:
  explicit FixedClock(std::int64_t now, std::int64_t monotonic_ms = 0) : now_(now), monotonic_ms_(monotonic_ms) {}
  void advance_ms(std::int64_t ms) {
    monotonic_ms_ += ms;
    now_ += ms / 1000;
  }
  [[nodiscard]] std::int64_t now() const override { return now_; }
  [[nodiscard]] std::int64_t monotonic_ms() const override { return monotonic_ms_; }

 private:
  std::int64_t now_;
  std::int64_t monotonic_ms_;
};

// "2026-11-25T12:00:00Z".
[[nodiscard]] std::string format_rfc3339(std::int64_t seconds);

}  // namespace ngcs::base
