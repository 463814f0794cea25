// A directory in memory, for files that hold secrets while one command runs. It is gone when its owner is: on every way
// out, and by a watcher of its own also where this process is killed. What even the watcher could not take away (all
// killed at once) the next one that is made there finds and removes.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

#include "base/fd.h"
#include "base/result.h"

namespace ngcs::base {

// True where files of that directory are kept in memory only (tmpfs, ramfs).
[[nodiscard]] bool is_in_memory(const std::string& directory);

class MemoryDirectory {
 public:
  // In the first of `places` that is a directory of ours (or one that is open to all with the sticky bit) and passes
  // `in_memory`. To be made before any secret is in this process: the watcher is a copy of it. kUnavailable where no
  // place will do.
  [[nodiscard]] static Result<MemoryDirectory> make(const std::vector<std::string>& places,
                                                    const std::function<bool(const std::string&)>& in_memory);
  MemoryDirectory(MemoryDirectory&& other) noexcept;
  MemoryDirectory& operator=(MemoryDirectory&&) = delete;
  MemoryDirectory(const MemoryDirectory&) = delete;
  MemoryDirectory& operator=(const MemoryDirectory&) = delete;
  ~MemoryDirectory();

  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  MemoryDirectory(std::string path, UniqueFd lock) : path_(std::move(path)), lock_(std::move(lock)) {}
  [[nodiscard]] Result<void> start_watcher();

  std::string path_;
  UniqueFd lock_;   // held as long as the directory is in use
  UniqueFd alive_;  // the watcher reads its other end, which ends with this process
  pid_t watcher_ = -1;
};

}  // namespace ngcs::base
