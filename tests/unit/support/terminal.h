// A program of the test on a terminal of its own: a session with a pty as its controlling terminal.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string>
#include <string_view>

namespace ngcs::test {

// The body runs in a process group of its own below a session leader, as a shell would start it; the leader continues
// it whenever it stops. What the body writes to descriptor `report` (given to it) arrives in report().
class Terminal {
 public:
  template <typename Body>
  explicit Terminal(Body body) {
    master_ = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master_ < 0 || ::grantpt(master_) != 0 || ::unlockpt(master_) != 0) std::abort();
    std::array<char, 128> name{};
    if (::ptsname_r(master_, name.data(), name.size()) != 0) std::abort();
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) std::abort();
    report_ = pipe[0];
    leader_ = ::fork();
    if (leader_ < 0) std::abort();
    if (leader_ == 0) {
      ::setsid();
      const int tty = ::open(name.data(), O_RDWR);  // becomes the controlling terminal
      if (tty < 0) ::_exit(101);
      ::signal(SIGTTOU, SIG_IGN);
      ::signal(SIGHUP, SIG_IGN);
      const pid_t worker = ::fork();
      if (worker == 0) {
        ::signal(SIGTTOU, SIG_DFL);
        ::signal(SIGHUP, SIG_DFL);
        ::setpgid(0, 0);
        while (::tcgetpgrp(tty) != ::getpgrp()) ::usleep(1000);
        ::dup2(tty, STDIN_FILENO);
        body(pipe[1]);
        ::_exit(0);
      }
      ::setpgid(worker, worker);
      ::tcsetpgrp(tty, worker);
      ::_exit(lead(tty, worker, pipe[1]));
    }
    ::close(pipe[1]);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal() {
    if (leader_ > 0) {
      ::kill(leader_, SIGKILL);  // the end of a session leader hangs up on its foreground group
      ::waitpid(leader_, nullptr, 0);
    }
    ::close(master_);
    ::close(report_);
  }

  void type(std::string_view text) {
    while (!text.empty()) {
      const ssize_t put = ::write(master_, text.data(), text.size());
      if (put <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(put));
    }
  }

  // Reads the screen until it holds `text` `times` times; false after ten seconds.
  [[nodiscard]] bool expect(std::string_view text, int times = 1) {
    for (int waited = 0; waited < 1000; ++waited) {
      int found = 0;
      for (std::size_t at = screen_.find(text); at != std::string::npos; at = screen_.find(text, at + 1)) ++found;
      if (found >= times) return true;
      pump(10);
    }
    return false;
  }

  // Exit code of the body, 128 + N where signal N ended it, -1 where it hangs. Reads the rest of the screen and the
  // report.
  int finish() {
    int status = 0;
    for (int waited = 0; ::waitpid(leader_, &status, WNOHANG) == 0; ++waited) {
      if (waited == 10000) return -1;
      pump(10);
    }
    leader_ = -1;
    while (pump(10)) {
    }
    std::array<char, 4096> piece{};
    ssize_t got = 0;
    while ((got = ::read(report_, piece.data(), piece.size())) > 0) {
      report_text_.append(piece.data(), static_cast<std::size_t>(got));
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  [[nodiscard]] const std::string& screen() const { return screen_; }
  // The body's words, and "[echo]" or "[no echo]" for the terminal's state whenever the body stopped or ended.
  [[nodiscard]] const std::string& report() const { return report_text_; }

 private:
  static void say(int fd, std::string_view text) {
    if (::write(fd, text.data(), text.size()) < 0) ::_exit(102);
  }
  static void say_echo(int tty, int report) {
    termios state{};
    ::tcgetattr(tty, &state);
    const bool echo = (state.c_lflag & ECHO) != 0 && (state.c_lflag & ICANON) != 0;
    say(report, echo ? "[echo]" : "[no echo]");
  }
  static int lead(int tty, pid_t worker, int report) {
    for (;;) {
      int status = 0;
      if (::waitpid(worker, &status, WUNTRACED) < 0) {
        if (errno == EINTR) continue;
        return 103;
      }
      say_echo(tty, report);
      if (WIFSTOPPED(status)) {
        say(report, "[stopped]");
        ::kill(-worker, SIGCONT);
        continue;
      }
      return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }
  }
  bool pump(int wait_ms) {
    pollfd entry{master_, POLLIN, 0};
    if (::poll(&entry, 1, wait_ms) <= 0) return false;
    if ((entry.revents & POLLIN) == 0) {
      ::usleep(1000);  // hung up: poll does not wait any more
      return false;
    }
    std::array<char, 4096> piece{};
    const ssize_t got = ::read(master_, piece.data(), piece.size());
    if (got <= 0) return false;
    screen_.append(piece.data(), static_cast<std::size_t>(got));
    return true;
  }

  int master_ = -1;
  int report_ = -1;
  pid_t leader_ = -1;
  std::string screen_;
  std::string report_text_;
};

}  // namespace ngcs::test
