// An exclusive lock on a separate lock file: the data file itself is replaced by rename, so a lock on it would protect
// nothing. OFD locks conflict even inside one process and survive the closing of other descriptors.
#pragma once

#include <string>

#include "base/fd.h"
#include "base/result.h"

namespace ngcs::base {

class FileLock {
 public:
  // Waits at most `timeout_ms`; then kTimeout naming the holder's pid where known. The file is made with 0600 and its
  // directories with 0700; it is never removed.
  [[nodiscard]] static Result<FileLock> acquire(const std::string& path, int timeout_ms);

 private:
  explicit FileLock(UniqueFd fd) : fd_(std::move(fd)) {}
  UniqueFd fd_;
};

}  // namespace ngcs::base
