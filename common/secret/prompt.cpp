#include "secret/prompt.h"

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/fd.h"
#include "base/file.h"

namespace ngcs::secret {

namespace {

constexpr std::array<int, 7> kSignals = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU};
constexpr int kPasteGapMs = 100;  // pieces of one paste arrive closer together than this

volatile std::sig_atomic_t caught_signal = 0;

extern "C" void remember_signal(int number) { caught_signal = number; }

// Catches the signals that would leave the terminal without echo. Ignored ones stay ignored (nohup). Those that come
// from outside are let in only while wait_readable() waits: one that came between a look at caught_signal and a
// blocking read would not be seen before the next key.
class SignalGuard {
 public:
  SignalGuard() {
    caught_signal = 0;
    sigset_t outside;
    ::sigemptyset(&outside);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP}) ::sigaddset(&outside, number);
    ::sigprocmask(SIG_BLOCK, &outside, &old_mask_);
    struct sigaction action {};
    action.sa_handler = remember_signal;  // no SA_RESTART: read must return
    ::sigemptyset(&action.sa_mask);
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
      ::sigaction(kSignals.at(i), nullptr, &old_.at(i));
      if (old_.at(i).sa_handler != SIG_IGN) ::sigaction(kSignals.at(i), &action, nullptr);
    }
  }
  SignalGuard(const SignalGuard&) = delete;
  SignalGuard& operator=(const SignalGuard&) = delete;
  ~SignalGuard() {
    for (std::size_t i = 0; i < kSignals.size(); ++i) ::sigaction(kSignals.at(i), &old_.at(i), nullptr);
    ::sigprocmask(SIG_SETMASK, &old_mask_, nullptr);
  }

  // Waits for input or a signal; false where poll failed.
  [[nodiscard]] bool wait_readable(int fd) const {
    pollfd entry{fd, POLLIN, 0};
    return ::ppoll(&entry, 1, nullptr, &old_mask_) >= 0 || errno == EINTR;
  }

 private:
  sigset_t old_mask_{};
  std::array<struct sigaction, kSignals.size()> old_{};
};

// Turns echo and line editing off. Line editing by the terminal is limited to 4095 bytes and drops the rest silently,
// so the few editing keys are ours.
class QuietTerminal {
 public:
  explicit QuietTerminal(int fd) : fd_(fd) {
    known_ = ::tcgetattr(fd_, &old_) == 0;
    if (!known_) return;
    termios quiet = old_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHOE | ECHOK | ECHONL | ICANON | IEXTEN);
    quiet.c_cc[VMIN] = 1;
    quiet.c_cc[VTIME] = 0;
    while (::tcsetattr(fd_, TCSAFLUSH, &quiet) != 0) {
      if (errno == EINTR && caught_signal == 0) continue;
      return;
    }
    ok_ = true;
  }
  QuietTerminal(const QuietTerminal&) = delete;
  QuietTerminal& operator=(const QuietTerminal&) = delete;
  ~QuietTerminal() {
    if (!known_) return;
    // In the background this would stop the process (SIGTTOU) with the terminal still quiet.
    sigset_t block;
    sigset_t old_mask;
    ::sigemptyset(&block);
    ::sigaddset(&block, SIGTTOU);
    ::sigprocmask(SIG_BLOCK, &block, &old_mask);
    while (::tcsetattr(fd_, TCSAFLUSH, &old_) != 0 && errno == EINTR) {
    }
    ::sigprocmask(SIG_SETMASK, &old_mask, nullptr);
  }
  [[nodiscard]] bool ok() const noexcept { return ok_; }
  [[nodiscard]] const termios& settings() const noexcept { return old_; }

 private:
  int fd_;
  bool known_ = false;  // old_ is filled
  bool ok_ = false;
  termios old_{};
};

// Removes the last character (not only its last byte).
void erase_last(SecretString& text) {
  std::size_t size = text.size();
  while (size > 0) {
    --size;
    if ((static_cast<unsigned char>(text.reveal()[size]) & 0xC0) != 0x80) break;
  }
  text.truncate(size);
}

// Lines after the first one of a paste must not reach the shell as commands.
void discard_rest(int fd) {
  std::array<char, 256> rest{};
  pollfd entry{fd, POLLIN, 0};
  while (::poll(&entry, 1, kPasteGapMs) > 0 && (entry.revents & POLLIN) != 0) {
    if (::read(fd, rest.data(), rest.size()) <= 0) break;
  }
  wipe(rest.data(), rest.size());
}

enum class LineEnd { kDone, kSignal, kNoInput, kTooLong, kFailed };

LineEnd read_line(int fd, const SignalGuard& signals, const termios& settings, std::size_t limit, SecretString& line) {
  bool too_long = false;
  for (;;) {
    if (!signals.wait_readable(fd)) return LineEnd::kFailed;
    if (caught_signal != 0) return LineEnd::kSignal;
    char c = 0;
    const ssize_t got = ::read(fd, &c, 1);
    if (caught_signal != 0) return LineEnd::kSignal;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return LineEnd::kFailed;
    if (got == 0) return LineEnd::kNoInput;
    const auto code = static_cast<cc_t>(c);
    if (c == '\n' || c == '\r') return too_long ? LineEnd::kTooLong : LineEnd::kDone;
    if (code == settings.c_cc[VEOF]) {
      if (line.empty()) return LineEnd::kNoInput;
      return too_long ? LineEnd::kTooLong : LineEnd::kDone;
    }
    if (code == settings.c_cc[VERASE] || c == '\b' || c == 0x7F) {
      erase_last(line);
    } else if (code == settings.c_cc[VKILL]) {
      line.clear();
      too_long = false;
    } else if (line.size() >= limit) {
      too_long = true;
    } else {
      line.push_back(c);
    }
    wipe(&c, 1);
  }
}

}  // namespace

base::Result<SecretString> prompt_secret(std::string_view question, std::size_t limit) {
  const base::UniqueFd tty(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
  if (!tty) {
    return base::Error(base::Errc::kUnavailable, "there is no terminal to ask on",
                       "give the key on standard input with --key-stdin, or with --key-file FILE", errno);
  }
  for (;;) {
    SecretString line;
    LineEnd end = LineEnd::kFailed;
    int failure = 0;
    {
      const SignalGuard signals;
      const QuietTerminal quiet(tty.get());
      if (quiet.ok()) {
        if (auto written = base::write_all(tty.get(), question); !written) return std::move(written).error();
        end = read_line(tty.get(), signals, quiet.settings(), limit, line);
        failure = errno;
        if (end == LineEnd::kDone || end == LineEnd::kTooLong) discard_rest(tty.get());
      } else {
        failure = errno;
        if (caught_signal != 0) end = LineEnd::kSignal;
      }
    }  // the terminal is as it was, then the signal handlers are
    (void)base::write_all(tty.get(), "\n");
    switch (end) {
      case LineEnd::kDone:
        return line;
      case LineEnd::kTooLong:
        return base::Error(base::Errc::kTooLarge, "the input is longer than " + std::to_string(limit) + " bytes");
      case LineEnd::kNoInput:
        return base::Error(base::Errc::kUsage, "nothing was entered");
      case LineEnd::kFailed:
        return base::errno_error(failure, "cannot read from the terminal");
      case LineEnd::kSignal: {
        const int number = caught_signal;
        ::raise(number);
        // Still here: it was one of the stop signals and we were continued, so ask again; or somebody handles it.
        if (number != SIGTSTP && number != SIGTTIN && number != SIGTTOU) {
          return base::Error(base::Errc::kUsage, "interrupted");
        }
        break;
      }
    }
  }
}

}  // namespace ngcs::secret
