// Chart.yaml, as far as a chart record is made of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ngcs::ngc {

struct ChartYaml {
  std::string name;     // fit for a path and a file name
  std::string version;  // a version as Helm reads it
  std::string app_version;
  std::string description;
  std::string icon;  // an https URL, else empty
  std::vector<std::string> keywords;
};

// kInvalidInput where it is no YAML mapping, or name or version are absent or unfit; kTooLarge above 1 MiB or 32
// levels. Other texts are printable.
[[nodiscard]] base::Result<ChartYaml> parse_chart_yaml(std::string_view text);

}  // namespace ngcs::ngc
