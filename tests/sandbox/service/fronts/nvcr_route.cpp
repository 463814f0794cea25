#include "service/fronts/nvcr_route.h"

#include <array>
#include <utility>

namespace ngcs::sandbox {

std::optional<RegistryRoute> parse_registry_path(std::string_view path) {
  constexpr std::string_view kRoot = "/v2/";
  if (path == "/v2" || path == kRoot) return RegistryRoute{};
  if (path.substr(0, kRoot.size()) != kRoot) return std::nullopt;
  path.remove_prefix(kRoot.size());
  constexpr std::string_view kTags = "/tags/list";
  if (path.size() > kTags.size() && path.substr(path.size() - kTags.size()) == kTags) {
    return RegistryRoute{RegistryRoute::Kind::kTags, std::string(path.substr(0, path.size() - kTags.size())), {}};
  }
  using Kind = RegistryRoute::Kind;
  static constexpr std::array<std::pair<std::string_view, Kind>, 3> kMiddles = {
      {{"/blobs/uploads/", Kind::kUpload}, {"/blobs/", Kind::kBlob}, {"/manifests/", Kind::kManifest}}};
  for (const auto& [middle, kind] : kMiddles) {
    const auto at = path.rfind(middle);
    if (at == std::string_view::npos || at == 0) continue;
    RegistryRoute route{kind, std::string(path.substr(0, at)), std::string(path.substr(at + middle.size()))};
    if (kind == Kind::kUpload && route.reference.empty()) route.kind = Kind::kUploadStart;
    if (route.kind != Kind::kUploadStart && route.reference.empty()) return std::nullopt;
    if (route.reference.find('/') != std::string::npos) return std::nullopt;
    return route;
  }
  return std::nullopt;
}

}  // namespace ngcs::sandbox
