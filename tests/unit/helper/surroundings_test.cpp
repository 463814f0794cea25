// Where a helper finds itself: no streams, no home, no user, no end of the request, many at once.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "helper_program_fixture.h"

namespace ngcs::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr uid_t kNobodyKnown = 54321;  // an uid without an entry in /etc/passwd

// A closed stream stays one that fails: no file of ours takes its number.
TEST_F(HelperProgram, ClosedDescriptorsAreNoFiles) {
  ASSERT_EQ(store(kKey).status, 0);
  const std::string before = slurp(vault());

  start_.close_stdin = true;
  const Outcome deaf = get();
  EXPECT_EQ(deaf.status, 1);
  EXPECT_EQ(deaf.out, "the request: cannot read: Bad file descriptor\n");
  EXPECT_EQ(ask({"list"}).out, "{\"nvcr.io\":\"$oauthtoken\"}\n");

  start_.close_stdin = false;
  start_.close_stdout = true;
  EXPECT_EQ(get().status, 1);
  EXPECT_EQ(ask({"list"}).status, 1);
  EXPECT_EQ(slurp(vault()), before);
  // Nothing is to be said, so nothing is missing.
  EXPECT_EQ(store(kOther).status, 0);

  start_.close_stdin = true;
  start_.close_stderr = true;
  EXPECT_EQ(get().status, 1);
  EXPECT_EQ(store(kKey).status, 1);

  start_.close_stdin = false;
  start_.close_stdout = false;
  EXPECT_EQ(get().out, pair_of("nvcr.io", kOther));
  // A note for nobody changes nothing.
  start_.environment["NGC_API_KEY"] = kKey;
  start_.environment["NGC_CLI_API_KEY"] = kOther;
  EXPECT_EQ(get().out, pair_of("nvcr.io", kOther));
}

TEST_F(HelperProgram, AReaderThatIsGoneIsAnErrorAndNoSignal) {
  store(kKey);
  start_.reader_is_gone = true;
  EXPECT_EQ(get().status, 1);
  EXPECT_EQ(ask({"--help"}).status, 1);
  EXPECT_EQ(get("quay.io").status, 1);
}

TEST_F(HelperProgram, ARequestWithoutAnEndIsGivenUp) {
  start_.keep_stdin_open = true;
  start_.block_alarm = true;
  const auto begin = std::chrono::steady_clock::now();
  const Outcome outcome = get();
  const auto took = std::chrono::steady_clock::now() - begin;
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.out, "no request came within 2 seconds: the server name is expected on standard input\n");
  EXPECT_GE(took, std::chrono::milliseconds(1900));
  // `list` does not wait for a request at all.
  EXPECT_EQ(ask({"list"}, "unused").out, "{}\n");
}

TEST_F(HelperProgram, AKeyFileThatNeverEndsIsGivenUp) {
  const std::string pipe = home_ / "key";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  start_.environment["NGC_API_KEY_FILE"] = pipe;
  const Outcome outcome = get();
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.out, kNotFoundLine);
  EXPECT_EQ(outcome.out.find('\n'), outcome.out.size() - 1);
}

TEST_F(HelperProgram, WithoutHomeAndUserTheEnvironmentStillServes) {
  ASSERT_EQ(::chmod(home_.path().c_str(), 0755), 0);
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to become a user without an entry in /etc/passwd";
  start_.uid = kNobodyKnown;
  start_.environment = {{"PATH", "/usr/bin:/bin"}};
  EXPECT_EQ(get().out, kNotFoundLine);
  EXPECT_EQ(ask({"list"}, "unused").out, "{}\n");
  const Outcome erased = ask({"erase"}, "nvcr.io");
  EXPECT_EQ(erased.status, 0);
  EXPECT_THAT(erased.out, IsEmpty());
  const Outcome stored = store(kKey);
  EXPECT_EQ(stored.status, 1);
  EXPECT_THAT(stored.out, HasSubstr("HOME"));
  start_.environment["NGC_API_KEY"] = kKey;
  EXPECT_EQ(get().out, pair_of("nvcr.io", kKey));
  start_.environment.erase("NGC_API_KEY");
  write_file(home_ / "ngc-api-key", kOther + "\n", 0644);
  start_.environment["CREDENTIALS_DIRECTORY"] = home_.path();
  EXPECT_EQ(get().out, pair_of("nvcr.io", kOther));
}

