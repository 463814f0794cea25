// The process that stays outside: it prepares, makes the namespaces, passes signals on, and leaves nothing behind.
#include <fcntl.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "runner/builtin_world.h"
#include "runner/cgroups.h"
#include "runner/files.h"
#include "runner/find_helm.h"
#include "runner/init.h"
#include "runner/report.h"
#include "runner/run.h"
#include "runner/spawn.h"
#include "service/service.h"

namespace ngcs::sandbox {

namespace {

namespace fs = std::filesystem;

constexpr int kPatienceSeconds = 5;  // for an orderly end after a signal

// A signal that nobody else sends: the death of the parent *thread* delivers it, and only where the parent process is
// really gone does it count.
int parent_death_signal() { return SIGRTMIN + 3; }

bool has_system_administration() {
  const std::string status = read_small_file("/proc/self/status").value_or("");
  const std::size_t start = status.find("CapEff:\t");
  if (start == std::string::npos) return false;
  unsigned long long capabilities = 0;
  const char* first = status.data() + start + 8;
  std::from_chars(first, status.data() + status.size(), capabilities, 16);
  return (capabilities >> CAP_SYS_ADMIN & 1) != 0;
}

// True where this is the foreground job of a terminal. Then COMMAND stays in the same process group: Ctrl-C and Ctrl-Z
// reach both, as they reach every part of a job.
bool is_foreground_job() {
  const base::UniqueFd terminal(open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
  return terminal && tcgetpgrp(terminal.get()) == getpgrp();
}

base::Error refused(int number) {
  base::Error error = base::errno_error(number, "the kernel refuses namespaces to this user");
  error.code = base::Errc::kUnavailable;
  const auto setting = [](const char* name) { return read_small_file(std::string("/proc/sys/") + name).value_or(""); };
  if (setting("user/max_user_namespaces").starts_with("0\n")) {
    error.hint = "as root: sysctl user.max_user_namespaces=15000; or run ngc-sandbox as root";
  } else if (setting("kernel/unprivileged_userns_clone").starts_with("0")) {
    error.hint = "as root: sysctl kernel.unprivileged_userns_clone=1; or run ngc-sandbox as root";
  } else if (setting("kernel/apparmor_restrict_unprivileged_userns").starts_with("1")) {
    error.hint = "as root: sysctl kernel.apparmor_restrict_unprivileged_userns=0; or run ngc-sandbox as root";
  } else {
    error.hint = "run ngc-sandbox as root; inside a container, start that with --privileged";
  }
  return error;
}

base::Result<void> read_world(RunPlan& plan) {
  if (plan.options.world.empty()) {
    plan.world = builtin_world();
    return {};
  }
  auto done = check_world_file(plan.options.world);
  if (!done) return done;
  auto text = read_small_file(plan.options.world);
  if (!text) return base::Error(base::Errc::kNotFound, "cannot read " + plan.options.world);
  plan.world = std::move(*text);
  return {};
}

base::Result<void> prepare(RunPlan& plan) {
  auto done = read_world(plan);
  if (!done) return done;
  plan.caller = to_env_map(environ);
  std::error_code code;
  plan.cwd = fs::current_path(code).string();
  if (code) plan.cwd = "/";
  if (const auto home = plan.caller.find("HOME"); home != plan.caller.end() && !home->second.empty()) {
    plan.home = home->second;
  } else if (const passwd* entry = getpwuid(getuid())) {
    plan.home = entry->pw_dir;
  }
  for (std::string& directory : plan.options.share) {
    directory = fs::weakly_canonical(directory, code).string();
    if (code) return base::Error(base::Errc::kUsage, "--share: no such directory");
  }
  plan.own_program = fs::read_symlink("/proc/self/exe", code).string();

  std::string path = plan.caller.contains("PATH") ? plan.caller["PATH"] : "/usr/bin:/bin";
  path += ":/usr/local/sbin:/usr/sbin:/sbin:/usr/bin";
  plan.registry_program = find_in_path("docker-registry", path);
  if (plan.registry_program.empty()) {
    return base::Error(base::Errc::kUnavailable, "docker-registry is not installed",
                       "install the package docker-registry");
  }
  plan.helm_program = find_helm(plan.caller, plan.home);
  if (plan.options.docker) plan.dockerd_program = find_in_path("dockerd", path);
  if (!plan.options.keep_log.empty()) {
    plan.keep_log =
        base::UniqueFd(open(plan.options.keep_log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0644));
    if (!plan.keep_log) return base::errno_error(errno, "cannot write " + plan.options.keep_log);
  }
  plan.umask = umask(0);
  umask(plan.umask);
  plan.privileged = geteuid() == 0 && has_system_administration();
  plan.shares_terminal = is_foreground_job();
  return {};
}

class Supervisor {
 public:
  explicit Supervisor(RunPlan& plan) : plan_(plan) {}
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;
  ~Supervisor() {
    if (child_ > 0) {
      kill(child_, SIGKILL);
      while (waitpid(child_, nullptr, 0) < 0 && errno == EINTR) {
      }
    }
    remove_cgroup_trees(trees_);
  }

  base::Result<int> run() {
    block_signals();
    auto done = start();
    if (!done) return done.error();
    return wait();
  }

 private:
  void block_signals() {
    struct sigaction hangup {};
    sigaction(SIGHUP, nullptr, &hangup);
    const bool detached = hangup.sa_handler == SIG_IGN;  // nohup: it is meant to outlive its parent

    sigemptyset(&handled_);
    for (const int number : {SIGCHLD, SIGTERM, SIGINT, SIGQUIT, parent_death_signal()}) sigaddset(&handled_, number);
    if (!detached) sigaddset(&handled_, SIGHUP);
    sigprocmask(SIG_BLOCK, &handled_, &plan_.signal_mask);
    // An inherited "ignore" would make waiting impossible.
    std::signal(SIGCHLD, SIG_DFL);
    if (detached) return;
    parent_ = getppid();
    prctl(PR_SET_PDEATHSIG, parent_death_signal());
  }

  base::Result<void> start() {
    int ends[2] = {-1, -1};
    if (pipe2(ends, O_CLOEXEC) != 0) return base::errno_error(errno, "cannot make a pipe");
    base::UniqueFd reader(ends[0]);
    go_.reset(ends[1]);

    unsigned long flags = CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID;
    // The cgroup namespace comes later: process 1 is moved to its own control groups first.
    if (!plan_.privileged) flags |= CLONE_NEWUSER;
    // Without a stack of its own this is fork() into new namespaces.
    const long pid = syscall(SYS_clone, flags | SIGCHLD, nullptr, nullptr, nullptr, nullptr);
    if (pid < 0) return refused(errno);
    if (pid == 0) {
      go_.reset();
      init_main(plan_, std::move(reader));
    }
    child_ = static_cast<pid_t>(pid);
    char byte = 'N';
    if (plan_.privileged) {
      trees_ = make_cgroup_trees(child_);
    } else {
      auto map = write_user_map(child_);
      if (!map) return map.error();
      byte = *map == UserMap::kRange ? 'R' : 'S';
    }
    if (write(go_.get(), &byte, 1) != 1) return base::errno_error(errno, "cannot start process 1");
    return {};
  }

  int wait() {
    std::optional<int> ended_by;
    for (;;) {
      siginfo_t info{};
      timespec patience{kPatienceSeconds, 0};
      const int number = ended_by ? sigtimedwait(&handled_, &info, &patience) : sigwaitinfo(&handled_, &info);
      if (number == SIGCHLD) {
        int status = 0;
        if (waitpid(child_, &status, WNOHANG) == child_) {
          child_ = 0;
          return ended_by ? 128 + *ended_by : exit_code_of(status);
        }
      } else if (number > 0 && is_for_us(number, info)) {
        // Once in order, then without asking.
        kill(child_, ended_by ? SIGKILL : SIGTERM);
        if (!ended_by) ended_by = number == parent_death_signal() ? SIGTERM : number;
      } else if (number < 0 && errno == EAGAIN) {
        kill(child_, SIGKILL);
      }
    }
  }

  [[nodiscard]] bool is_for_us(int number, const siginfo_t& info) const {
    if (number == parent_death_signal()) return getppid() != parent_;
    // From the keyboard: COMMAND has got it too, and decides.
    const bool keyboard = info.si_code == SI_KERNEL && (number == SIGINT || number == SIGQUIT);
    return !(keyboard && plan_.shares_terminal);
  }

  RunPlan& plan_;
  sigset_t handled_{};
  pid_t parent_ = 0;
  pid_t child_ = 0;
  base::UniqueFd go_;
  std::vector<CgroupTree> trees_;
};

}  // namespace

int run_main(int argc, char** argv) {
  auto parsed = parse_run_options({argv + 1, argv + argc});
  if (const auto* answer = std::get_if<Answer>(&parsed)) {
    std::fputs(answer->text.c_str(), answer->exit_code == 0 ? stdout : stderr);
    return answer->exit_code;
  }
  RunPlan plan;
  plan.options = std::move(std::get<RunOptions>(parsed));
  auto done = prepare(plan);
  if (!done) {
    print_error(done.error());
    return exit_code_for(done.error());
  }
  auto code = Supervisor(plan).run();
  if (!code) {
    print_error(code.error());
    return exit_code_for(code.error());
  }
  return *code;
}

}  // namespace ngcs::sandbox
