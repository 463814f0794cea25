#include "base/lock.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "base/clock.h"
#include "subprocess.h"
#include "temp_dir.h"

namespace ngcs::base {
namespace {

TEST(FileLock, ExcludesEvenWithinOneProcess) {
  const test::TempDir dir;
  const std::string path = dir / "deep/vault.lock";
  const SystemClock clock;
  {
    const auto first = FileLock::acquire(path, 0);
    ASSERT_TRUE(first);
    EXPECT_EQ(test::mode_of(path), 0600U);
    const std::int64_t start = clock.monotonic_ms();
    const auto second = FileLock::acquire(path, 120);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::kTimeout);
    EXPECT_NE(second.error().message.find(std::to_string(::getpid())), std::string::npos) << second.error().message;
    EXPECT_GE(clock.monotonic_ms() - start, 120);
  }
  EXPECT_TRUE(FileLock::acquire(path, 0));
}

TEST(FileLock, IsFreedWhenItsHolderIsKilled) {
  const test::TempDir dir;
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t holder = ::fork();
  if (holder == 0) {
    const auto lock = FileLock::acquire(dir / "lock", 0);
    if (::write(ready[1], "x", 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }
  char c = 0;
  EXPECT_EQ(::read(ready[0], &c, 1), 1);
  const auto refused = FileLock::acquire(dir / "lock", 30);
  EXPECT_FALSE(refused);
  if (!refused) {
    EXPECT_NE(refused.error().message.find(std::to_string(holder)), std::string::npos);
  }
  ::kill(holder, SIGKILL);
  test::wait_for_exit(holder);
  EXPECT_TRUE(FileLock::acquire(dir / "lock", 0));
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST(FileLock, ManyProcessesLoseNoUpdate) {
  const test::TempDir dir;
  constexpr int kProcesses = 12;
  constexpr int kRounds = 15;
  std::vector<pid_t> children;
  for (int i = 0; i < kProcesses; ++i) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      for (int round = 0; round < kRounds; ++round) {
        const auto lock = FileLock::acquire(dir / "lock", 60000);
        if (!lock) ::_exit(1);
        // Read, look away, write: without the lock an update is lost almost every time.
        const std::string old = test::slurp(dir / "counter");
        ::usleep(500);
        test::write_file(dir / "counter", std::to_string((old.empty() ? 0 : std::stoi(old)) + 1));
      }
      ::_exit(0);
    }
    children.push_back(pid);
  }
  for (const pid_t pid : children) EXPECT_EQ(test::wait_for_exit(pid), 0);
  EXPECT_EQ(test::slurp(dir / "counter"), std::to_string(kProcesses * kRounds));
}

TEST(FileLock, RefusesWhatIsNoLockFile) {
  const test::TempDir dir;
  test::write_file(dir / "real", "");
  ASSERT_EQ(::symlink("real", (dir / "link").c_str()), 0);
  EXPECT_FALSE(FileLock::acquire(dir / "link", 0));
  ASSERT_EQ(::mkfifo((dir / "fifo").c_str(), 0600), 0);
  EXPECT_FALSE(FileLock::acquire(dir / "fifo", 0));
}

}  // namespace
}  // namespace ngcs::base
