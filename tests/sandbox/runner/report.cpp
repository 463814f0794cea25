#include "runner/report.h"

#include <cstdio>

#include "base/clock.h"

namespace ngcs::sandbox {

void print_error(const base::Error& error) {
  std::fprintf(stderr, "ngc-sandbox: error: %s\n", error.message.c_str());
  if (!error.hint.empty()) std::fprintf(stderr, "ngc-sandbox: hint: %s\n", error.hint.c_str());
}

int exit_code_for(const base::Error& error) {
  switch (error.code) {
    case base::Errc::kUsage:
    case base::Errc::kInvalidInput:
    case base::Errc::kNotFound:
      return 2;
    case base::Errc::kUnavailable:
    case base::Errc::kPermission:
    case base::Errc::kNoSpace:
    case base::Errc::kUnsupported:
      return 3;
    default:
      return 70;
  }
}

Progress::Progress(bool enabled) : enabled_(enabled), last_(base::SystemClock().monotonic_ms()) {}

void Progress::step(const std::string& what) {
  const std::int64_t now = base::SystemClock().monotonic_ms();
  if (enabled_) std::fprintf(stderr, "ngc-sandbox: %s (%lld ms)\n", what.c_str(), static_cast<long long>(now - last_));
  last_ = now;
}

void Progress::note(const std::string& text) const {
  if (enabled_) std::fprintf(stderr, "ngc-sandbox: note: %s\n", text.c_str());
}

}  // namespace ngcs::sandbox
