#include "service/faults/proxy.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "base/file.h"
#include "base/text.h"
#include "service/core/key_scan.h"

namespace ngcs::sandbox {

namespace {

constexpr std::size_t kMaxHead = 65536;
constexpr int kPollMs = 200;  // how long a stop may take

const char* reason(int status) {
  switch (status) {
    case 403:
      return "Forbidden";
    case 405:
      return "Method Not Allowed";
    case 407:
      return "Proxy Authentication Required";
    default:
      return "Bad Gateway";
  }
}

void send_status(int fd, int status) {
  std::string answer = "HTTP/1.1 " + std::to_string(status) + " " + reason(status) + "\r\n";
  if (status == 407) answer += "Proxy-Authenticate: Basic realm=\"proxy\"\r\n";
  answer += "Content-Length: 0\r\nConnection: close\r\n\r\n";
  static_cast<void>(base::write_all(fd, answer).has_value());  // a client that is gone needs no answer
}

bool wait_readable(int fd, const std::atomic<bool>& stopping) {
  pollfd item{fd, POLLIN, 0};
  while (!stopping) {
    const int ready = ::poll(&item, 1, kPollMs);
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
  return false;
}

// The request up to the blank line; empty where there is none.
std::string read_head(int fd, const std::atomic<bool>& stopping) {
  std::string head;
  char byte = 0;
  while (head.size() < kMaxHead && wait_readable(fd, stopping) && ::read(fd, &byte, 1) == 1) {
    head += byte;
    if (head.size() >= 4 && head.compare(head.size() - 4, 4, "\r\n\r\n") == 0) return head;
  }
  return {};
}

base::UniqueFd connect_to(const ConnectTarget& target) {
  addrinfo hints{};
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (::getaddrinfo(target.host.c_str(), target.port.c_str(), &hints, &list) != 0) return {};
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(list, &::freeaddrinfo);
  base::UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd || ::connect(fd.get(), list->ai_addr, list->ai_addrlen) != 0) return {};
  return fd;
}

bool pass_on(int from, int to) {
  std::array<char, 16384> piece{};
  const ssize_t count = ::read(from, piece.data(), piece.size());
  return count > 0 && base::write_all(to, {piece.data(), static_cast<std::size_t>(count)}).has_value();
}

void tunnel(int one, int other, const std::atomic<bool>& stopping) {
  std::array<pollfd, 2> items{{{one, POLLIN, 0}, {other, POLLIN, 0}}};
  while (!stopping) {
    const int ready = ::poll(items.data(), items.size(), kPollMs);
    if (ready < 0 && errno != EINTR) return;
    if (ready <= 0) continue;
    if (items[0].revents != 0 && !pass_on(one, other)) return;
    if (items[1].revents != 0 && !pass_on(other, one)) return;
  }
}

}  // namespace

ConnectTarget parse_connect(const std::string& head) {
  constexpr std::string_view kMethod = "CONNECT ";
  if (head.compare(0, kMethod.size(), kMethod) != 0) return {};
  const auto end = head.find(' ', kMethod.size());
  const std::string authority = head.substr(kMethod.size(), end - kMethod.size());
  const auto colon = authority.rfind(':');
  if (end == std::string::npos || colon == std::string::npos || colon == 0) return {};
  ConnectTarget target{base::lower(authority.substr(0, colon)), authority.substr(colon + 1)};
  if (target.port.empty() || target.port.find_first_not_of("0123456789") != std::string::npos) return {};
  return target;
}

base::Result<std::unique_ptr<Proxy>> Proxy::start(State& state, const std::string& address, int port) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(static_cast<std::uint16_t>(port));
  socklen_t size = sizeof name;
  // Socket addresses of all families are passed as sockaddr.
  auto* any = reinterpret_cast<sockaddr*>(&name);
  base::UniqueFd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  if (!listener || ::inet_pton(AF_INET, address.c_str(), &name.sin_addr) != 1 ||
      ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      ::bind(listener.get(), any, size) != 0 || ::listen(listener.get(), 64) != 0 ||
      ::getsockname(listener.get(), any, &size) != 0) {
    return base::errno_error(errno, "cannot listen for the proxy on " + address);
  }
  return std::unique_ptr<Proxy>(new Proxy(state, std::move(listener), ntohs(name.sin_port)));
}

Proxy::Proxy(State& state, base::UniqueFd listener, int port)
    : state_(state), listener_(std::move(listener)), port_(port), thread_([this] { run(); }) {}

Proxy::~Proxy() {
  stopping_ = true;
  thread_.join();
  std::unique_lock<std::mutex> lock(mutex_);
  finished_.wait(lock, [this] { return connections_ == 0; });
}

void Proxy::run() {
  while (wait_readable(listener_.get(), stopping_)) {
    const int client = ::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      ++connections_;
    }
    std::thread([this, client] {
      serve(client);
      ::close(client);
      const std::lock_guard<std::mutex> lock(mutex_);
      --connections_;
      finished_.notify_all();
    }).detach();
  }
}

void Proxy::serve(int client) {
  const std::string head = read_head(client, stopping_);
  if (head.empty()) return;
  const auto snapshot = state_.snapshot();
  const ConnectTarget target = parse_connect(head);
  const std::string shown = target.host.empty() ? "" : target.host + ":" + target.port;
  if (target.host.empty()) {
    log(*snapshot, head, shown, 405);
    return send_status(client, 405);
  }
  if (const Fault* fault = snapshot->faults.take(FaultKind::kProxy, target.host, nullptr)) {
    log(*snapshot, head, shown, fault->status);
    return send_status(client, fault->status);
  }
  const base::UniqueFd server = connect_to(target);
  log(*snapshot, head, shown, server ? 200 : 502);
  if (!server) return send_status(client, 502);
  if (base::write_all(client, "HTTP/1.1 200 Connection established\r\n\r\n")) tunnel(client, server.get(), stopping_);
}

void Proxy::log(const Snapshot& snapshot, const std::string& head, const std::string& target, int status) {
  LogEntry entry;
  entry.time = state_.now(snapshot);
  entry.host = "proxy";
  entry.method = head.substr(0, head.find(' '));
  entry.path = target;
  const Key* key = key_in(snapshot.world, head);
  entry.credential = key == nullptr ? "none" : key->id;
  entry.form = key == nullptr ? "none" : "key";
  entry.status = status;
  state_.log().append(entry, snapshot.world);
}

}  // namespace ngcs::sandbox
