// Which registry operation a path under /v2/ names.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ngcs::sandbox {

struct RegistryRoute {
  enum class Kind { kPing, kTags, kManifest, kBlob, kUploadStart, kUpload };
  Kind kind = Kind::kPing;
  std::string repository;
  std::string reference;  // tag, digest or upload id
};

// Nothing where the path is none of the registry's. The repository may be malformed (an empty part).
[[nodiscard]] std::optional<RegistryRoute> parse_registry_path(std::string_view path);

}  // namespace ngcs::sandbox
