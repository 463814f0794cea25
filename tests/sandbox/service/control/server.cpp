#include "service/control/server.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/file.h"

namespace ngcs::sandbox {

namespace {

void answer_client(int fd, const ControlServer::SetWorld& set_world) {
  const timeval patience{10, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  const auto line = read_line(fd, kMaxControlLine);
  if (!line) return;
  const auto world = parse_set_request(*line);
  const auto answer = world ? set_world(*world) : base::Result<SetAnswer>(world.error());
  // A client that is gone does not hear the answer; the world holds all the same.
  static_cast<void>(base::write_all(fd, format_set_answer(answer)).has_value());
}

}  // namespace

ControlServer::ControlServer(base::UniqueFd listener, SetWorld set_world)
    : listener_(std::move(listener)), set_world_(std::move(set_world)), thread_([this] { run(); }) {}

base::Result<std::unique_ptr<ControlServer>> ControlServer::start(const std::string& path, SetWorld set_world) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return base::Error(base::Errc::kInvalidInput, path + " is too long");
  std::memcpy(address.sun_path, path.data(), path.size());
  ::unlink(path.c_str());
  base::UniqueFd listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  // Socket addresses of all families are passed as sockaddr.
  const auto* any = reinterpret_cast<const sockaddr*>(&address);
  if (!listener || ::bind(listener.get(), any, sizeof address) != 0 || ::chmod(path.c_str(), 0666) != 0 ||
      ::listen(listener.get(), 8) != 0) {
    return base::errno_error(errno, "cannot listen at " + path);
  }
  return std::unique_ptr<ControlServer>(new ControlServer(std::move(listener), std::move(set_world)));
}

ControlServer::~ControlServer() {
  ::shutdown(listener_.get(), SHUT_RDWR);  // wakes accept
  thread_.join();
}

void ControlServer::run() {
  while (true) {
    const base::UniqueFd client(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!client) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      return;
    }
    answer_client(client.get(), set_world_);
  }
}

}  // namespace ngcs::sandbox
