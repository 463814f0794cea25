// Images for the world: tiny, and the same bytes for the same name and tag every time.
#pragma once

#include <string>
#include <vector>

namespace ngcs::sandbox {

struct Blob {
  std::string digest;
  std::string data;
};

struct ManifestDocument {
  std::string digest;
  std::string media_type;
  std::string data;
};

struct GeneratedImage {
  std::vector<Blob> configs;                // one for each architecture; the layer is the shared one
  std::vector<ManifestDocument> manifests;  // one for each architecture
  ManifestDocument top;                     // what the tag names: the only manifest, or the index over them
};

// The layer that all images share: a gzip'd tar with /hello, and what a config needs to know about it.
struct Layer {
  Blob blob;            // compressed
  std::string diff_id;  // digest of the tar
};
[[nodiscard]] const Layer& shared_layer();

[[nodiscard]] GeneratedImage generate_image(const std::string& path, const std::string& tag,
                                            const std::vector<std::string>& architectures);

}  // namespace ngcs::sandbox
