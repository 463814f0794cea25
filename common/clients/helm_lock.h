// Helm's own lock around changes of repositories.yaml: flock(2) on a file that is never removed, as its library
// gofrs/flock takes it (cmd `repo add`, `repo update`).
#pragma once

#include <string>

#include "base/fd.h"
#include "base/result.h"

namespace ngcs::clients {

class HelmLock {
 public:
  // Waits at most `timeout_ms` (Helm itself: 30 s); then kTimeout. Missing directories are made.
  [[nodiscard]] static base::Result<HelmLock> acquire(const std::string& path, int timeout_ms);

 private:
  explicit HelmLock(base::UniqueFd fd) : fd_(std::move(fd)) {}
  base::UniqueFd fd_;
};

}  // namespace ngcs::clients
