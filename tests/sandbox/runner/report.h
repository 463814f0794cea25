// What the runner says on stderr.
#pragma once

#include <cstdint>
#include <string>

#include "base/error.h"

namespace ngcs::sandbox {

// "ngc-sandbox: error: …" and, where there is one, "ngc-sandbox: hint: …".
void print_error(const base::Error& error);

// 2, 3 or 70; see run.h.
[[nodiscard]] int exit_code_for(const base::Error& error);

// The steps of the start with their times, for --verbose.
class Progress {
 public:
  explicit Progress(bool enabled);
  void step(const std::string& what);
  void note(const std::string& text) const;

 private:
  bool enabled_;
  std::int64_t last_;
};

}  // namespace ngcs::sandbox
