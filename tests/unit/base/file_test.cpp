#include "base/file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>

#include "subprocess.h"
#include "temp_dir.h"

namespace ngcs::base {
namespace {

using test::TempDir;

void age(const std::string& path, time_t seconds) {
  const timespec then{std::time(nullptr) - seconds, 0};
  const timespec times[2] = {then, then};
  ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
}

// --- reading

TEST(ReadFile, AbsentIsNothing) {
  const TempDir dir;
  test::write_file(dir / "file", "x");
  EXPECT_FALSE(read_file(dir / "absent", 10).value());
  EXPECT_FALSE(read_file(dir / "file/below", 10).value());
  EXPECT_EQ(read_file(dir / "file", 10).value(), "x");
  EXPECT_EQ(read_file("/dev/null", 10).value(), "");
}

TEST(ReadFile, LimitIsExact) {
  const TempDir dir;
  test::write_file(dir / "file", std::string(100000, 'x'));
  EXPECT_EQ(read_file(dir / "file", 100000).value()->size(), 100000U);
  const auto large = read_file(dir / "file", 99999);
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, Errc::kTooLarge);
}

TEST(ReadFile, NothingThatCouldBlockIsRead) {
  const TempDir dir;
  ASSERT_EQ(::mkfifo((dir / "fifo").c_str(), 0600), 0);
  EXPECT_EQ(read_file(dir / "fifo", 10).error().code, Errc::kInvalidInput);
  EXPECT_EQ(read_file(dir.path(), 10).error().code, Errc::kInvalidInput);
  EXPECT_EQ(read_file("/dev/zero", 10).error().code, Errc::kInvalidInput);
}

TEST(ReadFile, FollowsSymlinks) {
  const TempDir dir;
  test::write_file(dir / "file", "x");
  ASSERT_EQ(::symlink("file", (dir / "link").c_str()), 0);
  EXPECT_EQ(read_file(dir / "link", 10).value(), "x");
}

// --- files of ours

TEST(OpenPrivate, AcceptsAPrivateFile) {
  const TempDir dir;
  test::write_file(dir / "vault", "x");
  const auto opened = open_private_file(dir / "vault");
  ASSERT_TRUE(opened);
  EXPECT_TRUE(*opened);
  EXPECT_FALSE(open_private_file(dir / "absent").value());
}

TEST(OpenPrivate, TooOpenIsRefusedWithTheExactChmod) {
  const TempDir dir;
  const std::string path = dir / "my vault";
  for (const mode_t mode : {0640U, 0604U, 0620U, 0602U, 0610U, 0601U, 0644U, 0666U}) {
    test::write_file(path, "x", mode);
    const auto opened = open_private_file(path);
    ASSERT_FALSE(opened) << std::oct << mode;
    EXPECT_EQ(opened.error().code, Errc::kTooOpen);
    EXPECT_EQ(opened.error().hint, "chmod 600 '" + path + "'");
  }
}

TEST(OpenPrivate, SymlinkIsRefused) {
  const TempDir dir;
  test::write_file(dir / "real", "x");
  ASSERT_EQ(::symlink("real", (dir / "vault").c_str()), 0);
  const auto opened = open_private_file(dir / "vault");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Errc::kPermission);
}

TEST(OpenPrivate, SecondHardLinkIsRefused) {
  const TempDir dir;
  test::write_file(dir / "vault", "x");
  ASSERT_EQ(::link((dir / "vault").c_str(), (dir / "second").c_str()), 0);
  EXPECT_EQ(open_private_file(dir / "vault").error().code, Errc::kPermission);
}

TEST(OpenPrivate, ForeignOwnerIsRefusedWithTheExactChown) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to give a file away";
  const TempDir dir;
  test::write_file(dir / "vault", "x");
  ASSERT_EQ(::chown((dir / "vault").c_str(), 4242, 4242), 0);
  const auto opened = open_private_file(dir / "vault");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Errc::kPermission);
  EXPECT_EQ(opened.error().hint, "sudo chown 0 " + (dir / "vault"));
}

