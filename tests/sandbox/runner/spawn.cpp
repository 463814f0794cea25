#include "runner/spawn.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace ngcs::sandbox {

namespace {

std::vector<char*> pointers(const std::vector<std::string>& list) {
  std::vector<char*> result;
  result.reserve(list.size() + 1);
  for (const std::string& item : list) result.push_back(const_cast<char*>(item.c_str()));
  result.push_back(nullptr);
  return result;
}

void unblock_all_signals() {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

}  // namespace

int exit_code_of(int wait_status) {
  return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

base::Result<pid_t> start_daemon(const Daemon& daemon) {
  const std::vector<char*> argv = pointers(daemon.argv);
  const std::vector<char*> env = pointers(daemon.env);
  const pid_t pid = fork();
  if (pid < 0) return base::errno_error(errno, "cannot start " + daemon.argv.front());
  if (pid > 0) return pid;

  setsid();
  const int log = open(daemon.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (log < 0 || null < 0 || dup2(null, 0) < 0 || dup2(daemon.stdout_fd >= 0 ? daemon.stdout_fd : log, 1) < 0 ||
      dup2(log, 2) < 0) {
    _exit(70);
  }
  close_range(3, ~0U, 0);
  unblock_all_signals();
  umask(022);
  execve(argv.front(), argv.data(), env.data());
  dprintf(2, "cannot execute %s: %s\n", argv.front(), strerrordesc_np(errno));
  _exit(127);
}

base::Result<pid_t> start_command(const Command& command) {
  const std::vector<char*> argv = pointers(command.argv);
  std::vector<char*> env = pointers(command.env);
  const pid_t pid = fork();
  if (pid < 0) return base::errno_error(errno, "cannot start COMMAND");
  if (pid > 0) return pid;

  if (command.own_group) setpgid(0, 0);
  if (chdir(command.directory.c_str()) != 0 && chdir(command.fallback_directory.c_str()) != 0 && chdir("/") != 0) {
    _exit(70);
  }
  umask(command.umask);
  sigprocmask(SIG_SETMASK, &command.signal_mask, nullptr);
  environ = env.data();  // execvp searches this PATH
  execvp(argv.front(), argv.data());
  const int number = errno;
  dprintf(2, "ngc-sandbox: error: cannot run %s: %s\n", argv.front(), strerrordesc_np(number));
  _exit(number == ENOENT || number == ENOTDIR ? 127 : 126);
}

base::Result<int> run_quiet(const std::vector<std::string>& list) {
  const std::vector<char*> argv = pointers(list);
  const pid_t pid = fork();
  if (pid < 0) return base::errno_error(errno, "cannot start " + list.front());
  if (pid == 0) {
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0) _exit(70);
    unblock_all_signals();
    execv(argv.front(), argv.data());
    _exit(127);
  }
  int status = 0;
  while (waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) return base::errno_error(errno, "cannot wait for " + list.front());
  }
  return exit_code_of(status);
}

}  // namespace ngcs::sandbox
