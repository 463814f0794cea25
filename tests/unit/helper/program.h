// docker-credential-ngc as a client starts it: one argument, a pipe for each stream, an environment of its own.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "temp_dir.h"

namespace ngcs::test {

struct Outcome {
  int status = -1;  // exit code, 128 + N where signal N ended it
  std::string out;
  std::string err;
};

struct Start {
  std::vector<std::string> argv;  // argv[0] is also what is executed
  std::string input;
  std::map<std::string, std::string> environment;
  bool close_stdin = false;
  bool close_stdout = false;
  bool close_stderr = false;
  bool keep_stdin_open = false;  // the input is written, its end never comes
  bool reader_is_gone = false;   // nobody reads stdout
  bool block_alarm = false;      // as a client that has blocked SIGALRM for itself
  int stdin_fd = -1;             // instead of a pipe with `input`
  uid_t uid = 0;                 // another one where not 0 and the test is root
};

namespace detail {

[[noreturn]] inline void become(const Start& start, const std::array<int, 2>& in, const std::array<int, 2>& out,
                                const std::array<int, 2>& err) {
  ::dup2(start.stdin_fd >= 0 ? start.stdin_fd : in[0], STDIN_FILENO);
  ::dup2(out[1], STDOUT_FILENO);
  ::dup2(err[1], STDERR_FILENO);
  if (start.close_stdin) ::close(STDIN_FILENO);
  if (start.close_stdout) ::close(STDOUT_FILENO);
  if (start.close_stderr) ::close(STDERR_FILENO);
  std::signal(SIGPIPE, SIG_DFL);
  if (start.block_alarm) {
    sigset_t alarm{};
    sigemptyset(&alarm);
    sigaddset(&alarm, SIGALRM);
    ::sigprocmask(SIG_BLOCK, &alarm, nullptr);
  }
  std::vector<std::string> variables;
  variables.reserve(start.environment.size());
  for (const auto& [name, value] : start.environment) variables.emplace_back(name).append("=").append(value);
  std::vector<char*> environment;
  environment.reserve(variables.size() + 1);
  for (std::string& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);
  std::vector<std::string> words = start.argv;
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  if (start.uid != 0 && ::geteuid() == 0) {
    // Opened before: the other user need not be able to enter the folder that the build is in.
    const int program = ::open(argv[0], O_RDONLY | O_CLOEXEC);
    if (::setgid(start.uid) != 0 || ::setuid(start.uid) != 0) ::_exit(125);
    ::fexecve(program, argv.data(), environment.data());
    ::_exit(126);
  }
  ::execve(argv[0], argv.data(), environment.data());
  ::_exit(127);
}

}  // namespace detail

// Starts, feeds, reads both streams to their end, waits.
inline Outcome run(const Start& start) {
  std::array<int, 2> in{};
  std::array<int, 2> out{};
  std::array<int, 2> err{};
  if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0 ||
      ::pipe2(err.data(), O_CLOEXEC) != 0) {
    std::abort();
  }
  std::signal(SIGPIPE, SIG_IGN);
  if (start.reader_is_gone) ::close(out[0]);
  const pid_t child = ::fork();
  if (child < 0) std::abort();
  if (child == 0) detail::become(start, in, out, err);
  ::close(in[0]);
  ::close(out[1]);
  ::close(err[1]);
  ::fcntl(in[1], F_SETFL, O_NONBLOCK);

  Outcome outcome;
  std::string_view left = start.input;
  bool feeding = true;
  std::array<pollfd, 3> ends{
      {{in[1], POLLOUT, 0}, {start.reader_is_gone ? -1 : out[0], POLLIN, 0}, {err[0], POLLIN, 0}}};
  while (ends[1].fd >= 0 || ends[2].fd >= 0) {
    if (feeding && left.empty()) {
      if (!start.keep_stdin_open) ::close(in[1]);
      feeding = false;
      ends[0].fd = -1;
    }
    if (::poll(ends.data(), ends.size(), 60000) <= 0) break;
    if (feeding && ends[0].revents != 0) {
      const ssize_t put = ::write(in[1], left.data(), left.size());
      if (put > 0) {
        left.remove_prefix(static_cast<std::size_t>(put));
      } else if (errno != EAGAIN) {
        left = {};
      }
    }
    for (std::size_t i = 1; i < ends.size(); ++i) {
      if (ends[i].fd < 0 || ends[i].revents == 0) continue;
      std::array<char, 16384> piece{};
      const ssize_t got = ::read(ends[i].fd, piece.data(), piece.size());
      if (got > 0) {
        (i == 1 ? outcome.out : outcome.err).append(piece.data(), static_cast<std::size_t>(got));
      } else {
        ::close(ends[i].fd);
        ends[i].fd = -1;
      }
    }
  }
  if (feeding || start.keep_stdin_open) ::close(in[1]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  outcome.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return outcome;
}

// A program of this machine by name; empty where it is not installed.
inline std::string installed(const std::string& name) {
  for (const char* directory : {"/usr/local/bin/", "/usr/bin/", "/bin/"}) {
    if (::access((directory + name).c_str(), X_OK) == 0) return directory + name;
  }
  return {};
}

}  // namespace ngcs::test
