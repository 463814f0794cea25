// Writes a repository index as compact JSON, event by event, and knows on the way what Helm's structs make of each
// place: where text is wanted, and where the URLs and the digest of a version stand. Internal to ngc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "ngc/index_json.h"
#include "ngc/yaml_scalar.h"

namespace ngcs::ngc {

// What Go's structs expect at a place of the index (IndexFile, ChartVersion, chart.Metadata of both Helms).
enum class IndexPlace : std::uint8_t {
  kAny,
  kText,
  kTexts,          // a list of texts
  kTextMap,        // a map of texts
  kIndex,          // the whole
  kCharts,         // "entries"
  kChartVersions,  // one of them
  kVersion,        // one version
  kVersionUrls,    // its "urls"
  kVersionUrl,     // one of them
  kVersionDigest,  // its "digest"
  kMetadata,       // what sigs.k8s.io/yaml takes every field of the embedded chart.Metadata for
  kMaintainers,
  kMaintainer,
  kDependencies,
  kDependency,
};

class IndexWriter {
 public:
  // `typed`: numbers and booleans become text where Helm wants text, as sigs.k8s.io/yaml does; Helm reads JSON without
  // that. All borrowed.
  IndexWriter(const registry::Space& space, std::string_view profile, const OnDigest& on_digest,
              const IndexLimits& limits, bool typed);

  // `line` of the input, for messages; 0 = unknown.
  [[nodiscard]] base::Result<void> begin_map(std::size_t line);
  [[nodiscard]] base::Result<void> end_map();
  [[nodiscard]] base::Result<void> begin_list(std::size_t line);
  [[nodiscard]] base::Result<void> end_list();
  // A scalar: a key where a key is due, else a value. `text` as it stands in the input.
  [[nodiscard]] base::Result<void> scalar(const Scalar& value, std::string_view text, std::size_t line);
  // A number that is already JSON.
  [[nodiscard]] base::Result<void> json_number(std::string_view text, std::size_t line);

  // True where the next scalar would be a key.
  [[nodiscard]] bool key_is_due() const noexcept {
    return !frames_.empty() && frames_.back().map && frames_.back().key_due;
  }
  // The content of the next map, or of each map of the next list, goes into this map instead of a member: YAML's "<<".
  void merge_next() noexcept { frames_.back().key_due = false, merging_ = true; }

  [[nodiscard]] bool complete() const noexcept { return frames_.empty() && !out_.empty(); }
  [[nodiscard]] std::string take() && { return std::move(out_); }

 private:
  struct Frame {
    IndexPlace place = IndexPlace::kAny;
    IndexPlace value_place = IndexPlace::kAny;  // of the value after a key
    bool map = false;
    bool key_due = false;
    bool first = true;
    bool merged = false;        // a map or list without brackets of its own, behind "<<"
    std::size_t keys_from = 0;  // in keys_
    std::size_t line = 0;
  };
  struct Key {
    std::uint64_t hash = 0;
    std::size_t line = 0;
  };

  [[nodiscard]] base::Result<void> begin(bool map, std::size_t line);
  [[nodiscard]] base::Result<void> end();
  [[nodiscard]] base::Result<void> key(const Scalar& value, std::string_view text, std::size_t line);
  [[nodiscard]] base::Result<void> before_value(std::size_t line, IndexPlace& place);
  [[nodiscard]] base::Result<void> check_keys(const Frame& frame);
  [[nodiscard]] base::Result<void> value_text(std::string_view text, IndexPlace place, std::size_t line);
  void after_value() noexcept;
  void write_text(std::string_view text);
  void write_url(std::string_view url);
  void version_ends();

  const registry::Space& space_;
  std::string_view profile_;
  const OnDigest& on_digest_;
  const IndexLimits& limits_;
  bool typed_;
  bool merging_ = false;
  std::string out_;
  std::vector<Frame> frames_;
  std::vector<Key> keys_;
  // Of the version that is being written.
  std::string file_;
  std::string digest_;
  bool has_url_ = false;
};

// "line 12: …", or without a line.
[[nodiscard]] base::Error index_error(std::string_view why, std::size_t line);

}  // namespace ngcs::ngc
