#include "runner/init.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/keyctl.h>
#include <poll.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <exception>
#include <optional>

#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/result.h"
#include "layout.h"
#include "runner/certificates.h"
#include "runner/cgroups.h"
#include "runner/files.h"
#include "runner/home_seed.h"
#include "runner/login_profiles.h"
#include "runner/mounts.h"
#include "runner/network.h"
#include "runner/private_places.h"
#include "runner/report.h"
#include "runner/servers.h"
#include "runner/spawn.h"
#include "runner/trust.h"
#include "service/world/parse.h"

namespace ngcs::sandbox {

namespace {

constexpr int kGraceMs = 2000;  // for COMMAND after SIGTERM, and for the service at the end

// The address of the proxy, where the world has one: a proxy answers only clients that were told of it.
std::optional<std::string> proxy_of(const std::string& world) {
  const auto document = nlohmann::json::parse(world, nullptr, false);
  if (!document.is_object()) return std::nullopt;
  const auto faults = document.find("faults");
  if (faults == document.end() || !faults->is_array()) return std::nullopt;
  for (const auto& fault : *faults) {
    if (!fault.is_object()) continue;
    const auto kind = fault.find("kind");
    if (kind != fault.end() && kind->is_string() && *kind == "proxy") {
      return "http://" + std::string(kProxyAddress) + ':' + std::to_string(kProxyPort);
    }
  }
  return std::nullopt;
}

class Init {
 public:
  Init(const RunPlan& plan, base::UniqueFd go) : plan_(plan), go_(std::move(go)), progress_(plan.options.verbose) {}

  int run() {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    char byte = 0;
    // The supervisor may have died before the line above; then this is the end of file.
    if (read(go_.get(), &byte, 1) != 1) return 70;
    map_ = byte == 'N' ? UserMap::kNone : byte == 'R' ? UserMap::kRange : UserMap::kSingle;

    auto done = enter();
    if (done) done = furnish();
    if (done) done = start();
    if (!done) {
      print_error(done.error());
      return exit_code_for(done.error());
    }
    const int code = attend();
    finish();
    return code;
  }