TEST(OpenPrivate, RootsFileIsNotAnOrdinaryUsers) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  const TempDir dir;
  test::write_file(dir / "vault", "x");
  ASSERT_EQ(::chmod(dir.path().c_str(), 0755), 0);
  EXPECT_TRUE(test::as_ordinary_user(
      dir.path().c_str(), [&] { EXPECT_EQ(open_private_file(dir / "vault").error().code, Errc::kPermission); }));
}

TEST(OpenPrivate, OnlyRegularFiles) {
  const TempDir dir;
  ASSERT_EQ(::mkfifo((dir / "fifo").c_str(), 0600), 0);
  EXPECT_EQ(open_private_file(dir / "fifo").error().code, Errc::kInvalidInput);
  EXPECT_FALSE(open_private_file(dir.path()));
}

TEST(OpenPrivate, DirectoryWritableByOthersIsRefused) {
  const TempDir dir;
  test::write_file(dir / "vault", "x");
  ASSERT_EQ(::chmod(dir.path().c_str(), 0777), 0);
  const auto opened = open_private_file(dir / "vault");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().hint, "chmod go-w " + dir.path());
  ASSERT_EQ(::chmod(dir.path().c_str(), 01777), 0);  // sticky: others cannot replace what is not theirs
  EXPECT_TRUE(open_private_file(dir / "vault"));
}

// --- replacing

TEST(ReplaceFile, MakesFileAndDirectoriesPrivate) {
  const TempDir dir;
  const mode_t old = ::umask(0);
  ASSERT_TRUE(replace_file(dir / "a/b/vault", "one"));
  ::umask(old);
  EXPECT_EQ(test::slurp(dir / "a/b/vault"), "one");
  EXPECT_EQ(test::mode_of(dir / "a/b/vault"), 0600U);
  EXPECT_EQ(test::mode_of(dir / "a"), 0700U);
  EXPECT_EQ(test::mode_of(dir / "a/b"), 0700U);
  EXPECT_EQ(test::entries_in(dir / "a/b"), 1U);
}

TEST(ReplaceFile, ModeIsNeverLeftToTheUmask) {
  const TempDir dir;
  const mode_t old = ::umask(0777);
  const auto done = replace_file(dir / "file", "x", {.mode = 0644});
  ::umask(old);
  ASSERT_TRUE(done);
  EXPECT_EQ(test::mode_of(dir / "file"), 0644U);
}

TEST(ReplaceFile, TooOpenFileBecomesPrivateAgain) {
  const TempDir dir;
  test::write_file(dir / "file", "old", 0644);
  ASSERT_TRUE(replace_file(dir / "file", "new"));
  EXPECT_EQ(test::mode_of(dir / "file"), 0600U);
}

TEST(ReplaceFile, KeepsModeAndOwnerWhereAsked) {
  const TempDir dir;
  test::write_file(dir / "file", "old", 0640);
  if (::geteuid() == 0) {
    ASSERT_EQ(::chown((dir / "file").c_str(), 4242, 4343), 0);
  }
  ASSERT_TRUE(replace_file(dir / "file", "new", {.keep_mode = true}));
  EXPECT_EQ(test::slurp(dir / "file"), "new");
  EXPECT_EQ(test::mode_of(dir / "file"), 0640U);
  struct stat status {};
  ASSERT_EQ(::stat((dir / "file").c_str(), &status), 0);
  if (::geteuid() == 0) {
    EXPECT_EQ(status.st_uid, 4242U);
    EXPECT_EQ(status.st_gid, 4343U);
  }
}

TEST(ReplaceFile, AnotherGroupNeverInheritsTheOldGroupsRights) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to make a file of a foreign group";
  const TempDir dir;
  test::write_file(dir / "file", "old", 0660);
  ASSERT_EQ(::chown((dir / "file").c_str(), test::kOrdinaryUid, 4343), 0);
  EXPECT_TRUE(test::as_ordinary_user(dir.path().c_str(), [&] {
    ASSERT_TRUE(replace_file(dir / "file", "new", {.keep_mode = true}));
    EXPECT_EQ(test::mode_of(dir / "file"), 0600U);
  }));
}

