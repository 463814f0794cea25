// The real Helm, which packages the world's charts and makes their indexes.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace ngcs::sandbox {

class HelmTool {
 public:
  // `program` is the path of a Helm 3 or 4, or empty where this machine has none. Helm's own homes are below `home`.
  HelmTool(std::string program, std::string home) : program_(std::move(program)), home_(std::move(home)) {}

  [[nodiscard]] bool available() const noexcept { return !program_.empty(); }

  // helm package SOURCES… -d DESTINATION: NAME-VERSION.tgz for each.
  [[nodiscard]] base::Result<void> package(const std::vector<std::string>& sources,
                                           const std::string& destination) const;

  // helm repo index DIRECTORY [--url URL] [--json]: the index over the packages in it and one level below, which Helm
  // writes to DIRECTORY/index.yaml. What Helm does not take for a chart is not in it. `url` empty = relative.
  [[nodiscard]] base::Result<std::string> index(const std::string& directory, const std::string& url, bool json) const;

 private:
  [[nodiscard]] base::Result<void> run(std::vector<std::string> arguments) const;

  const std::string program_;
  const std::string home_;
};

}  // namespace ngcs::sandbox
