// The paths of helm.ngc.nvidia.com.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ngcs::sandbox {

struct HelmRoute {
  enum class Kind {
    kIndex,    // /ORG[/TEAM]/index.yaml
    kFile,     // [/api]/ORG[/TEAM]/charts/FILE
    kUpload,   // /api/ORG[/TEAM]/charts
    kVersion,  // /api/ORG[/TEAM]/charts/NAME/VERSION
    kUnknown,
  };
  Kind kind = Kind::kUnknown;
  std::string org;
  std::optional<std::string> team;
  std::string file;  // of kFile

  [[nodiscard]] std::string space() const { return org + (team ? "/" + *team : ""); }
};

// `path` is decoded and without a query.
[[nodiscard]] HelmRoute parse_helm_path(std::string_view path);

// The chart name in NAME-VERSION.tgz[.prov]: what stands before the first "-" that a version follows (NVIDIA/nvcf,
// NgcArtifactRegistryClient: a version is v?N(.N){0,2} with an optional suffix). Nothing for another kind of file.
[[nodiscard]] std::optional<std::string> chart_name_of(std::string_view file);

}  // namespace ngcs::sandbox