TEST(ReplaceFile, SymlinkIsRefusedOrFollowed) {
  const TempDir dir;
  test::write_file(dir / "real", "old");
  ASSERT_EQ(::symlink("real", (dir / "link").c_str()), 0);
  EXPECT_EQ(replace_file(dir / "link", "new").error().code, Errc::kPermission);
  EXPECT_EQ(test::slurp(dir / "real"), "old");
  ASSERT_TRUE(replace_file(dir / "link", "new", {.follow_symlink = true}));
  EXPECT_EQ(test::slurp(dir / "real"), "new");
  EXPECT_TRUE(std::filesystem::is_symlink(dir / "link"));
}

TEST(ReplaceFile, DanglingSymlinkMakesItsTarget) {
  const TempDir dir;
  ASSERT_EQ(::symlink("sub/real", (dir / "link").c_str()), 0);
  ASSERT_TRUE(replace_file(dir / "link", "new", {.follow_symlink = true}));
  EXPECT_EQ(test::slurp(dir / "sub/real"), "new");
}

TEST(ReplaceFile, OnlyRegularFilesAreReplaced) {
  const TempDir dir;
  ASSERT_EQ(::mkdir((dir / "d").c_str(), 0700), 0);
  ASSERT_EQ(::mkfifo((dir / "f").c_str(), 0600), 0);
  EXPECT_EQ(replace_file(dir / "d", "x").error().code, Errc::kInvalidInput);
  EXPECT_EQ(replace_file(dir / "f", "x").error().code, Errc::kInvalidInput);
  EXPECT_EQ(replace_file(dir.path() + "/", "x").error().code, Errc::kInvalidInput);
  EXPECT_FALSE(replace_file(dir / "none/file", "x", {.make_directories = false}));
}

TEST(ReplaceFile, DiskFullKeepsTheOldFileAndLeavesNothing) {
  const TempDir dir;
  test::write_file(dir / "file", "old");
  EXPECT_TRUE(test::in_child([&] {
    // A file size limit makes write() fail in the middle, as a full disk does.
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{4096, 4096};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
    const auto done = replace_file(dir / "file", std::string(100000, 'n'));
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().detail, EFBIG);
    EXPECT_NE(done.error().message.find(dir / "file"), std::string::npos);
  }));
  EXPECT_EQ(test::slurp(dir / "file"), "old");
  EXPECT_EQ(test::entries_in(dir.path()), 1U);
}

TEST(ReplaceFile, FullFileSystemIsNamed) {
  // /dev/full cannot be renamed over; what counts is that ENOSPC of a write arrives as kNoSpace.
  const UniqueFd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  if (!full) GTEST_SKIP() << "no /dev/full";
  EXPECT_EQ(write_all(full.get(), "x").error().code, Errc::kNoSpace);
}

TEST(ReplaceFile, ReadOnlyDirectoryKeepsTheOldFile) {
  const TempDir dir;
  EXPECT_TRUE(test::as_ordinary_user(dir.path().c_str(), [&] {
    test::write_file(dir / "file", "old");
    ASSERT_EQ(::chmod(dir.path().c_str(), 0500), 0);
    const auto done = replace_file(dir / "file", "new");
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, Errc::kPermission);
    EXPECT_EQ(test::slurp(dir / "file"), "old");
    EXPECT_EQ(test::entries_in(dir.path()), 1U);
    ASSERT_EQ(::chmod(dir.path().c_str(), 0700), 0);
  }));
}

TEST(ReplaceFile, LeftoversOfKilledWritersGoAway) {
  const TempDir dir;
  const std::string stale = dir / ".file.0123456789abcdef01234567.ngc-tmp";
  const std::string fresh = dir / ".file.1123456789abcdef01234567.ngc-tmp";
  const std::string others = dir / ".other.0123456789abcdef01234567.ngc-tmp";
  const std::string unrelated = dir / ".file.backup";
  for (const std::string& path : {stale, fresh, others, unrelated}) test::write_file(path, "x");
  for (const std::string& path : {stale, others, unrelated}) age(path, 3600);
  ASSERT_TRUE(replace_file(dir / "file", "new"));
  EXPECT_FALSE(std::filesystem::exists(stale));
  EXPECT_TRUE(std::filesystem::exists(fresh));  // may belong to a writer at work
  EXPECT_TRUE(std::filesystem::exists(others));
  EXPECT_TRUE(std::filesystem::exists(unrelated));
}

