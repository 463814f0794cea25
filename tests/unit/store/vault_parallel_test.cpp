// Many writers, readers among them, writers that are killed, disks that are full.
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "subprocess.h"
#include "vault_fixture.h"

namespace ngcs::store {
namespace {

using base::Errc;
using secret::SecretString;
namespace fs = std::filesystem;

int rounds() {
  const char* wanted = std::getenv("NGCS_CRASH_ROUNDS");  // the deep run asks for thousands
  return wanted != nullptr ? std::atoi(wanted) : 60;      // NOLINT(cert-err34-c): a test's own variable
}

TEST_F(VaultTest, ManyWritersLoseNothingAndReadersNeverFail) {
  constexpr int kWriters = 12;
  constexpr int kReaders = 4;
  ASSERT_TRUE(put("reader", "always there"));
  std::vector<pid_t> readers;
  for (int i = 0; i < kReaders; ++i) {
    const pid_t pid = ::fork();
    ASSERT_GE(pid, 0);
    if (pid == 0) {
      for (;;) {
        if (read("reader") != "always there") ::_exit(1);
      }
    }
    readers.push_back(pid);
  }
  std::vector<pid_t> writers;
  for (int i = 0; i < kWriters; ++i) {
    const pid_t pid = ::fork();
    ASSERT_GE(pid, 0);
    if (pid == 0) {
      // On a busy machine the last one may wait longer than the lock's time limit: a time-out is an answer, a lost
      // key would not be.
      for (int attempt = 0; attempt < 20; ++attempt) {
        auto done = vault().put("writer" + std::to_string(i), SecretString("key of " + std::to_string(i)));
        if (done) ::_exit(0);
        if (done.error().code != Errc::kTimeout) break;
      }
      ::_exit(1);
    }
    writers.push_back(pid);
  }
  for (const pid_t pid : writers) EXPECT_EQ(test::wait_for_exit(pid), 0);
  for (const pid_t pid : readers) {
    EXPECT_EQ(::kill(pid, SIGKILL), 0);
    EXPECT_EQ(test::wait_for_exit(pid), 128 + SIGKILL) << "a reader saw something else than its key";
  }
  for (int i = 0; i < kWriters; ++i) {
    EXPECT_EQ(read("writer" + std::to_string(i)), "key of " + std::to_string(i));
  }
  EXPECT_EQ(vault().profiles()->size(), kWriters + 1U);
}

TEST_F(VaultTest, FirstWritersOfAllAgreeOnOneMachineKey) {
  for (int round = 0; round < 10; ++round) {
    fs::remove_all(dir / "data");
    fs::remove_all(dir / "state");
    std::vector<pid_t> writers;
    for (int i = 0; i < 8; ++i) {
      const pid_t pid = ::fork();
      ASSERT_GE(pid, 0);
      if (pid == 0) {
        // Each with a vault of its own, so that no lock keeps them apart.
        base::Paths own = paths;
        own.vault_file = dir / ("data" + std::to_string(i) + "/vault");
        own.vault_lock_file = own.vault_file + ".lock";
        fs::remove(own.vault_file);
        Vault vault(own, clock);
        const bool stored = vault.put("acme", SecretString("key")).has_value();
        ::usleep(20000);
        auto key = vault.get("acme", Slot::kCurrent);
        ::_exit(stored && key && *key ? 0 : 1);
      }
      writers.push_back(pid);
    }
    for (const pid_t pid : writers) EXPECT_EQ(test::wait_for_exit(pid), 0) << "round " << round;
  }
}

TEST_F(VaultTest, CrashedWriterLeavesOldOrNew) {
  ASSERT_TRUE(put("acme", "old 0"));
  ASSERT_TRUE(put("beta", "untouched"));
  std::mt19937_64 random(20251125);
  int advanced = 0;
  for (int round = 1; round <= rounds(); ++round) {
    const std::string before = read("acme");
    const pid_t writer = ::fork();
    ASSERT_GE(writer, 0);
    if (writer == 0) {
      for (int i = 0;; ++i) {
        if (!put("acme", "new " + std::to_string(round) + "." + std::to_string(i))) ::_exit(3);
      }
    }
    ::usleep(static_cast<useconds_t>(random() % 12000));
    ::kill(writer, SIGKILL);
    ASSERT_EQ(test::wait_for_exit(writer), 128 + SIGKILL);
    const std::string after = read("acme");
    const bool is_new = after.starts_with("new " + std::to_string(round) + ".");
    ASSERT_TRUE(after == before || is_new) << "round " << round << ": " << before << " became " << after;
    if (is_new) ++advanced;
    ASSERT_EQ(read("beta"), "untouched");
    // No lock is left behind either, nor a temporary file after the next write.
    ASSERT_TRUE(put("acme", "old " + std::to_string(round)));
    ASSERT_EQ(test::entries_in(dir / "data"), 2U);
  }
  EXPECT_GT(advanced, 0) << "no writer got to its first write: the kills came too early to prove anything";
}

TEST_F(VaultTest, CrashedFirstWriterLeavesAUsableStore) {
  std::mt19937_64 random(7);
  for (int round = 0; round < rounds(); ++round) {
    fs::remove_all(dir / "data");
    fs::remove_all(dir / "state");
    const pid_t writer = ::fork();
    ASSERT_GE(writer, 0);
    if (writer == 0) ::_exit(put("acme", "first") ? 0 : 3);
    ::usleep(static_cast<useconds_t>(random() % 6000));
    ::kill(writer, SIGKILL);
    ASSERT_NE(test::wait_for_exit(writer), 3);
    const std::string after = read("acme");
    ASSERT_TRUE(after == "(none)" || after == "first") << after;
    ASSERT_TRUE(put("acme", "second"));
    ASSERT_EQ(read("acme"), "second");
  }
}

// A file system of 64 KiB over `path`, in a mount namespace of this process's own. False where that is not permitted.
bool mount_tiny_disk(const std::string& path) {
  return ::unshare(CLONE_NEWNS) == 0 && ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         ::mount("tmpfs", path.c_str(), "tmpfs", 0, "size=64k,mode=700") == 0;
}

TEST_F(VaultTest, AFullDiskIsNamedAndKeepsTheOldKeys) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to mount a small file system";
  EXPECT_TRUE(test::in_child([this] {
    if (!mount_tiny_disk(dir.path())) {
      std::printf("no mount namespace here; AFullDiskAtAnyPlaceKeepsTheOldKeys covers the rest\n");
      return;
    }
    ASSERT_TRUE(put("acme", "old"));
    base::Result<bool> result = true;
    for (int i = 0; result && i < 8; ++i) result = put("large" + std::to_string(i), std::string(30000, 'k'));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::kNoSpace) << result.error().message;
    EXPECT_EQ(read("acme"), "old");
    EXPECT_EQ(test::entries_in(dir / "data"), 2U) << "a temporary file was left behind";
    // Erasing needs room for the new vault; where there is none, the key stays and that is said.
    auto erased = vault().erase("acme");
    EXPECT_EQ(read("acme"), erased ? "(none)" : "old");
  }));
}

