// What is in a packaged chart: the names and sizes of its files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace ngcs::sandbox {

struct ArchivedFile {
  std::string path;
  std::uint64_t size = 0;
};

// The regular files of a gzip'd tar (ustar; extended headers are skipped, so that a name of more than 255 bytes is
// shown cut). At most 10000 of them; kInvalidInput where it is no such archive.
[[nodiscard]] base::Result<std::vector<ArchivedFile>> list_archive(const std::string& file);

}  // namespace ngcs::sandbox
