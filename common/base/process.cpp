#include "base/process.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "base/clock.h"
#include "base/exec_arguments.h"
#include "base/fd.h"
#include "base/text.h"

extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace ngcs::base {

namespace {

// What harden_process() took from this process and a child gets back. One process, one set of limits: a global.
struct Inherited {
  bool known = false;
  mode_t umask = 0;
  rlim_t core = 0;
};
Inherited inherited;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

struct Pipe {
  UniqueFd read;
  UniqueFd write;
};

Result<Pipe> make_pipe() {
  std::array<int, 2> fds{};
  if (::pipe2(fds.data(), O_CLOEXEC) != 0) return errno_error(errno, "cannot make a pipe");
  return Pipe{UniqueFd(fds[0]), UniqueFd(fds[1])};
}

bool set_nonblocking(int fd) {
  const int flags = ::fcntl(fd, F_GETFL);
  return flags >= 0 && ::fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0;
}

struct ChildSetup {
  const char* program;
  char* const* argv;
  char* const* env;
  int in;
  int out;
  int err;  // -1: inherited
  int report;
  pid_t parent;
};

// Runs in the child between fork and exec: async-signal-safe calls only.
[[noreturn]] void become(const ChildSetup& setup) {
  ::setpgid(0, 0);
  // The child must not outlive a parent that was killed; the second look closes the gap before the request.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != setup.parent) ::_exit(127);
  bool ok = ::dup2(setup.in, STDIN_FILENO) >= 0 && ::dup2(setup.out, STDOUT_FILENO) >= 0;
  if (setup.err >= 0) ok = ok && ::dup2(setup.err, STDERR_FILENO) >= 0;
  // Descriptors of ours are close-on-exec already; those that we inherited without it are not the child's business.
  ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  ::signal(SIGPIPE, SIG_DFL);  // ignored ones stay ignored over exec, and programs expect this one not to be
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  restore_inherited();
  if (ok) ::execve(setup.program, setup.argv, setup.env);
  const int number = errno;
  const ssize_t reported = ::write(setup.report, &number, sizeof number);
  ::_exit(reported == sizeof number ? 127 : 126);
}

// One stream of the child that we read.
struct Stream {
  UniqueFd fd;
  const std::function<void(std::string_view)>* sink = nullptr;
  std::size_t total = 0;

  enum class State { kMore, kEnd, kTooLarge };
  // Takes what is there now.
  State pump(std::size_t limit) {
    struct WipedBuffer {
      std::array<char, 16384> bytes;
      ~WipedBuffer() { ::explicit_bzero(bytes.data(), bytes.size()); }
    } buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled by read
    for (;;) {
      const ssize_t got = ::read(fd.get(), buffer.bytes.data(), buffer.bytes.size());
      if (got < 0 && errno == EINTR) continue;
      if (got < 0 && errno == EAGAIN) return State::kMore;
      if (got <= 0) {
        fd.reset();
        return State::kEnd;
      }
      if (!*sink) continue;  // discarded
      const auto count = static_cast<std::size_t>(got);
      if (count > limit - total) return State::kTooLarge;
      total += count;
      (*sink)(std::string_view(buffer.bytes.data(), count));
    }
  }
};

// A started child. Killed with its group and reaped unless it was waited for.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (pid_ <= 0) return;
    ::kill(-pid_, SIGKILL);
    ::kill(pid_, SIGKILL);  // before its own setpgid there is no group yet
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

  // True once it ended.
  bool poll_exit() {
    if (pid_ <= 0) return true;
    int status = 0;
    const pid_t got = ::waitpid(pid_, &status, WNOHANG);
    if (got == 0 || (got < 0 && errno == EINTR)) return false;
    pid_ = -1;
    if (got < 0) {
      status_ = 127;  // somebody else in this process reaped it
    } else {
      status_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }
    return true;
  }
  [[nodiscard]] int status() const { return status_; }

 private:
  pid_t pid_;
  int status_ = 0;
};

void write_some(UniqueFd& fd, std::string_view& input) {
  while (!input.empty()) {
    const ssize_t put = ::write(fd.get(), input.data(), input.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0 && errno == EAGAIN) return;
    if (put < 0) break;  // the child does not want the rest
    input.remove_prefix(static_cast<std::size_t>(put));
  }
  fd.reset();
}

// While it lives, writing to a child that closed its stdin is an error and not the end of this process, and children
// can be waited for even where our parent had SIGCHLD ignored.
class SignalScope {
 public:
  SignalScope() {
    struct sigaction action {};
    action.sa_handler = SIG_IGN;
    ::sigaction(SIGPIPE, &action, &old_pipe_);
    action.sa_handler = SIG_DFL;
    ::sigaction(SIGCHLD, &action, &old_child_);
  }
  SignalScope(const SignalScope&) = delete;
  SignalScope& operator=(const SignalScope&) = delete;
  ~SignalScope() {
    ::sigaction(SIGPIPE, &old_pipe_, nullptr);
    ::sigaction(SIGCHLD, &old_child_, nullptr);
  }

 private:
  struct sigaction old_pipe_ {};
  struct sigaction old_child_ {};
};

// Moves data until the child ended or the deadline passed.
Result<ProcessExit> supervise(Child& child, const ProcessSpec& spec, const std::string& name, UniqueFd in, Stream out,
                              Stream err) {
  const SystemClock clock;
  const std::int64_t deadline = clock.monotonic_ms() + spec.deadline_ms;
  std::string_view input = spec.input;
  if (input.empty()) in.reset();
  std::int64_t pause_ms = 1;
  for (;;) {
    const bool ended = child.poll_exit();
    for (Stream* stream : {&out, &err}) {
      if (stream->fd && stream->pump(spec.max_output) == Stream::State::kTooLarge) {
        return Error(Errc::kTooLarge, name + " wrote more than " + std::to_string(spec.max_output) + " bytes");
      }
    }
    // A grandchild (an agent it started) may hold the pipes open for ever: what the child itself wrote is read by now.
    if (ended) return ProcessExit{child.status()};
    if (in) write_some(in, input);

    const std::int64_t left = deadline - clock.monotonic_ms();
    if (left <= 0) {
      return Error(Errc::kTimeout, name + " did not finish within " + std::to_string(spec.deadline_ms) + " ms");
    }
    std::array<pollfd, 3> entries{};
    nfds_t count = 0;
    if (in) entries.at(count++) = {in.get(), POLLOUT, 0};
    if (out.fd) entries.at(count++) = {out.fd.get(), POLLIN, 0};
    if (err.fd) entries.at(count++) = {err.fd.get(), POLLIN, 0};
    // The end of the child shows as the end of its streams; the short waits are for those that close or share them.
    const bool streams_open = out.fd || err.fd;
    pause_ms = streams_open ? 50 : std::min<std::int64_t>(pause_ms >= 50 ? 1 : pause_ms * 2, 20);
    ::poll(entries.data(), count, static_cast<int>(std::min(left, pause_ms)));
  }
}

}  // namespace

