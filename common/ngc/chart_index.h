// The index of a Helm repository, read from its JSON form (index_json.h).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ngcs::ngc {

// One version of a chart. Everything is text of the service: printable() it before it reaches a terminal.
struct IndexedVersion {
  std::string name;
  std::string version;
  std::string app_version;
  std::string description;
  std::string digest;   // 64 lower-case hex digits; empty where the index gives none that is a SHA-256
  std::string created;  // as it stands there: RFC 3339
  std::string type;     // "application", "library"; may be empty
  std::string kube_version;
  std::vector<std::string> urls;
  bool deprecated = false;
};

class ChartIndex {
 public:
  using Versions = std::vector<IndexedVersion>;

  // Versions of each chart are sorted newest first, those that are no version last, as Helm does. kInvalidInput where
  // the text is no index, kTooLarge where a limit of ours is passed.
  [[nodiscard]] static base::Result<ChartIndex> parse(std::string_view json);

  [[nodiscard]] const std::map<std::string, Versions, std::less<>>& charts() const noexcept { return charts_; }
  // nullptr where there is no such chart.
  [[nodiscard]] const Versions* versions(std::string_view chart) const;

  // What `helm pull CHART --version WANTED` takes: an exact version first, then the newest in the range; an empty
  // `wanted` is the newest release, or with `devel` the newest of all. nullptr where nothing fits; kInvalidInput where
  // `wanted` is neither a version nor a range.
  [[nodiscard]] base::Result<const IndexedVersion*> find(std::string_view chart, std::string_view wanted,
                                                         bool devel) const;

  // The digest of the version whose first URL ends in this file name; empty where unlisted or without digest.
  [[nodiscard]] std::string digest_of(std::string_view file) const;

 private:
  std::map<std::string, Versions, std::less<>> charts_;
};

}  // namespace ngcs::ngc
