// A progress bar on stderr, only for a person who watches: a terminal, no JSON mode, no TERM=dumb.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace ngcs::cli {

class Progress {
 public:
  // `err` and `clock` are borrowed. Where `enabled` is false or `err` is no terminal, nothing is ever written.
  Progress(std::FILE* err, std::string label, bool enabled, const base::Clock& clock);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { finish(); }

  // `total` 0 = unknown. Bytes. Redraws at most ten times a second.
  void update(std::uint64_t done, std::uint64_t total);
  // Removes the bar. Further updates are ignored.
  void finish();

 private:
  std::FILE* err_;
  std::string label_;
  const base::Clock& clock_;
  bool active_;
  bool drawn_ = false;
  std::int64_t last_ms_ = 0;
};

// The bar's text without control sequences: "label  45% [#########           ] 4.5 MB of 10.0 MB".
[[nodiscard]] std::string progress_text(std::string_view label, std::uint64_t done, std::uint64_t total);

// "512 B", "1.5 kB", "3.2 GB": powers of 1000.
[[nodiscard]] std::string format_bytes(std::uint64_t bytes);

}  // namespace ngcs::cli