 private:
  // Ids, mounts, network: what must be there before anything is put into the sandbox.
  base::Result<void> enter() {
    umask(022);
    if (map_ == UserMap::kRange && setgroups(0, nullptr) != 0) return base::errno_error(errno, "cannot drop groups");
    // Becoming another user clears the signal; see prctl(2).
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // Root's session keyring is the same inside and outside; a fresh one is not.
    syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, nullptr);
    if (sethostname("ngc-sandbox", 11) != 0) return base::errno_error(errno, "cannot set the host name");
    if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
      return base::errno_error(errno, "cannot make the mounts private");
    }
    enter_cgroup_trees();
    if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0) {
      base::Error error = base::errno_error(errno, "cannot mount /proc");
      error.hint = "a container must be started with an unmasked /proc (docker run --privileged)";
      return error;
    }
    program_ = base::UniqueFd(open(plan_.own_program.c_str(), O_PATH | O_CLOEXEC));
    if (!plan_.helm_program.empty()) helm_ = base::UniqueFd(open(plan_.helm_program.c_str(), O_PATH | O_CLOEXEC));
    auto done = mount_tmpfs("/run", "mode=0755");
    if (done) done = make_path(std::string(kRunDir));
    if (done) done = make_path("/run/lock", 01777);
    if (done) done = bring_up_loopback();
    progress_.step("namespaces, /run, loopback");
    return done;
  }

  base::Result<void> furnish() {
    auto done = put_programs();
    if (done) done = write_small_file(std::string(kWorldFile), plan_.world);
    if (done) done = make_path(std::string(kTlsDir), 0700);
    if (!done) return done;
    {
      const auto issued = issue_certificates(foreign_names(plan_.world));
      if (!issued) return issued.error();
      for (const IssuedCertificate& leaf : issued->leaves) {
        const std::string base = std::string(kTlsDir) + '/' + leaf.name;
        if (done) done = write_small_file(base + ".pem", leaf.certificate);
        if (done) done = write_small_file(base + ".key", leaf.key, 0600);
      }
      ca_ = issued->ca;
      ca_hash_ = issued->ca_hash;
    }
    progress_.step("certificates");

    PlacesInput input{.caller = plan_.caller,
                      .home = plan_.home,
                      .cwd = plan_.cwd,
                      .programs = {},
                      .asked = plan_.options.share,
                      .map = map_};
    if (plan_.options.command.front().starts_with('/')) input.programs.push_back(plan_.options.command.front());
    if (done) {
      auto places = make_places_private(input);
      if (!places) return places.error();
      places_ = std::move(*places);
    }
    for (const std::string& note : places_.notes) progress_.note(note);
    const std::string certificates = std::string(kRunDir) + "/private/certs";
    if (done) done = make_path(certificates);
    if (done) done = install_trust(certificates, ca_, ca_hash_);
    if (done) done = make_path("/run/user/" + std::to_string(geteuid()), 0700);
    // podman and dockerd pass mounts on to their containers.
    if (done && mount(nullptr, "/", nullptr, MS_REC | MS_SHARED, nullptr) != 0) {
      done = base::errno_error(errno, "cannot share the mounts");
    }
    if (map_ != UserMap::kNone) {
      // podman makes one of its own where it is missing, and then keeps its logins where skopeo does not look.
      places_.environment["XDG_RUNTIME_DIR"] = "/run/user/" + std::to_string(geteuid());
      // podman and buildah are told that they are in their own user namespace already: then they ask for no control
      // groups, and with one id they could not make a nested one.
      places_.environment["_CONTAINERS_USERNS_CONFIGURED"] = "done";
      places_.environment["_CONTAINERS_ROOTLESS_UID"] = "0";
      places_.environment["_CONTAINERS_ROOTLESS_GID"] = "0";
    }
    progress_.step("private places and trust");
    return done;
  }

  // ngc-sandbox, so that `ngc-sandbox set` works inside wherever it is installed, and Helm, which may lie in a home.
  base::Result<void> put_programs() {
    auto done = put_program(program_, std::string(kBinDir) + "/ngc-sandbox");
    if (done && helm_) {
      has_helm_ = true;
      done = put_program(helm_, std::string(kHelmProgram));
    } else if (done) {
      progress_.note("no Helm on this machine: helm.ngc.nvidia.com serves no charts");
    }
    return done;
  }

  static base::Result<void> put_program(base::UniqueFd& program, const std::string& target) {
    auto done = make_path(target.substr(0, target.rfind('/')));
    if (done) done = write_small_file(target, "", 0755);
    if (done) done = bind_from(program, target, false);
    program.reset();
    return done;
  }

  base::Result<void> start() {
    auto servers = start_servers({.environment = places_.environment,
                                  .registry_program = plan_.registry_program,
                                  .dockerd_program = plan_.dockerd_program,
                                  .helm_program = has_helm_ ? std::string(kHelmProgram) : "",
                                  .docker_data = places_.docker_data,
                                  .kernel_overlay = places_.kernel_overlay,
                                  .map = map_});
    if (!servers) return servers.error();
    servers_ = *servers;
    progress_.step(servers_.dockerd != 0 ? "registry, service, dockerd" : "registry, service");

    EnvMap environment = places_.environment;
    if (const auto proxy = proxy_of(plan_.world)) {
      environment["HTTPS_PROXY"] = *proxy;
      environment["https_proxy"] = *proxy;
    }
    // A world with a mistake in it did not come this far: the service refused it.
    if (const auto parsed = parse_world(plan_.world, base::SystemClock().now())) {
      auto done = furnish_machine(parsed->world, places_.home, environment);
      if (done) done = login_profiles(parsed->world, environment);
      if (!done) return done;
    }
    environment["PWD"] = plan_.cwd;
    auto command = start_command({.argv = plan_.options.command,
                                  .env = to_env_list(environment),
                                  .directory = plan_.cwd,
                                  .fallback_directory = places_.home,
                                  .signal_mask = plan_.signal_mask,
                                  .umask = plan_.umask,
                                  .own_group = !plan_.shares_terminal});
    if (!command) return command.error();
    command_ = *command;
    return {};
  }

  // Reaps everything until COMMAND has ended; returns its exit code.
  int attend() {
    sigset_t handled;
    sigemptyset(&handled);
    sigaddset(&handled, SIGCHLD);
    sigaddset(&handled, SIGTERM);
    const base::UniqueFd signals(signalfd(-1, &handled, SFD_CLOEXEC | SFD_NONBLOCK));
    const base::SystemClock clock;
    std::int64_t deadline = -1;
    for (;;) {
      if (const auto code = reap()) return *code;
      if (deadline >= 0 && clock.monotonic_ms() >= deadline) kill(command_, SIGKILL);
      pollfd waiting[2] = {{signals.get(), POLLIN, 0}, {go_.get(), POLLIN, 0}};
      poll(waiting, 2, deadline >= 0 ? 50 : -1);
      // The supervisor is gone: so is everything.
      if ((waiting[1].revents & (POLLHUP | POLLERR)) != 0) _exit(70);
      signalfd_siginfo info{};
      while (read(signals.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
        if (info.ssi_signo == SIGTERM && deadline < 0) {
          kill(plan_.shares_terminal ? command_ : -command_, SIGTERM);
          deadline = clock.monotonic_ms() + kGraceMs;
        }
      }
    }
  }

  std::optional<int> reap() {
    std::optional<int> code;
    int status = 0;
    for (pid_t pid = waitpid(-1, &status, WNOHANG); pid > 0; pid = waitpid(-1, &status, WNOHANG)) {
      if (pid == command_) code = exit_code_of(status);
      if (pid == servers_.service) report_end("the service", kServiceLog);
      if (pid == servers_.registry) report_end("docker-registry", kRegistryLog);
      if (pid == servers_.dockerd) report_end("dockerd", kDockerdLog);
    }
    return code;
  }

  static void report_end(const char* name, std::string_view log) {
    const std::string line = last_line(read_small_file(std::string(log)).value_or(""));
    print_error(
        {base::Errc::kInternal, std::string(name) + " ended before COMMAND did" + (line.empty() ? "" : ": " + line)});
  }

  // Lets the service write its log to the end, and keeps a copy of it. What still runs dies with this process.
  void finish() {
    if (!plan_.keep_log) return;
    const base::SystemClock clock;
    const std::int64_t deadline = clock.monotonic_ms() + kGraceMs;
    if (kill(servers_.service, SIGTERM) == 0) {
      while (waitpid(servers_.service, nullptr, WNOHANG) == 0 && clock.monotonic_ms() < deadline) poll(nullptr, 0, 5);
    }
    const base::UniqueFd log(open(std::string(kLogFile).c_str(), O_RDONLY | O_CLOEXEC));
    char buffer[65536];
    ssize_t count = 0;
    while (log && (count = read(log.get(), buffer, sizeof buffer)) > 0) {
      for (ssize_t written = 0; written < count;) {
        const ssize_t part = write(plan_.keep_log.get(), buffer + written, static_cast<std::size_t>(count - written));
        if (part < 0) {
          print_error(base::errno_error(errno, "cannot write " + plan_.options.keep_log));
          return;
        }
        written += part;
      }
    }
  }

  const RunPlan& plan_;
  base::UniqueFd go_;
  Progress progress_;
  UserMap map_ = UserMap::kNone;
  base::UniqueFd program_;
  base::UniqueFd helm_;
  bool has_helm_ = false;
  std::string ca_;
  std::string ca_hash_;
  Places places_;
  Servers servers_;
  pid_t command_ = 0;
};

}  // namespace

void init_main(const RunPlan& plan, base::UniqueFd go) {
  int code = 70;
  try {
    code = Init(plan, std::move(go)).run();
  } catch (const std::exception& error) {
    print_error({base::Errc::kInternal, std::string("unexpected: ") + error.what()});
  }
  // Not exit(): what the supervisor registered is the supervisor's.
  _exit(code);
}

}  // namespace ngcs::sandbox