TEST_F(HelperProgram, AReadOnlyHomeLogsOutByNoFailure) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to make a home that its user cannot write";
  store(kKey);
  for (const char* directory : {"", ".config", ".config/ngc-auth", ".local", ".local/share", ".local/share/ngc-auth",
                                ".local/state", ".local/state/ngc-auth"}) {
    ASSERT_EQ(::chmod((home_ / directory).c_str(), 0555), 0) << directory;
  }
  for (const std::string& file : {vault(), index(), home_ / ".local/state/ngc-auth/machine.key"}) {
    ASSERT_EQ(::chown(file.c_str(), kNobodyKnown, kNobodyKnown), 0) << file;
  }
  start_.uid = kNobodyKnown;
  ASSERT_EQ(get().out, pair_of("nvcr.io", kKey));
  const Outcome outcome = ask({"erase"}, "nvcr.io");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(outcome.err, HasSubstr("still lies in " + vault()));
  EXPECT_THAT(outcome.err, HasSubstr("will still be served"));
}

TEST_F(HelperProgram, SixtyFourAtOnce) {
  constexpr std::size_t kCount = 64;
  store(kOther);
  std::vector<std::thread> threads;
  std::vector<Outcome> stored(kCount);
  std::vector<Outcome> served(kCount);
  for (std::size_t i = 0; i < kCount; ++i) {
    threads.emplace_back([this, i, &stored, &served] {
      const std::string name = "p" + std::to_string(i % 16);
      // Half of them to profiles of their own, half all to the default one.
      stored[i] = i % 2 == 0 ? ask({"--profile", name, "store"}, pair_of("nvcr.io", "nvapi-" + name))
                             : ask({"store"}, pair_of("nvcr.io", "nvapi-default"));
      served[i] = get();
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < kCount; ++i) {
    EXPECT_EQ(stored[i].status, 0) << stored[i].out << stored[i].err;
    // Always a whole one: the old key or the new.
    EXPECT_TRUE(served[i].out == pair_of("nvcr.io", kOther) || served[i].out == pair_of("nvcr.io", "nvapi-default"))
        << served[i].out << served[i].err;
  }
  EXPECT_EQ(get().out, pair_of("nvcr.io", "nvapi-default"));
  for (std::size_t i = 0; i < 16; i += 2) {
    const std::string name = "p" + std::to_string(i);
    EXPECT_EQ(ask({"--profile", name, "get"}, "nvcr.io").out, pair_of("nvcr.io", "nvapi-" + name));
  }
  // Neither temporary files nor anything else is left.
  EXPECT_EQ(entries_in(home_ / ".local/share/ngc-auth"), 2U);
  EXPECT_EQ(entries_in(home_ / ".config/ngc-auth"), 2U);
}

// A person at a terminal is told what the program waits for, and may take time.
TEST_F(HelperProgram, APersonIsToldWhatIsExpected) {
  const int master = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  ASSERT_GE(master, 0);
  ASSERT_EQ(::grantpt(master), 0);
  ASSERT_EQ(::unlockpt(master), 0);
  std::array<char, 128> name{};
  ASSERT_EQ(::ptsname_r(master, name.data(), name.size()), 0);
  const int slave = ::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC);
  ASSERT_GE(slave, 0);
  const std::string typed = "nvcr.io\n\x04";
  ASSERT_EQ(::write(master, typed.data(), typed.size()), static_cast<ssize_t>(typed.size()));
  start_.stdin_fd = slave;
  const Outcome outcome = get();
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.out, kNotFoundLine);
  EXPECT_THAT(outcome.err, HasSubstr("get reads a request of the credential-helper protocol from stdin"));
  EXPECT_THAT(outcome.err, HasSubstr("--help"));
  // `list` reads nothing, so there is nothing to say.
  EXPECT_THAT(ask({"list"}).err, IsEmpty());
  ::close(slave);
  ::close(master);
}

}  // namespace
}  // namespace ngcs::test
