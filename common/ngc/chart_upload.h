// One upload of a packaged chart to helm.ngc.nvidia.com, in ChartMuseum's forms: the raw file, or, with a provenance
// file, a multipart form of `chart` and `prov`. Streamed; constant memory. Wire facts: docs/wire.md, "Charts".
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"
#include "http/transport.h"
#include "registry/reference.h"
#include "secret/secret_string.h"

namespace ngcs::ngc {

struct PackagedChart {
  int fd = -1;             // of the .tgz, borrowed; read from its start by position
  std::uint64_t size = 0;  // bytes
  std::string file;        // "app-1.0.0.tgz"
  std::string provenance;  // the text of the .prov; empty = none
};

struct UploadOptions {
  bool force = false;  // ask the service to replace an existing version
  int total_timeout_ms = 3600 * 1000;
  std::function<void(std::uint64_t done, std::uint64_t total)> progress = {};
};

struct Upload {
  int status = 0;      // 201, 202 or 200: taken
  std::string sha256;  // of the chart's bytes as they were sent
};

// One try, never repeated: whether a lost answer means a stored chart is for the caller to find out. Errors carry the
// status as detail: kConflict (409, and 400 that says so) where the version exists, kNotFound (404, and 400 that says
// so) where the record is missing, others as chart_error(); below HTTP as Transport.
[[nodiscard]] base::Result<Upload> upload_chart(http::Transport& transport, const secret::SecretString& key,
                                                const registry::Space& space, const PackagedChart& chart,
                                                const UploadOptions& options);

}  // namespace ngcs::ngc
