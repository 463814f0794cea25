#include "runner/servers.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <functional>

#include "base/clock.h"
#include "base/fd.h"
#include "layout.h"
#include "runner/files.h"
#include "runner/spawn.h"

namespace ngcs::sandbox {

namespace {

constexpr const char* kDockerSocket = "/run/docker.sock";
constexpr int kServerDeadlineMs = 10000;
constexpr int kDockerdDeadlineMs = 30000;

base::Error failed(const std::string& name, const std::string& what, std::string_view log) {
  std::string message = name + ' ' + what;
  const std::string line = last_line(read_small_file(std::string(log)).value_or(""));
  if (!line.empty()) message += ": " + line;
  return {base::Errc::kUnavailable, std::move(message)};
}

// Asks every few milliseconds; ends early where the server has ended.
base::Result<void> wait_for(const std::string& name, pid_t pid, std::string_view log, int deadline_ms,
                            const std::function<bool()>& answers) {
  const base::SystemClock clock;
  const std::int64_t deadline = clock.monotonic_ms() + deadline_ms;
  while (!answers()) {
    siginfo_t info{};
    if (waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid) {
      return failed(name, "ended while it started", log);
    }
    if (clock.monotonic_ms() > deadline) return failed(name, "does not answer", log);
    poll(nullptr, 0, 5);
  }
  return {};
}

bool registry_accepts() {
  const base::UniqueFd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(kRegistryPort);
  inet_pton(AF_INET, std::string(kRegistryUrlHost).c_str(), &address.sin_addr);
  return fd && connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
}

// The daemon listens before it serves: only an answer counts.
bool dockerd_answers() {
  const base::UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, kDockerSocket, sizeof address.sun_path - 1);
  if (!fd || connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return false;
  constexpr std::string_view kPing = "GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n";
  if (send(fd.get(), kPing.data(), kPing.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(kPing.size())) return false;
  pollfd readable{fd.get(), POLLIN, 0};
  char answer[16] = "";
  return poll(&readable, 1, 1000) == 1 && read(fd.get(), answer, sizeof answer - 1) >= 12 &&
         std::string_view(answer).substr(8, 4) == " 200";
}

base::Result<pid_t> start_registry(const ServerInput& input) {
  const std::string configuration = std::string(kRunDir) + "/registry.yml";
  auto done = make_path(std::string(kRegistryDir), 0700);
  if (done) done = write_small_file(configuration, registry_configuration());
  if (!done) return done.error();
  return start_daemon({.argv = {input.registry_program, "serve", configuration},
                       .env = to_env_list(input.environment),
                       .log = std::string(kRegistryLog)});
}

base::Result<pid_t> start_service(const ServerInput& input) {
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0) return base::errno_error(errno, "cannot make a pipe");
  const base::UniqueFd reader(ends[0]);
  base::UniqueFd writer(ends[1]);
  std::vector<std::string> arguments = {
      std::string(kBinDir) + "/ngc-sandbox", "service", "--run-dir", std::string(kRunDir), "--ready-fd", "1"};
  if (!input.helm_program.empty()) arguments.insert(arguments.end(), {"--helm", input.helm_program});
  auto pid = start_daemon({.argv = arguments,
                           .env = to_env_list(input.environment),
                           .log = std::string(kServiceLog),
                           .stdout_fd = writer.get()});
  if (!pid) return pid;
  writer.reset();
  std::string text;
  bool closed = false;
  auto done = wait_for("the service", *pid, kServiceLog, kServerDeadlineMs, [&] {
    pollfd readable{reader.get(), POLLIN, 0};
    while (!closed && poll(&readable, 1, 20) == 1) {
      char buffer[256];
      const ssize_t count = read(reader.get(), buffer, sizeof buffer);
      if (count <= 0) closed = true;
      if (count > 0 && text.size() < 4096) text.append(buffer, static_cast<std::size_t>(count));
      if (text.starts_with("ready\n") || text.find("\nready\n") != std::string::npos) return true;
    }
    return false;
  });
  if (!done) return done.error();
  return pid;
}

base::Result<pid_t> start_dockerd(const ServerInput& input) {
  EnvMap environment = input.environment;
  // containerd, runc and iptables are in sbin on Debian, which an ordinary user's PATH lacks.
  environment["PATH"] += ":/usr/local/sbin:/usr/sbin:/sbin";
  return start_daemon(
      {.argv = dockerd_arguments(input), .env = to_env_list(environment), .log = std::string(kDockerdLog)});
}

}  // namespace

std::string registry_configuration() {
  std::string text = "version: 0.1\nlog:\n  level: info\n  accesslog:\n    disabled: true\nstorage:\n  filesystem:\n";
  text += "    rootdirectory: " + std::string(kRegistryDir) + '\n';
  text += "  delete:\n    enabled: true\n  maintenance:\n    uploadpurging:\n      enabled: false\nhttp:\n";
  text += "  addr: " + std::string(kRegistryUrlHost) + ':' + std::to_string(kRegistryPort) + '\n';
  // Absolute URLs would name the registry's own address to clients.
  text += "  relativeurls: true\n  secret: ngc-sandbox\n";
  return text;
}

std::vector<std::string> dockerd_arguments(const ServerInput& input) {
  std::vector<std::string> arguments = {input.dockerd_program, "--data-root", input.docker_data, "--exec-root",
                                        "/run/docker", "-H", std::string("unix://") + kDockerSocket, "--pidfile",
                                        "/run/docker.pid",
                                        // No bridge and no packet filter: there is nothing to route to.
                                        "--bridge=none", "--iptables=false"};
  if (!input.kernel_overlay) arguments.insert(arguments.end(), {"--storage-driver", "vfs"});
  if (input.map != UserMap::kNone) arguments.emplace_back("--rootless");
  // The group "docker" does not exist where only one id does.
  if (input.map == UserMap::kSingle) arguments.insert(arguments.end(), {"--group", "root"});
  return arguments;
}

base::Result<Servers> start_servers(const ServerInput& input) {
  Servers servers;
  auto registry = start_registry(input);
  if (!registry) return registry.error();
  servers.registry = *registry;
  if (!input.dockerd_program.empty()) {
    auto dockerd = start_dockerd(input);
    if (!dockerd) return dockerd.error();
    servers.dockerd = *dockerd;
  }
  auto done = wait_for("docker-registry", servers.registry, kRegistryLog, kServerDeadlineMs, registry_accepts);
  if (!done) return done.error();
  auto service = start_service(input);
  if (!service) return service.error();
  servers.service = *service;
  if (servers.dockerd != 0) {
    done = wait_for("dockerd", servers.dockerd, kDockerdLog, kDockerdDeadlineMs, dockerd_answers);
    if (!done) return done.error();
  }
  return servers;
}

}  // namespace ngcs::sandbox
