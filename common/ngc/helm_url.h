// What an ngc:// address means: a Helm repository of NGC, its index, or one chart file of it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "registry/reference.h"

namespace ngcs::ngc {

inline constexpr std::string_view kNgcScheme = "ngc://";

struct HelmUrl {
  enum class Kind { kIndex, kChart, kProvenance };
  registry::Space space;
  Kind kind = Kind::kIndex;
  std::string file;     // of a chart or its provenance, decoded: "NAME-VERSION.tgz", "NAME-VERSION.tgz.prov"
  std::string profile;  // of "?profile=P": an explicit choice of the key; empty = none

  // "https://helm.ngc.nvidia.com/ORG[/TEAM]/index.yaml" or "…/charts/FILE".
  [[nodiscard]] std::string https_url() const;
  // "ngc://ORG[/TEAM]", with "?profile=P" where one is chosen: what stands in repositories.yaml.
  [[nodiscard]] std::string repository() const;
  // The archive's name, also for its provenance.
  [[nodiscard]] std::string chart_file() const;
};

// "ngc://ORG[/TEAM]", "…/index.yaml", "…/charts/NAME-VERSION.tgz[.prov]", each with "?profile=P" or not; Helm itself
// asks for provenance as "….tgz?profile=P.prov", which means the same as "….tgz.prov?profile=P". kInvalidInput names
// what is wrong. A name of a profile is only checked for its characters.
[[nodiscard]] base::Result<HelmUrl> parse_ngc_url(std::string_view text);

// The same place from its web form: "https://helm.ngc.nvidia.com[/api]/ORG[/TEAM][/index.yaml|/charts/FILE]", any case
// of the host, port 443 or none. kInvalidInput for any other host, a user part, a query.
[[nodiscard]] base::Result<HelmUrl> parse_helm_https_url(std::string_view text);

// A file name that may stand below charts/: letters, digits, '.', '_', '-', '+', ends in ".tgz" or ".tgz.prov", at most
// 255 bytes, does not start with '.'.
[[nodiscard]] bool is_chart_file(std::string_view name) noexcept;

}  // namespace ngcs::ngc
