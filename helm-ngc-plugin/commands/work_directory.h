// A directory for what is not finished yet.
#pragma once

#include <string>
#include <utility>

#include "base/env.h"
#include "base/result.h"

namespace ngcs::helm_ngc {

// A new directory for nobody else, removed with everything in it.
class WorkDirectory {
 public:
  // In $TMPDIR, else /tmp.
  [[nodiscard]] static base::Result<WorkDirectory> make(const base::Environment& environment);
  // In `parent`, which must exist.
  [[nodiscard]] static base::Result<WorkDirectory> make_in(const std::string& parent, const std::string& prefix);
  WorkDirectory(WorkDirectory&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  WorkDirectory(const WorkDirectory&) = delete;
  WorkDirectory& operator=(const WorkDirectory&) = delete;
  WorkDirectory& operator=(WorkDirectory&&) = delete;
  ~WorkDirectory();
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  explicit WorkDirectory(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace ngcs::helm_ngc