void restore_inherited() noexcept {
  if (!inherited.known) return;
  ::umask(inherited.umask);
  rlimit core{};
  if (::getrlimit(RLIMIT_CORE, &core) == 0) {
    core.rlim_cur = inherited.core;
    ::setrlimit(RLIMIT_CORE, &core);
  }
}

mode_t users_umask() {
  if (inherited.known) return inherited.umask;
  const mode_t mask = ::umask(077);  // there is no way to look without setting
  ::umask(mask);
  return mask;
}

Result<void> harden_process() {
  // A closed descriptor 0-2 would be given to the next file we open. Its stand-in fails like the closed one: stdin
  // cannot be read, stdout cannot be written. Messages to a closed stderr vanish.
  constexpr std::array<int, 3> kModes = {O_WRONLY, O_RDONLY, O_WRONLY};
  for (int fd = 0; fd < 3; ++fd) {
    if (::fcntl(fd, F_GETFD) >= 0) continue;
    const int opened = ::open("/dev/null", kModes.at(static_cast<std::size_t>(fd)));  // NOLINT: kept for children
    if (opened != fd) return errno_error(errno, "cannot open /dev/null");
  }
  if (::getuid() != ::geteuid() || ::getgid() != ::getegid()) {
    return Error(Errc::kPermission, "this program refuses to run set-uid or set-gid",
                 "remove the set-uid and set-gid bits from its file");
  }
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignore, nullptr);
  const mode_t old_umask = ::umask(077);
  rlimit core{};
  if (::getrlimit(RLIMIT_CORE, &core) == 0) {
    if (!inherited.known) inherited = {true, old_umask, core.rlim_cur};
    core.rlim_cur = 0;
    ::setrlimit(RLIMIT_CORE, &core);
  }
