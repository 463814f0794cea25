#include "clients/helm_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "base/file.h"

namespace ngcs::clients {

base::Result<HelmLock> HelmLock::acquire(const std::string& path, int timeout_ms) {
  if (auto made = base::make_directories(base::parent_directory(path)); !made) return std::move(made).error();
  base::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600));
  if (!fd) return base::errno_error(errno, "cannot open " + path);
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  while (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) return base::errno_error(errno, "cannot lock " + path);
    if (std::chrono::steady_clock::now() >= until) {
      return base::Error(base::Errc::kTimeout, "Helm holds " + path + " for too long", "run the command again");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return HelmLock(std::move(fd));
}

}  // namespace ngcs::clients
