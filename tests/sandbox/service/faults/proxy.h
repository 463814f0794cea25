// The HTTP proxy of the `proxy` fault: CONNECT only. It lies below HTTP servers' ground (a tunnel of bytes), so it is a
// small TCP program of its own.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/fd.h"
#include "base/result.h"
#include "service/core/state.h"

namespace ngcs::sandbox {

class Proxy {
 public:
  // Listens when it returns; port 0 = any, for tests. `state` outlives it.
  [[nodiscard]] static base::Result<std::unique_ptr<Proxy>> start(State& state, const std::string& address, int port);
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;
  ~Proxy();

  [[nodiscard]] int port() const { return port_; }

 private:
  Proxy(State& state, base::UniqueFd listener, int port);
  void run();
  void serve(int client);
  void log(const Snapshot& snapshot, const std::string& head, const std::string& target, int status);

  State& state_;
  base::UniqueFd listener_;
  const int port_;
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  std::condition_variable finished_;
  int connections_ = 0;
  std::thread thread_;
};

// "CONNECT host:port HTTP/1.1" -> host and port; empty host where the line is none.
struct ConnectTarget {
  std::string host;
  std::string port;
};
[[nodiscard]] ConnectTarget parse_connect(const std::string& head);

}  // namespace ngcs::sandbox
