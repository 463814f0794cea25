// A packaged chart (.tgz) read with libarchive: its Chart.yaml, and its files unpacked. Nothing in an archive is
// trusted.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ngc/chart_yaml.h"

namespace ngcs::helm_ngc {

struct ArchiveLimits {
  std::uint64_t entries = 10000;
  std::uint64_t bytes = std::uint64_t{512} << 20;  // unpacked, all files
};

// The Chart.yaml of the chart itself (NAME/Chart.yaml, not that of a dependency below charts/). kInvalidInput where the
// file is no packaged chart, kTooLarge beyond the limits. Reads `fd` from its present position.
[[nodiscard]] base::Result<ngc::ChartYaml> read_chart_yaml(int fd, const ArchiveLimits& limits = {});

// A path in an archive that may be unpacked: relative, no "." and ".." parts, no empty part, no control character, no
// backslash, no colon, at most 4096 bytes.
[[nodiscard]] bool is_safe_path(std::string_view path) noexcept;

// Unpacks into the directory `into`/NAME, where NAME is the one top directory of all entries. It must not exist
// (kConflict): what is written is written into a new directory beside it, which takes the name when everything is
// there. Regular files and directories only: links, devices and unsafe paths are kInvalidInput, and nothing stays.
// Answers NAME. Modes: 0755 for directories and files that anybody may execute, else 0644, minus the umask.
[[nodiscard]] base::Result<std::string> unpack_chart(int fd, const std::string& into, const ArchiveLimits& limits = {});

}  // namespace ngcs::helm_ngc
