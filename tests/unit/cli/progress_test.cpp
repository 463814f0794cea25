#include "cli/progress.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "terminal.h"

namespace ngcs::cli {
namespace {

TEST(Progress, Text) {
  EXPECT_EQ(progress_text("chart", 0, 1000), "chart   0% [                    ] 0 B of 1.0 kB");
  EXPECT_EQ(progress_text("chart", 4500000, 10000000), "chart  45% [#########           ] 4.5 MB of 10.0 MB");
  EXPECT_EQ(progress_text("chart", 2000, 1000), "chart 100% [####################] 2.0 kB of 1.0 kB");
  EXPECT_EQ(progress_text("chart", 1234567, 0), "chart  1.2 MB");
  EXPECT_EQ(progress_text("a\nb", UINT64_MAX, UINT64_MAX), "a\\x0ab 100% [####################] 18.4 EB of 18.4 EB");
}

TEST(Progress, Bytes) {
  EXPECT_EQ(format_bytes(999), "999 B");
  EXPECT_EQ(format_bytes(1000), "1.0 kB");
  EXPECT_EQ(format_bytes(999999), "999.9 kB");
  EXPECT_EQ(format_bytes(1000000), "1.0 MB");
}

TEST(Progress, NothingWithoutATerminal) {
  std::FILE* file = std::tmpfile();
  const base::FixedClock clock(0);
  {
    Progress progress(file, "x", true, clock);
    progress.update(1, 2);
  }
  EXPECT_EQ(std::ftell(file), 0);
  std::fclose(file);
}

std::string drawn(bool enabled, const char* term) {
  test::Terminal terminal([&](int /*report*/) {
    ::dup2(STDIN_FILENO, STDERR_FILENO);
    ::setenv("TERM", term, 1);
    base::FixedClock clock(0);
    Progress progress(stderr, "x", enabled, clock);
    progress.update(0, 100);
    progress.update(10, 100);  // too soon to be drawn
    clock.advance_ms(100);
    progress.update(50, 100);
    progress.finish();
    progress.update(60, 100);
  });
  EXPECT_EQ(terminal.finish(), 0);
  return terminal.screen();
}

TEST(Progress, OnATerminal) {
  EXPECT_EQ(drawn(true, "xterm"),
            "\rx   0% [                    ] 0 B of 100 B\x1b[K"
            "\rx  50% [##########          ] 50 B of 100 B\x1b[K"
            "\r\x1b[K");
  EXPECT_EQ(drawn(false, "xterm"), "");
  EXPECT_EQ(drawn(true, "dumb"), "");
}

}  // namespace
}  // namespace ngcs::cli
