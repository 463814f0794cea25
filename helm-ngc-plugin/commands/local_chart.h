// The chart that is to be pushed, as a file: given, or made of a directory by Helm.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/fd.h"
#include "base/result.h"
#include "commands/helm_tool.h"
#include "commands/session.h"
#include "commands/work_directory.h"
#include "ngc/chart_upload.h"
#include "ngc/chart_yaml.h"

namespace ngcs::helm_ngc {

struct LocalChart {
  std::string path;  // as the user named it
  ngc::ChartYaml yaml;
  ngc::PackagedChart packaged;  // borrows `fd`
  base::UniqueFd fd;
  std::unique_ptr<WorkDirectory> made;  // where Helm put it; gone with this
  bool from_directory = false;
};

// Opens a .tgz (sent byte for byte, its .prov beside it) or packages a directory. kUsage where packaging options are
// given for a file that is packaged already.
[[nodiscard]] base::Result<LocalChart> open_chart(const commands::Session& session, const std::string& path,
                                                  const PackageOptions& options);

// SHA-256 of the packaged file, 64 hex digits.
[[nodiscard]] base::Result<std::string> digest_of(const LocalChart& chart);

}  // namespace ngcs::helm_ngc
