// Runs a piece of a test as an ordinary user: root ignores mode bits, so permissions can only be tested without it.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <functional>

namespace ngcs::test {

inline constexpr uid_t kOrdinaryUid = 54321;

// True where `body` returned true. As root in a child with an uid that owns nothing else; otherwise right here.
inline bool as_ordinary_user(const std::function<bool()>& body) {
  if (::geteuid() != 0) return body();
  const pid_t child = ::fork();
  if (child == 0) {
    if (::setgid(kOrdinaryUid) != 0 || ::setuid(kOrdinaryUid) != 0) ::_exit(2);
    ::_exit(body() ? 0 : 1);
  }
  int status = 0;
  return child > 0 && ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace ngcs::test
