// Chart packages on disk, and the indexes over them: made by Helm when they are first asked for, and kept.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "service/charts/chart_source.h"
#include "service/charts/helm_tool.h"

namespace ngcs::sandbox {

// One package. Immutable: another upload of the same version is another package.
struct ChartPackage {
  std::string file;        // path of the .tgz
  std::string provenance;  // path of the .prov, or empty
  std::string name;        // of Chart.yaml
  std::string version;
  std::string digest;  // SHA-256, hex
  std::uint64_t size = 0;

  [[nodiscard]] std::string file_name() const { return name + "-" + version + ".tgz"; }
};
using PackagePtr = std::shared_ptr<const ChartPackage>;

class ChartShelf {
 public:
  // Everything lies below `directory`. `helm` is the program's path, or empty.
  ChartShelf(const std::string& directory, const std::string& helm);

  [[nodiscard]] bool available() const noexcept { return helm_.available(); }

  // A package for each source, in their order. What is missing is packaged with one call of Helm.
  [[nodiscard]] base::Result<std::vector<PackagePtr>> packages(const std::vector<ChartSource>& sources);

  // Where an upload is written to: a fresh directory of its own.
  [[nodiscard]] base::Result<std::string> new_upload();
  // The package in `directory`/chart.tgz (and chart.prov, where there is one) as a shelf's own; kInvalidInput where
  // Helm takes it for no chart.
  [[nodiscard]] base::Result<PackagePtr> adopt(const std::string& directory);

  // The index over packages, which `helm repo index` writes; `url` empty = relative URLs. Each file lies in charts/.
  // `json` makes it the JSON that Helm reads as well.
  [[nodiscard]] base::Result<std::shared_ptr<const std::string>> index(const std::vector<PackagePtr>& packages,
                                                                       const std::string& url, bool json);

  // Any package ever shown, by digest.
  [[nodiscard]] PackagePtr by_digest(std::string_view digest) const;

 private:
  base::Result<void> package_all(const std::vector<ChartSource>& sources);
  base::Result<void> package_missing(const std::vector<ChartSource>& sources);
  base::Result<std::string> fresh_directory(const char* kind);
  PackagePtr keep(ChartPackage package);

  const std::string directory_;
  const HelmTool helm_;
  std::mutex work_;                              // one call of Helm at a time, and what is made is seen by who waited
  mutable std::mutex mutex_;                     // of what follows
  std::uint64_t counter_ = 0;                    // of directories
  std::map<std::string, PackagePtr> generated_;  // by identity of the source
  std::map<std::string, PackagePtr, std::less<>> by_digest_;
  std::map<std::string, std::shared_ptr<const std::string>> indexes_;
};

}  // namespace ngcs::sandbox
