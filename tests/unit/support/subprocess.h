// Parts of a test that must run in a process of their own.
#pragma once

#include <grp.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>

namespace ngcs::test {

// An ordinary uid for tests of permissions: root ignores mode bits.
constexpr uid_t kOrdinaryUid = 65534;

// Exit code of the process, 128 + N where signal N ended it.
inline int wait_for_exit(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) return -1;
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

// Runs `body` in a child. True where none of its expectations failed; they are printed as usual.
template <typename Body>
[[nodiscard]] bool in_child(Body body) {
  std::fflush(nullptr);
  const pid_t pid = ::fork();
  if (pid == 0) {
    body();
    std::fflush(nullptr);
    ::_exit(::testing::Test::HasFailure() ? 1 : 0);
  }
  return wait_for_exit(pid) == 0;
}

// The same as an ordinary user; `directory` is given to that user first.
template <typename Body>
[[nodiscard]] bool as_ordinary_user(const char* directory, Body body) {
  if (::geteuid() != 0) return in_child(body);
  if (::chown(directory, kOrdinaryUid, kOrdinaryUid) != 0) return false;
  return in_child([&body] {
    ASSERT_EQ(::setgroups(0, nullptr), 0);
    ASSERT_EQ(::setresgid(kOrdinaryUid, kOrdinaryUid, kOrdinaryUid), 0);
    ASSERT_EQ(::setresuid(kOrdinaryUid, kOrdinaryUid, kOrdinaryUid), 0);
    body();
  });
}

}  // namespace ngcs::test
