// A manifest as copying reads it: what must be in the target before it. The bytes themselves are never changed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ngcs::migrate {

struct Descriptor {
  std::string digest;  // "sha256:…"
  std::uint64_t size = 0;
  bool foreign = false;  // a layer that lies elsewhere (`urls`, or a type that may not be distributed)
};

struct Manifest {
  std::string media_type;
  std::vector<Descriptor> manifests;  // of an index, attestations included
  std::vector<Descriptor> blobs;      // configuration and layers; each digest once
  [[nodiscard]] bool is_index() const;
};

inline constexpr std::size_t kMaxManifestBytes = std::size_t{4} << 20;
inline constexpr std::size_t kMaxChildren = 512;
inline constexpr std::size_t kMaxLayers = 2048;
inline constexpr std::uint64_t kMaxBlobBytes = std::uint64_t{1} << 40;

// The types that are asked for, for an Accept header.
[[nodiscard]] std::string accepted_types();

// OCI and docker manifests and indexes. `content_type` is the answer's: where the document names a type, too, both must
// be the same, and a document that is an index and an image at once is refused (CVE-2021-41190: two readers would see
// two images). kUnsupported for other forms (docker's schema 1) and for digests other than SHA-256; kUnexpected for
// what cannot be read or is beyond the limits.
[[nodiscard]] base::Result<Manifest> parse_manifest(std::string_view body, std::string_view content_type);

}  // namespace ngcs::migrate