TEST(ReplaceFile, VeryLongNames) {
  const TempDir dir;
  const std::string name(255, 'n');
  ASSERT_TRUE(replace_file(dir / name, "x"));
  EXPECT_EQ(test::slurp(dir / name), "x");
  EXPECT_FALSE(replace_file(dir / std::string(256, 'n'), "x"));
  EXPECT_EQ(test::entries_in(dir.path()), 1U);
}

// --- removing and directories

TEST(RemoveFile, TellsWhetherItWasThere) {
  const TempDir dir;
  test::write_file(dir / "file", "x");
  EXPECT_TRUE(remove_file(dir / "file").value());
  EXPECT_FALSE(remove_file(dir / "file").value());
  EXPECT_FALSE(remove_file(dir / "no/dir").value());
  EXPECT_FALSE(remove_file(dir.path()));
}

TEST(MakeDirectories, RefusesAFileOnTheWay) {
  const TempDir dir;
  test::write_file(dir / "file", "x");
  EXPECT_FALSE(make_directories(dir / "file/sub"));
  EXPECT_EQ(make_directories(dir / "file").error().code, Errc::kInvalidInput);
  EXPECT_TRUE(make_directories(dir / "a//b/"));
  EXPECT_TRUE(std::filesystem::is_directory(dir / "a/b"));
  EXPECT_TRUE(make_directories("/"));
  EXPECT_TRUE(make_directories("."));
}

TEST(ParentDirectory, Forms) {
  EXPECT_EQ(parent_directory("/a/b"), "/a");
  EXPECT_EQ(parent_directory("/a//b"), "/a");
  EXPECT_EQ(parent_directory("/a"), "/");
  EXPECT_EQ(parent_directory("b"), ".");
  EXPECT_EQ(parent_directory("a/b"), "a");
}

TEST(ResolveSymlink, ChainsAndLoops) {
  const TempDir dir;
  test::write_file(dir / "real", "x");
  ASSERT_EQ(::symlink("real", (dir / "one").c_str()), 0);
  ASSERT_EQ(::symlink((dir / "one").c_str(), (dir / "two").c_str()), 0);
  EXPECT_EQ(resolve_symlink(dir / "two").value(), dir / "real");
  EXPECT_EQ(resolve_symlink(dir / "absent").value(), dir / "absent");
  ASSERT_EQ(::symlink("loop", (dir / "loop").c_str()), 0);
  EXPECT_EQ(resolve_symlink(dir / "loop").error().detail, ELOOP);
}

TEST(ReplaceFile, OnlyNewNeverReplaces) {
  const test::TempDir dir;
  ReplaceOptions only_new;
  only_new.only_new = true;
  ASSERT_TRUE(replace_file(dir / "file", "first", only_new));
  const auto second = replace_file(dir / "file", "second", only_new);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Errc::kConflict);
  EXPECT_EQ(test::slurp(dir / "file"), "first");
  EXPECT_EQ(test::entries_in(dir.path()), 1U);
}

TEST(RemoveLeftovers, TakesYoungOnesOfThisFileAndNothingElse) {
  const test::TempDir dir;
  const std::string leftover = dir / ".vault.00112233445566778899aabb.ngc-tmp";
  const std::string other = dir / ".vault2.00112233445566778899aabb.ngc-tmp";
  test::write_file(dir / "vault", "content");
  test::write_file(leftover, "left behind");
  test::write_file(other, "another's");
  remove_leftovers(dir / "vault");
  EXPECT_FALSE(std::filesystem::exists(leftover));
  EXPECT_TRUE(std::filesystem::exists(other));
  EXPECT_EQ(test::slurp(dir / "vault"), "content");
}

}  // namespace
}  // namespace ngcs::base
