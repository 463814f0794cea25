#include "base/foreground.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "base/memory_directory.h"
#include "temp_dir.h"

namespace ngcs::base {
namespace {

using testing::HasSubstr;

constexpr const char* kPath = "/usr/bin:/bin";

int status_of(const std::string& script) {
  auto ended = run_in_foreground({{"sh", "-c", script}, {"A=b"}, kPath});
  return ended ? ended->status : -1;
}

bool comes_true(const std::function<bool()>& condition) {
  for (int i = 0; i < 500; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

std::size_t directories_in(const std::string& place) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(place)) count += entry.is_directory() ? 1U : 0U;
  return count;
}

bool any_place(const std::string& /*directory*/) { return true; }

TEST(ForegroundTest, PassesTheEndOn) {
  EXPECT_EQ(status_of("exit 7"), 7);
  EXPECT_EQ(status_of("kill -KILL $$"), 128 + SIGKILL);
  EXPECT_EQ(status_of("test \"$A\" = b"), 0);
  EXPECT_EQ(status_of("test \"$HOME\" = ''"), 0);  // nothing but what was given
}

TEST(ForegroundTest, MissingAndUnusableProgramsAreToldApart) {
  const test::TempDir dir;
  EXPECT_EQ(run_in_foreground({{"no-such-program"}, {}, kPath}).error().code, Errc::kNotFound);
  test::write_file(dir / "broken", "#!/no/such/interpreter\n", 0755);
  EXPECT_FALSE(run_in_foreground({{dir / "broken"}, {}, kPath}));
  test::write_file(dir / "garbage",
                   std::string("\x7f"
                               "ELFgarbage"),
                   0755);
  EXPECT_EQ(run_in_foreground({{dir / "garbage"}, {}, kPath}).error().code, Errc::kPermission);
}

TEST(ForegroundTest, SignalsGoOnToTheChild) {
  const test::TempDir dir;
  const pid_t runner = ::fork();
  if (runner == 0) {
    const std::string script = "trap 'exit 9' TERM; : >" + (dir / "ready") + "; while :; do sleep 0.05; done";
    auto ended = run_in_foreground({{"sh", "-c", script}, {"PATH=/usr/bin:/bin"}, kPath});
    ::_exit(ended ? ended->status : 1);
  }
  ASSERT_TRUE(comes_true([&dir] { return std::filesystem::exists(dir / "ready"); }));
  ::kill(runner, SIGTERM);
  int status = 0;
  const bool ended = comes_true([&] { return ::waitpid(runner, &status, WNOHANG) == runner; });
  if (!ended) ::kill(runner, SIGKILL);  // its child gets a TERM then
  ASSERT_TRUE(ended);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 9);
}

TEST(MemoryDirectoryTest, IsGoneWithItsOwner) {
  const test::TempDir dir;
  {
    auto made = MemoryDirectory::make({dir / "absent", dir.path()}, any_place);
    ASSERT_TRUE(made);
    test::write_file(made->path() + "/auth.json", "x");
    EXPECT_EQ(std::filesystem::status(made->path()).permissions(), std::filesystem::perms::owner_all);
    const MemoryDirectory moved = std::move(*made);
    EXPECT_EQ(directories_in(dir.path()), 1U);
  }
  EXPECT_EQ(directories_in(dir.path()), 0U);
}

TEST(MemoryDirectoryTest, IsGoneWhereItsOwnerIsKilled) {
  const test::TempDir dir;
  const pid_t owner = ::fork();
  if (owner == 0) {
    auto made = MemoryDirectory::make({dir.path()}, any_place);
    if (made) test::write_file(made->path() + "/auth.json", "x");
    for (;;) ::pause();
  }
  ASSERT_TRUE(comes_true([&dir] { return directories_in(dir.path()) == 1; }));
  ::kill(owner, SIGKILL);
  ASSERT_EQ(::waitpid(owner, nullptr, 0), owner);
  EXPECT_TRUE(comes_true([&dir] { return directories_in(dir.path()) == 0; }));
}

TEST(MemoryDirectoryTest, AbandonedOnesAreCollectedAndThoseInUseAreNot) {
  const test::TempDir dir;
  std::filesystem::create_directory(dir / "ngc-auth-run.aaaaaa");  // its owner and the watcher are dead
  test::write_file(dir / "ngc-auth-run.aaaaaa/lock", "");
  test::write_file(dir / "ngc-auth-run.aaaaaa/auth.json", "x");
  std::filesystem::create_directory(dir / "ngc-auth-run.bbbbbb");  // its owner is about to lock it
  std::filesystem::create_directory(dir / "another");
  auto first = MemoryDirectory::make({dir.path()}, any_place);
  auto second = MemoryDirectory::make({dir.path()}, any_place);
  ASSERT_TRUE(first && second);
  EXPECT_FALSE(std::filesystem::exists(dir / "ngc-auth-run.aaaaaa"));
  EXPECT_TRUE(std::filesystem::exists(dir / "ngc-auth-run.bbbbbb"));
  EXPECT_TRUE(std::filesystem::exists(dir / "another"));
  EXPECT_TRUE(std::filesystem::exists(first->path()));
}

TEST(MemoryDirectoryTest, OnlyInMemoryAndInPlacesOfOurs) {
  const test::TempDir dir;
  auto refused = MemoryDirectory::make({dir.path()}, [](const std::string&) { return false; });
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("in memory"));
  std::filesystem::permissions(dir.path(), std::filesystem::perms::all);  // everybody writes, no sticky bit
  EXPECT_FALSE(MemoryDirectory::make({dir.path(), "relative"}, any_place));
  EXPECT_FALSE(is_in_memory("/proc"));
}

}  // namespace
}  // namespace ngcs::base
