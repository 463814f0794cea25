// The service's end of the control socket.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "base/fd.h"
#include "base/result.h"
#include "service/control/protocol.h"

namespace ngcs::sandbox {

class ControlServer {
 public:
  // Takes a world's text, makes it the current one, and says what came of it.
  using SetWorld = std::function<base::Result<SetAnswer>(const std::string& world_text)>;

  // Listens at `path` when it returns; anybody inside may connect. One request at a time.
  [[nodiscard]] static base::Result<std::unique_ptr<ControlServer>> start(const std::string& path, SetWorld set_world);
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;
  ~ControlServer();

 private:
  ControlServer(base::UniqueFd listener, SetWorld set_world);
  void run();

  base::UniqueFd listener_;
  SetWorld set_world_;
  std::thread thread_;
};

}  // namespace ngcs::sandbox
