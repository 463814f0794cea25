#include "base/process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

#include "base/clock.h"
#include "base/fd.h"
#include "subprocess.h"
#include "temp_dir.h"

namespace ngcs::base {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr int kDumpableAfterHardening = 1;  // the leak check at exit needs ptrace
#else
constexpr int kDumpableAfterHardening = 0;
#endif

struct Captured {
  Result<ProcessExit> exit;
  std::string out;
  std::string err;
};

Captured shell(const std::string& script, std::string_view input = {}, int deadline_ms = 10000,
               std::size_t max_output = 1 << 20) {
  Captured captured{ProcessExit{}, {}, {}};
  ProcessSpec spec;
  spec.argv = {"/bin/sh", "-c", script};
  spec.env = {"PATH=/usr/bin:/bin", "ONLY=this"};
  spec.input = input;
  spec.on_out = [&](std::string_view piece) { captured.out += piece; };
  spec.on_err = [&](std::string_view piece) { captured.err += piece; };
  spec.deadline_ms = deadline_ms;
  spec.max_output = max_output;
  captured.exit = run_process(spec);
  return captured;
}

TEST(RunProcess, StreamsAndExitCode) {
  const Captured run = shell("cat; echo problem >&2; exit 7", "hello");
  ASSERT_TRUE(run.exit);
  EXPECT_EQ(run.exit->status, 7);
  EXPECT_EQ(run.out, "hello");
  EXPECT_EQ(run.err, "problem\n");
}

TEST(RunProcess, EnvironmentIsExactlyTheOneGiven) {
  const Captured run = shell("/usr/bin/env");
  EXPECT_NE(run.out.find("ONLY=this\n"), std::string::npos);
  EXPECT_EQ(run.out.find("HOME="), std::string::npos) << run.out;
}

TEST(RunProcess, SignalsAreReported) {
  EXPECT_EQ(shell("kill -TERM $$").exit->status, 128 + SIGTERM);
  // SIGPIPE has its default action in the child although we ignore it.
  EXPECT_EQ(shell("kill -PIPE $$").exit->status, 128 + SIGPIPE);
}

TEST(RunProcess, MissingPrograms) {
  ProcessSpec spec;
  spec.argv = {"/nonexistent/program"};
  EXPECT_EQ(run_process(spec).error().code, Errc::kNotFound);
  spec.argv = {"ngcs-no-such-program"};
  spec.search_path = true;
  EXPECT_EQ(run_process(spec).error().code, Errc::kNotFound);
  spec.argv = {};
  EXPECT_EQ(run_process(spec).error().code, Errc::kInternal);
  const test::TempDir dir;
  test::write_file(dir / "not-executable", "x", 0644);
  spec.argv = {dir / "not-executable"};
  spec.search_path = false;
  EXPECT_EQ(run_process(spec).error().code, Errc::kPermission);
}

TEST(RunProcess, DeadlineKillsTheWholeGroup) {
  const SystemClock clock;
  const test::TempDir dir;
  const std::int64_t start = clock.monotonic_ms();
  const Captured run = shell("sleep 300 & echo $! > " + (dir / "pid") + "; wait", {}, 300);
  ASSERT_FALSE(run.exit);
  EXPECT_EQ(run.exit.error().code, Errc::kTimeout);
  EXPECT_LT(clock.monotonic_ms() - start, 5000);
  const pid_t grandchild = std::stoi(test::slurp(dir / "pid"));
  for (int i = 0; i < 200 && ::kill(grandchild, 0) == 0; ++i) ::usleep(10000);
  // Gone, or a zombie that nobody reaps in this container: not running in any case.
  const std::string status = test::slurp("/proc/" + std::to_string(grandchild) + "/stat");
  EXPECT_TRUE(status.empty() || status.find(") Z ") != std::string::npos) << status;
}

TEST(RunProcess, ChildThatNeverReadsAHugeStdin) {
  const std::string huge(8 << 20, 'x');
  const Captured quick = shell("exit 3", huge);
  ASSERT_TRUE(quick.exit);
  EXPECT_EQ(quick.exit->status, 3);
  const Captured closed = shell("exec 0<&-; echo done", huge);
  ASSERT_TRUE(closed.exit);
  EXPECT_EQ(closed.out, "done\n");
  EXPECT_EQ(shell("sleep 60", huge, 200).exit.error().code, Errc::kTimeout);
}

TEST(RunProcess, HugeStdinAndStdoutAtOnce) {
  const std::string huge(4 << 20, 'y');
  const Captured run = shell("cat", huge, 30000, 8 << 20);
  ASSERT_TRUE(run.exit);
  EXPECT_EQ(run.out, huge);
}

TEST(RunProcess, OutputIsCapped) {
  const Captured exact = shell("head -c 5000 /dev/zero", {}, 10000, 5000);
  ASSERT_TRUE(exact.exit);
  EXPECT_EQ(exact.out.size(), 5000U);
  EXPECT_EQ(shell("head -c 5001 /dev/zero", {}, 10000, 5000).exit.error().code, Errc::kTooLarge);
  EXPECT_EQ(shell("while :; do echo flood >&2; done", {}, 10000, 5000).exit.error().code, Errc::kTooLarge);
  // A stream nobody wants is read and dropped.
  ProcessSpec spec;
  spec.argv = {"/bin/sh", "-c", "head -c 3000000 /dev/zero; exit 4"};
  spec.env = {"PATH=/usr/bin:/bin"};
  EXPECT_EQ(run_process(spec)->status, 4);
}

TEST(RunProcess, GrandchildHoldingThePipesDoesNotHoldUs) {
  const SystemClock clock;
  const std::int64_t start = clock.monotonic_ms();
  const Captured run = shell("sleep 5 & echo started");
  ASSERT_TRUE(run.exit);
  EXPECT_EQ(run.out, "started\n");
  EXPECT_LT(clock.monotonic_ms() - start, 3000);
}

TEST(RunProcess, ChildThatClosesItsStreamsIsWaitedFor) {
  const Captured run = shell("exec 1>&- 2>&-; sleep 0.2; exit 9");
  ASSERT_TRUE(run.exit);
  EXPECT_EQ(run.exit->status, 9);
}

TEST(RunProcess, NoDescriptorLeaks) {
  // One without close-on-exec, as an inherited one would be.
  const UniqueFd leak(::open("/dev/null", O_RDONLY));
  ASSERT_TRUE(leak);
  const Captured run = shell("ls /proc/self/fd | wc -l");
  ASSERT_TRUE(run.exit);
  EXPECT_EQ(run.out, "4\n");  // 0, 1, 2 and the listing itself
}

TEST(RunProcess, WorksWithSigchldIgnored) {
  EXPECT_TRUE(test::in_child([] {
    ::signal(SIGCHLD, SIG_IGN);
    const Captured run = shell("exit 5");
    ASSERT_TRUE(run.exit);
    EXPECT_EQ(run.exit->status, 5);
    struct sigaction now {};
    ::sigaction(SIGCHLD, nullptr, &now);
    EXPECT_EQ(now.sa_handler, SIG_IGN);
  }));
}

TEST(RunProcess, ChildDiesWithItsParent) {
  const test::TempDir dir;
  const pid_t parent = ::fork();
  if (parent == 0) {
    (void)shell(
        "echo $$ > " + (dir / "pid.tmp") + "; mv " + (dir / "pid.tmp") + " " + (dir / "pid") + "; exec sleep 300", {},
        60000);
    ::_exit(0);
  }
  std::string text;
  for (int i = 0; i < 500 && text.empty(); ++i) {
    ::usleep(10000);
    text = test::slurp(dir / "pid");
  }
  ASSERT_FALSE(text.empty());
  ::kill(parent, SIGKILL);
  test::wait_for_exit(parent);
  const std::string stat_path = "/proc/" + text.substr(0, text.find('\n')) + "/stat";
  std::string status;
  for (int i = 0; i < 200; ++i) {
    status = test::slurp(stat_path);
    if (status.empty() || status.find(") Z ") != std::string::npos) break;
    ::usleep(10000);
  }
  EXPECT_TRUE(status.empty() || status.find(") Z ") != std::string::npos) << status;
}

TEST(EnvironmentWithout, DropsExactlyTheNamedOnes) {
  EXPECT_TRUE(test::in_child([] {
    ::setenv("NGCS_TEST_SECRET", "s", 1);
    ::setenv("NGCS_TEST_SECRET_OTHER", "o", 1);
    const auto environment = environment_without({"NGCS_TEST_SECRET"});
    int others = 0;
    for (const std::string& entry : environment) {
      EXPECT_FALSE(entry.starts_with("NGCS_TEST_SECRET="));
      if (entry == "NGCS_TEST_SECRET_OTHER=o") ++others;
    }
    EXPECT_EQ(others, 1);
  }));
}

TEST(FindProgram, AbsoluteEntriesOnly) {
  const test::TempDir dir;
  test::write_file(dir / "tool", "#!/bin/sh\n", 0755);
  test::write_file(dir / "data", "x", 0644);
  ASSERT_EQ(::mkdir((dir / "folder").c_str(), 0755), 0);
  EXPECT_EQ(find_program("tool", "/nonexistent:" + dir.path()), dir / "tool");
  EXPECT_EQ(find_program("tool", dir.path() + "/"), dir / "tool");
  EXPECT_FALSE(find_program("data", dir.path()));
  EXPECT_FALSE(find_program("folder", dir.path()));
  EXPECT_FALSE(find_program("", dir.path()));
  EXPECT_EQ(find_program(dir / "tool", ""), dir / "tool");
  EXPECT_TRUE(test::in_child([&] {
    ASSERT_EQ(::chdir(dir.path().c_str()), 0);
    EXPECT_FALSE(find_program("tool", ""));
    EXPECT_FALSE(find_program("tool", "."));
    EXPECT_FALSE(find_program("tool", ":/nonexistent"));
  }));
}

TEST(ExecutableDirectory, IsWhereThisTestLies) {
  const std::string directory = executable_directory();
  EXPECT_EQ(::access((directory + "/unit_base").c_str(), X_OK), 0) << directory;
}

TEST(Harden, SetsWhatItPromises) {
  EXPECT_TRUE(test::in_child([] {
    ::umask(022);
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_CORE, &before), 0);
    before.rlim_cur = before.rlim_max;  // where dumps are off already, hardening would prove nothing
    ASSERT_EQ(::setrlimit(RLIMIT_CORE, &before), 0);
    ASSERT_TRUE(harden_process());
    EXPECT_EQ(::umask(0), 077U);
    rlimit core{};
    ASSERT_EQ(::getrlimit(RLIMIT_CORE, &core), 0);
    EXPECT_EQ(core.rlim_cur, 0U);
    struct sigaction pipe {};
    ::sigaction(SIGPIPE, nullptr, &pipe);
    EXPECT_EQ(pipe.sa_handler, SIG_IGN);
    EXPECT_EQ(::prctl(PR_GET_DUMPABLE), kDumpableAfterHardening);
    // Children are ordinary programs again.
    EXPECT_EQ(shell("umask").out, "0022\n");
    if (before.rlim_max != 0) {
      EXPECT_NE(shell("ulimit -S -c").out, "0\n");
    }
  }));
}

TEST(Harden, ClosedDescriptorsFailInsteadOfMeetingAFile) {
  EXPECT_TRUE(test::in_child([] {
    const UniqueFd report(::fcntl(2, F_DUPFD_CLOEXEC, 10));
    ::close(0);
    ::close(1);
    ASSERT_TRUE(harden_process());
    const int next = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    EXPECT_GT(next, 2);
    char c = 0;
    EXPECT_EQ(::read(0, &c, 1), -1);
    EXPECT_EQ(errno, EBADF);
    EXPECT_EQ(::write(1, "x", 1), -1);
    EXPECT_EQ(errno, EBADF);
  }));
}

TEST(Harden, RefusesSetUid) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to take a second uid";
  EXPECT_TRUE(test::in_child([] {
    ASSERT_EQ(::setresuid(test::kOrdinaryUid, 0, 0), 0);
    const auto hardened = harden_process();
    ASSERT_FALSE(hardened);
    EXPECT_EQ(hardened.error().code, Errc::kPermission);
  }));
  EXPECT_TRUE(test::in_child([] {
    ASSERT_EQ(::setresgid(test::kOrdinaryUid, 0, 0), 0);
    EXPECT_FALSE(harden_process());
  }));
}

}  // namespace
}  // namespace ngcs::base
