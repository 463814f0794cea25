// From records to packages.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "service/charts/chart_shelf.h"
#include "service/charts/chart_store.h"

namespace ngcs::sandbox {

// The packages of all versions whose upload is complete, in the records' order.
[[nodiscard]] base::Result<std::vector<PackagePtr>> packages_of(ChartShelf& shelf,
                                                                const std::vector<ChartRecord>& records,
                                                                std::int64_t now_ms);
// The package of one version.
[[nodiscard]] base::Result<PackagePtr> package_of(ChartShelf& shelf, const ChartRecord& record,
                                                  const ChartVersion& version);

// NAME-VERSION.tgz[.prov] in a space.
struct FoundFile {
  ChartRecord record;
  ChartVersion version;
  bool provenance = false;
};
[[nodiscard]] std::optional<FoundFile> find_file(const World& world, const ChartStore& store, const std::string& org,
                                                 const std::optional<std::string>& team, std::string_view file);

}  // namespace ngcs::sandbox
