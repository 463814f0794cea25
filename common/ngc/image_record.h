// What NGC's API says about image repositories, and what their manifests say. All text is printable; names are fit for
// paths.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "registry/reference.h"

namespace ngcs::ngc {

struct ImageRecord {
  registry::Space space;
  std::string name;
  std::string display_name;
  std::string latest_tag;
  std::string updated;                // as the service gives it
  std::vector<std::string> tags;      // in the service's order; empty where it lists none
  std::vector<std::string> products;  // one of which opens it; empty = none is needed, or not said
  [[nodiscard]] std::string path() const { return space.path() + "/" + name; }
};

// What one architecture of an image takes.
struct ImagePlatform {
  std::string os;
  std::string architecture;
  std::string variant;                // "v8"; may be empty
  std::optional<std::uint64_t> size;  // bytes to download: layers and configuration
  [[nodiscard]] std::string text() const { return variant.empty() ? architecture : architecture + "/" + variant; }
};

// GET …/repos: {repositories[]}; `space` is the one that was asked for. kUnexpected where it is no such answer.
[[nodiscard]] base::Result<std::vector<ImageRecord>> parse_images(std::string_view body, const registry::Space& space);
// GET …/repos/NAME.
[[nodiscard]] base::Result<ImageRecord> parse_image_record(std::string_view body, const registry::Space& space);
// GET /v2/search/catalog/resources/CONTAINER: hits with a path of their own.
[[nodiscard]] base::Result<std::vector<ImageRecord>> parse_image_search(std::string_view body);
// tags/list of the registry.
[[nodiscard]] base::Result<std::vector<std::string>> parse_tags(std::string_view body);

struct Manifest {
  struct Child {  // of an index
    std::string digest;
    ImagePlatform platform;
  };
  std::vector<Child> children;  // empty: the manifest of one architecture
  std::string config;           // digest of its configuration
  std::uint64_t size = 0;       // of its layers and configuration
};
// OCI and docker forms. Attestations, which are listed like architectures, are left out.
[[nodiscard]] base::Result<Manifest> parse_manifest(std::string_view body);
// The configuration blob of one architecture.
[[nodiscard]] base::Result<ImagePlatform> parse_image_config(std::string_view body);

}  // namespace ngcs::ngc
