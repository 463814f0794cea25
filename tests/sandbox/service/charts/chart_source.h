// The source of a generated chart: what `helm package` then packages.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace ngcs::sandbox {

struct ChartSource {
  std::string name;
  std::string version;
  std::string description;
  std::uint64_t payload_bytes = 0;  // of incompressible files beside the templates

  // The same text for the same source: what makes two charts distinct.
  [[nodiscard]] std::string identity() const;
};

// Writes Chart.yaml, values.yaml, README.md, templates/ and, where there is a payload, files/ into `directory`, which
// is made. Helm accepts no file of more than 5 MiB in a chart (helm/helm, pkg/chart/loader/archive), so a payload is
// cut into pieces of 4 MiB.
[[nodiscard]] base::Result<void> write_chart_source(const ChartSource& source, const std::string& directory);

}  // namespace ngcs::sandbox
