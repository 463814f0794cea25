#include "base/foreground.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "base/exec_arguments.h"
#include "base/fd.h"
#include "base/text.h"

namespace ngcs::base {
namespace {

constexpr std::array<int, 6> kPassedOn = {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2};

// Blocked, so that none is lost between fork and wait.
class BlockedSignals {
 public:
  BlockedSignals() {
    ::sigemptyset(&set_);
    for (const int number : kPassedOn) ::sigaddset(&set_, number);
    ::sigaddset(&set_, SIGCHLD);
    ::sigprocmask(SIG_BLOCK, &set_, &before_);
    struct sigaction action {};
    action.sa_handler = SIG_DFL;  // a caller that ignores SIGCHLD would take the exit code away
    ::sigaction(SIGCHLD, &action, &child_before_);
  }
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;
  ~BlockedSignals() {
    ::sigaction(SIGCHLD, &child_before_, nullptr);
    ::sigprocmask(SIG_SETMASK, &before_, nullptr);
  }

  [[nodiscard]] const sigset_t& set() const noexcept { return set_; }
  [[nodiscard]] const sigset_t& before() const noexcept { return before_; }

 private:
  sigset_t set_{};
  sigset_t before_{};
  struct sigaction child_before_ {};
};

struct ChildSetup {
  const char* program;
  char* const* argv;
  char* const* env;
  const sigset_t* mask;
  int report;
  pid_t parent;
};

// In the child between fork and exec: async-signal-safe calls only.
[[noreturn]] void become(const ChildSetup& setup) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != setup.parent) ::_exit(127);
  restore_inherited();
  ::signal(SIGPIPE, SIG_DFL);
  ::sigprocmask(SIG_SETMASK, setup.mask, nullptr);
  ::execve(setup.program, setup.argv, setup.env);
  const int number = errno;
  const ssize_t reported = ::write(setup.report, &number, sizeof number);
  ::_exit(reported == sizeof number ? 127 : 126);
}

// The terminal sends its signals to the whole process group.
bool came_to_both(const siginfo_t& info) {
  return info.si_code == SI_KERNEL && (info.si_signo == SIGINT || info.si_signo == SIGQUIT);
}

ProcessExit wait_for(pid_t child, const sigset_t& set) {
  for (;;) {
    int status = 0;
    const pid_t got = ::waitpid(child, &status, WNOHANG);
    if (got == child) return {WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status)};
    if (got < 0 && errno != EINTR) return {127};
    siginfo_t info{};
    const int number = ::sigwaitinfo(&set, &info);
    if (number <= 0 || number == SIGCHLD || came_to_both(info)) continue;
    ::kill(child, number);
  }
}

}  // namespace

Result<ProcessExit> run_in_foreground(const ForegroundSpec& spec) {
  if (spec.argv.empty()) return Error(Errc::kInternal, "no program to run");
  const std::string name = printable(spec.argv.front(), 256);
  const auto program = find_program(spec.argv.front(), spec.search_path);
  if (!program) return Error(Errc::kNotFound, name + " was not found", "is it installed, and on PATH?");
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return errno_error(errno, "cannot make a pipe");
  const UniqueFd report_read(ends[0]);
  UniqueFd report_write(ends[1]);

  const std::vector<char*> argv = exec_pointers(spec.argv);
  const std::vector<char*> env = exec_pointers(spec.env);
  const BlockedSignals signals;
  const ChildSetup setup{program->c_str(), argv.data(), env.data(), &signals.before(), report_write.get(), ::getpid()};
  const pid_t child = ::fork();
  if (child < 0) return errno_error(errno, "cannot start " + name);
  if (child == 0) become(setup);
  report_write.reset();
  int failure = 0;
  ssize_t got = 0;
  do {
    got = ::read(report_read.get(), &failure, sizeof failure);
  } while (got < 0 && errno == EINTR);
  const ProcessExit ended = wait_for(child, signals.set());
  if (got == sizeof failure) {
    Error error = errno_error(failure, "cannot run " + name);
    if (error.code != Errc::kNotFound) error.code = Errc::kPermission;
    return error;
  }
  return ended;
}

}  // namespace ngcs::base