#if !defined(__SANITIZE_ADDRESS__)
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define NGCS_LEAK_CHECK_NEEDS_PTRACE
#endif
#endif
#ifndef NGCS_LEAK_CHECK_NEEDS_PTRACE
  ::prctl(PR_SET_DUMPABLE, 0);
#endif
#endif
  return {};
}

Result<ProcessExit> run_process(const ProcessSpec& spec) {
  if (spec.argv.empty()) return Error(Errc::kInternal, "no program to run");
  std::string program = spec.argv.front();
  const std::string name = printable(program, 256);
  if (spec.search_path) {
    const char* list = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): the environment is never changed
    auto found = find_program(program, list != nullptr ? list : "");
    if (!found) return Error(Errc::kNotFound, name + " was not found on PATH");
    program = std::move(*found);
  }

  auto in = make_pipe();
  if (!in) return std::move(in).error();
  auto out = make_pipe();
  if (!out) return std::move(out).error();
  auto report = make_pipe();
  if (!report) return std::move(report).error();
  Pipe err;
  if (spec.on_err) {
    auto made = make_pipe();
    if (!made) return std::move(made).error();
    err = std::move(made).value();
  }

  const std::vector<char*> argv = exec_pointers(spec.argv);
  const std::vector<char*> env = exec_pointers(spec.env);
  const ChildSetup setup{program.c_str(),  argv.data(),     env.data(),          in->read.get(),
                         out->write.get(), err.write.get(), report->write.get(), ::getpid()};
  const SignalScope signals;
  const pid_t pid = ::fork();
  if (pid < 0) return errno_error(errno, "cannot start " + name);
  if (pid == 0) become(setup);
  Child child(pid);
  ::setpgid(pid, pid);  // in both processes, so that it holds for whoever comes first
  in->read.reset();
  out->write.reset();
  err.write.reset();
  report->write.reset();

  int failure = 0;
  ssize_t got = 0;
  do {
    got = ::read(report->read.get(), &failure, sizeof failure);
  } while (got < 0 && errno == EINTR);
  if (got == sizeof failure) return errno_error(failure, "cannot run " + name);

  set_nonblocking(in->write.get());
  set_nonblocking(out->read.get());
  if (err.read) set_nonblocking(err.read.get());
  return supervise(child, spec, name, std::move(in->write), Stream{std::move(out->read), &spec.on_out},
                   Stream{std::move(err.read), &spec.on_err});
}

std::vector<std::string> environment_without(const std::vector<std::string_view>& names) {
  std::vector<std::string> result;
  if (environ == nullptr) return result;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::string_view name = text.substr(0, text.find('='));
    if (std::find(names.begin(), names.end(), name) == names.end()) result.emplace_back(text);
  }
  return result;
}

std::optional<std::string> find_program(std::string_view name, std::string_view path_list) {
  const auto is_program = [](const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && ::access(path.c_str(), X_OK) == 0;
  };
  if (name.empty()) return std::nullopt;
  if (name.find('/') != std::string_view::npos) {
    std::string path(name);
    return is_program(path) ? std::optional(std::move(path)) : std::nullopt;
  }
  for (const std::string_view directory : split(path_list, ':')) {
    // Relative and empty entries mean the current directory: whatever lies there was not installed (Go refuses it too).
    if (!directory.starts_with('/')) continue;
    std::string path(directory);
    if (path.back() != '/') path += '/';
    path += name;
    if (is_program(path)) return path;
  }
  return std::nullopt;
}

std::string executable_directory() {
  std::array<char, 4096> target{};
  const ssize_t length = ::readlink("/proc/self/exe", target.data(), target.size());
  if (length <= 0 || static_cast<std::size_t>(length) == target.size()) return {};
  const std::string_view path(target.data(), static_cast<std::size_t>(length));
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {};
  return std::string(path.substr(0, slash == 0 ? 1 : slash));
}

}  // namespace ngcs::base
