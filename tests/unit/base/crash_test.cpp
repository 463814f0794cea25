// A writer that is killed at any moment leaves the old file or the new one, never a part.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>

#include "base/file.h"
#include "subprocess.h"
#include "temp_dir.h"

namespace ngcs::base {
namespace {

int rounds() {
  const char* wanted = std::getenv("NGCS_CRASH_ROUNDS");  // the deep run asks for thousands
  return wanted != nullptr ? std::atoi(wanted) : 60;      // NOLINT(cert-err34-c): a test's own variable
}

TEST(Crash, KilledWriterLeavesOldOrNew) {
  const test::TempDir dir;
  const std::string path = dir / "vault";
  const std::string a(300000, 'a');
  const std::string b(200000, 'b');
  ASSERT_TRUE(replace_file(path, a));
  std::mt19937_64 random(20240601);
  int seen_b = 0;
  for (int round = 0; round < rounds(); ++round) {
    const pid_t writer = ::fork();
    ASSERT_GE(writer, 0);
    if (writer == 0) {
      for (;;) {
        if (!replace_file(path, b) || !replace_file(path, a)) ::_exit(3);
      }
    }
    const auto wait_us = static_cast<useconds_t>(random() % 8000);
    // Readers meanwhile see whole files too.
    for (int look = 0; look < 4; ++look) {
      ::usleep(wait_us / 4);
      const auto content = read_file(path, 1 << 20);
      ASSERT_TRUE(content);
      ASSERT_TRUE(*content == a || *content == b) << "round " << round << ": " << (*content ? (*content)->size() : 0);
    }
    ::kill(writer, SIGKILL);
    ASSERT_EQ(test::wait_for_exit(writer), 128 + SIGKILL);
    const std::string content = test::slurp(path);
    ASSERT_TRUE(content == a || content == b) << "round " << round << ": " << content.size() << " bytes";
    if (content == b) ++seen_b;
    for (const auto& entry : std::filesystem::directory_iterator(dir.path())) {
      EXPECT_EQ(test::mode_of(entry.path().string()), 0600U) << entry.path();
    }
  }
  EXPECT_GT(seen_b, 0) << "the writer never got to its second file: the kills came too early to prove anything";
}

// The helper's `get` takes no lock: while others store, it must open a whole file every time, never a refusal.
TEST(Crash, ReaderWithoutLockIsNeverRefused) {
  const test::TempDir dir;
  const std::string path = dir / "vault";
  const std::string a(3000, 'a');
  const std::string b(2000, 'b');
  ASSERT_TRUE(replace_file(path, a));
  const pid_t writer = ::fork();
  ASSERT_GE(writer, 0);
  if (writer == 0) {
    for (;;) {
      if (!replace_file(path, b) || !replace_file(path, a)) ::_exit(3);
    }
  }
  for (int look = 0; look < 20000; ++look) {
    const auto opened = open_private_file(path);
    EXPECT_TRUE(opened) << look << ": " << opened.error().message;
    if (!opened || !*opened) break;
    std::string content;
    EXPECT_TRUE(drain((*opened)->get(), 1 << 20, [&content](std::string_view piece) { content += piece; }));
    if (content != a && content != b) {
      ADD_FAILURE() << "a part of a file: " << content.size() << " bytes";
      break;
    }
  }
  ::kill(writer, SIGKILL);
  EXPECT_EQ(test::wait_for_exit(writer), 128 + SIGKILL);
}

}  // namespace
}  // namespace ngcs::base