TEST_F(VaultTest, AFullDiskAtAnyPlaceKeepsTheOldKeys) {
  ASSERT_TRUE(put("acme", "old"));
  const std::string before = test::slurp(paths.vault_file);
  EXPECT_TRUE(test::in_child([this] {
    ::signal(SIGXFSZ, SIG_IGN);
    for (const rlim_t bytes : {0U, 1U, 127U, 128U, 600U, 1167U}) {
      const rlimit limit{bytes, RLIM_INFINITY};
      ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
      EXPECT_FALSE(put("acme", "new")) << bytes;
      EXPECT_FALSE(put("beta", "new")) << bytes;
    }
  }));
  EXPECT_EQ(test::slurp(paths.vault_file), before);
  EXPECT_EQ(test::entries_in(dir / "data"), 2U) << "a temporary file was left behind";
  EXPECT_EQ(read("acme"), "old");
}

TEST_F(VaultTest, AFullDiskBeforeTheFirstKeyLeavesNothing) {
  EXPECT_TRUE(test::in_child([this] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{20, 20};  // less than a machine key
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
    EXPECT_FALSE(put("acme", "new"));
  }));
  EXPECT_FALSE(fs::exists(paths.vault_file));
  EXPECT_FALSE(fs::exists(paths.machine_key_file));
  ASSERT_TRUE(put("acme", "new"));
  EXPECT_EQ(read("acme"), "new");
}

}  // namespace
}  // namespace ngcs::store
