// Manifests from a registry: what is kept are SHA-256 digests and sizes that can be, as many as is bounded, and no
// document is an index and an image at once.
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string_view>

#include "migrate/manifest.h"

namespace {

using namespace ngcs;

void check(const std::vector<migrate::Descriptor>& list) {
  std::set<std::string> known;
  for (const migrate::Descriptor& one : list) {
    if (one.digest.size() != 71 || !one.digest.starts_with("sha256:")) std::abort();
    if (one.digest.find_first_not_of("0123456789abcdef", 7) != std::string::npos) std::abort();
    if (one.size > migrate::kMaxBlobBytes || !known.insert(one.digest).second) std::abort();
  }
}

}  // namespace

// The first line is the answer's content type.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t line = text.find('\n');
  if (line == std::string_view::npos) return 0;
  const auto manifest = migrate::parse_manifest(text.substr(line + 1), text.substr(0, line));
  if (!manifest) return 0;
  if (manifest->is_index() ? !manifest->blobs.empty() : !manifest->manifests.empty()) std::abort();
  if (manifest->manifests.size() > migrate::kMaxChildren || manifest->blobs.size() > migrate::kMaxLayers + 1)
    std::abort();
  if (migrate::accepted_types().find(manifest->media_type) == std::string::npos) std::abort();
  check(manifest->manifests);
  check(manifest->blobs);
  return 0;
}
