// A repository index in YAML becomes compact JSON, which both Helms (3.13 and newer) read about four times as fast. It
// means exactly what Helm would have read: scalars are typed as sigs.k8s.io/yaml types them (YAML 1.1's booleans, octal
// numbers, underscores, floats), where Helm's own structs want text, a number becomes text, a key that occurs twice is
// an error; timestamps stay text, unknown fields stay.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "registry/reference.h"

namespace ngcs::ngc {

struct IndexLimits {
  std::size_t input_bytes = std::size_t{64} << 20;    // decoded
  std::size_t output_bytes = std::size_t{96} << 20;   // aliases can make it larger than the input
  int depth = 32;                                     // of maps and lists
  std::size_t string_bytes = std::size_t{1} << 20;    // of one scalar
  std::size_t anchored_bytes = std::size_t{4} << 20;  // of everything that anchors hold
};

// One version as it passes: the file name of its first URL, and its digest (64 hex digits; empty = none). For the
// check of chart files without another pass.
using OnDigest = std::function<void(std::string_view file, std::string_view digest)>;

// YAML or JSON in, JSON out. URLs of charts that lie on helm.ngc.nvidia.com become relative to `space` (another space:
// ngc://…), so that Helm asks for them through the same downloader; those on other hosts stay as they are.
// kInvalidInput names line and reason; kTooLarge a limit.
[[nodiscard]] base::Result<std::string> index_to_json(std::string_view text, const registry::Space& space,
                                                      std::string_view profile, const OnDigest& on_digest = {},
                                                      const IndexLimits& limits = {});

}  // namespace ngcs::ngc
