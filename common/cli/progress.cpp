#include "cli/progress.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "base/text.h"

namespace ngcs::cli {

namespace {

constexpr std::int64_t kRedrawMs = 100;
constexpr std::uint64_t kBarWidth = 20;

bool is_terminal(std::FILE* stream) {
  const char* term = std::getenv("TERM");  // NOLINT(concurrency-mt-unsafe): the environment is never changed
  if (term == nullptr || std::string_view(term) == "dumb") return false;
  const int fd = ::fileno(stream);
  return fd >= 0 && ::isatty(fd) == 1;
}

}  // namespace

std::string format_bytes(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 6> kUnits = {"kB", "MB", "GB", "TB", "PB", "EB"};
  if (bytes < 1000) return std::to_string(bytes) + " B";
  std::uint64_t scale = 1000;
  std::size_t unit = 0;
  // 999 950 would round to "1000.0 kB".
  while (unit + 1 < kUnits.size() && bytes / scale >= 1000) {
    scale *= 1000;
    ++unit;
  }
  const std::uint64_t tenths = bytes / (scale / 10);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " " + std::string(kUnits.at(unit));
}

std::string progress_text(std::string_view label, std::uint64_t done, std::uint64_t total) {
  std::string text = base::printable(label, 60) + " ";
  if (total == 0) return text + " " + format_bytes(done);
  const std::uint64_t capped = std::min(done, total);
  // By division first where the product would overflow.
  const std::uint64_t percent = total > UINT64_MAX / 100 ? capped / (total / 100) : capped * 100 / total;
  const std::uint64_t filled = std::min<std::uint64_t>(percent, 100) * kBarWidth / 100;
  const std::string number = std::to_string(std::min<std::uint64_t>(percent, 100));
  text.append(3 - number.size(), ' ').append(number).append("% [");
  text.append(filled, '#').append(kBarWidth - filled, ' ').append("] ");
  return text + format_bytes(done) + " of " + format_bytes(total);
}

Progress::Progress(std::FILE* err, std::string label, bool enabled, const base::Clock& clock)
    : err_(err), label_(std::move(label)), clock_(clock), active_(enabled && is_terminal(err)) {}

void Progress::update(std::uint64_t done, std::uint64_t total) {
  if (!active_) return;
  const std::int64_t now = clock_.monotonic_ms();
  if (drawn_ && now - last_ms_ < kRedrawMs) return;
  drawn_ = true;
  last_ms_ = now;
  const std::string text = "\r" + progress_text(label_, done, total) + "\x1b[K";
  (void)std::fwrite(text.data(), 1, text.size(), err_);
  (void)std::fflush(err_);
}

void Progress::finish() {
  if (drawn_) {
    (void)std::fputs("\r\x1b[K", err_);
    (void)std::fflush(err_);
  }
  drawn_ = false;
  active_ = false;
}

}  // namespace ngcs::cli
