#include "ngc/chart_index.h"

#include <algorithm>
#include <compare>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/text.h"
#include "json/value.h"
#include "ngc/semver.h"
#include "ngc/sha256.h"

namespace ngcs::ngc {
namespace {

using base::Errc;
using base::Error;

constexpr std::size_t kMaxInput = std::size_t{96} << 20;
constexpr std::size_t kMaxVersions = 1000000;
constexpr std::size_t kMaxDepth = 32;

using Charts = std::map<std::string, ChartIndex::Versions, std::less<>>;

// Takes the members that are asked for out of the events of the JSON parser; no document is built.
class IndexReader {
 public:
  explicit IndexReader(Charts& charts) : charts_(charts) {}

  bool null() { return value({}); }
  bool boolean(bool truth) {
    if (at_member() && key_ == "deprecated") version_.deprecated = truth;
    return value({});
  }
  bool number_integer(std::int64_t /*number*/) { return value({}); }
  bool number_unsigned(std::uint64_t /*number*/) { return value({}); }
  bool number_float(double /*number*/, const std::string& /*text*/) { return value({}); }
  bool string(std::string& text) { return value(std::move(text)); }
  bool binary(const std::vector<std::uint8_t>& /*bytes*/) { return false; }
  bool start_object(std::size_t /*size*/) {
    if (depth_ == kInChart && in_chart_) version_ = {};
    return deeper();
  }
  bool key(std::string& text) {
    if (depth_ == kInIndex) in_entries_ = text == "entries";
    if (depth_ == kInEntries && in_entries_) chart_ = text;
    key_ = std::move(text);
    return true;
  }
  bool end_object() {
    --depth_;
    if (depth_ == kInChart && in_chart_) keep();
    return versions_ <= kMaxVersions;
  }
  bool start_array(std::size_t /*size*/) {
    if (depth_ == kInEntries && in_entries_) {
      in_chart_ = true;
      charts_[chart_];
    }
    if (at_member()) in_urls_ = key_ == "urls";
    return deeper();
  }
  bool end_array() {
    --depth_;
    if (depth_ == kInEntries) in_chart_ = false;
    if (depth_ == kInVersion) in_urls_ = false;
    return true;
  }
  template <typename Exception>
  bool parse_error(std::size_t position, const std::string& /*token*/, const Exception& /*exception*/) {
    position_ = position;
    return false;
  }

  [[nodiscard]] std::size_t position() const noexcept { return position_; }
  [[nodiscard]] bool too_large() const noexcept { return versions_ > kMaxVersions || depth_ > kMaxDepth; }

 private:
  // How many maps and lists are open.
  static constexpr std::size_t kInIndex = 1;
  static constexpr std::size_t kInEntries = 2;
  static constexpr std::size_t kInChart = 3;
  static constexpr std::size_t kInVersion = 4;
  static constexpr std::size_t kInUrls = 5;

  bool deeper() { return ++depth_ <= kMaxDepth; }
  [[nodiscard]] bool at_member() const noexcept { return in_chart_ && depth_ == kInVersion; }

  bool value(std::string text) {
    if (in_urls_ && depth_ == kInUrls) {
      version_.urls.push_back(std::move(text));
      return true;
    }
    if (!at_member()) return true;
    if (key_ == "name")
      version_.name = std::move(text);
    else if (key_ == "version")
      version_.version = std::move(text);
    else if (key_ == "appVersion")
      version_.app_version = std::move(text);
    else if (key_ == "description")
      version_.description = std::move(text);
    else if (key_ == "digest")
      version_.digest = normal_digest(text);
    else if (key_ == "created")
      version_.created = std::move(text);
    else if (key_ == "type")
      version_.type = std::move(text);
    else if (key_ == "kubeVersion")
      version_.kube_version = std::move(text);
    return true;
  }

  void keep() {
    ++versions_;
    if (version_.name.empty()) version_.name = chart_;
    charts_[chart_].push_back(std::move(version_));
    version_ = {};
  }

  Charts& charts_;
  std::size_t depth_ = 0;
  bool in_entries_ = false;
  bool in_chart_ = false;
  bool in_urls_ = false;
  std::string chart_;
  std::string key_;
  IndexedVersion version_;
  std::size_t versions_ = 0;
  std::size_t position_ = 0;
};

// Newest first; what is no version goes last, in the order of the index.
void sort_versions(ChartIndex::Versions& versions) {
  std::vector<std::pair<std::optional<Version>, std::size_t>> order;
  order.reserve(versions.size());
  for (std::size_t i = 0; i < versions.size(); ++i) order.emplace_back(Version::parse(versions[i].version), i);
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    if (!a.first || !b.first) return a.first.has_value() && !b.first.has_value();
    return std::is_gt(compare(*a.first, *b.first));
  });
  ChartIndex::Versions sorted;
  sorted.reserve(versions.size());
  for (const auto& [version, i] : order) sorted.push_back(std::move(versions[i]));
  versions = std::move(sorted);
}

}  // namespace

base::Result<ChartIndex> ChartIndex::parse(std::string_view json) {
  if (json.size() > kMaxInput) return Error(Errc::kTooLarge, "the index is larger than allowed");
  ChartIndex index;
  IndexReader reader(index.charts_);
  if (!json::Value::sax_parse(json, &reader)) {
    if (reader.too_large()) return Error(Errc::kTooLarge, "the index holds more than allowed");
    return Error(Errc::kInvalidInput, "the index is no JSON, near byte " + std::to_string(reader.position()));
  }
  if (base::trim(json.substr(0, 64)).substr(0, 1) != "{") return Error(Errc::kInvalidInput, "the index is no map");
  for (auto& [name, versions] : index.charts_) sort_versions(versions);
  return index;
}

const ChartIndex::Versions* ChartIndex::versions(std::string_view chart) const {
  const auto found = charts_.find(chart);
  return found == charts_.end() ? nullptr : &found->second;
}

base::Result<const IndexedVersion*> ChartIndex::find(std::string_view chart, std::string_view wanted,
                                                     bool devel) const {
  const Versions* const list = versions(chart);
  // What --devel means to Helm.
  const std::string_view range_text = !wanted.empty() ? wanted : devel ? "> 0.0.0-0" : "*";
  const auto range = VersionRange::parse(range_text);
  if (list == nullptr) return static_cast<const IndexedVersion*>(nullptr);
  for (const IndexedVersion& one : *list) {
    if (one.version == wanted) return &one;
  }
  if (!range) return range.error();
  for (const IndexedVersion& one : *list) {
    const auto version = Version::parse(one.version);
    if (version && range->contains(*version)) return &one;
  }
  return static_cast<const IndexedVersion*>(nullptr);
}

std::string ChartIndex::digest_of(std::string_view file) const {
  for (const auto& [name, versions] : charts_) {
    for (const IndexedVersion& one : versions) {
      if (one.urls.empty()) continue;
      const std::string_view url = one.urls.front();
      if (url.substr(url.rfind('/') + 1) == file) return one.digest;
    }
  }
  return {};
}

}  // namespace ngcs::ngc
