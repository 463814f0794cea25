#include "commands/space_charts.h"

#include <algorithm>

#include "base/text.h"
#include "ngc/semver.h"

namespace ngcs::helm_ngc {
namespace {

constexpr std::size_t kMaxText = 1000;

// Whether asking elsewhere could still help: the API refuses where the index of a public space would not.
bool refused(const base::Error& error) {
  return error.detail == 401 || error.detail == 402 || error.detail == 403 || error.detail == 404;
}

// As Helm shows it: the newest release, or where there is none the newest of all.
const ngc::IndexedVersion& newest(const ngc::ChartIndex::Versions& versions) {
  const auto release = std::find_if(versions.begin(), versions.end(), [](const ngc::IndexedVersion& one) {
    const auto version = ngc::Version::parse(one.version);
    return version && version->prerelease.empty();
  });
  return release == versions.end() ? versions.front() : *release;
}

ngc::ChartRecord from_index(const registry::Space& space, const std::string& name,
                            const ngc::ChartIndex::Versions& versions) {
  ngc::ChartRecord record;
  record.space = space;
  record.name = base::printable(name, kMaxText);
  if (versions.empty()) return record;
  record.latest_version = base::printable(newest(versions).version, kMaxText);
  record.short_description = base::printable(newest(versions).description, kMaxText);
  record.created = base::printable(versions.back().created, kMaxText);
  record.updated = base::printable(versions.front().created, kMaxText);
  return record;
}

std::vector<ngc::ChartVersion> from_index(const ngc::ChartIndex::Versions& versions) {
  std::vector<ngc::ChartVersion> list;
  for (const ngc::IndexedVersion& one : versions) {
    ngc::ChartVersion version;
    version.version = base::printable(one.version, kMaxText);
    version.created = base::printable(one.created, kMaxText);
    list.push_back(std::move(version));
  }
  return list;
}

}  // namespace

base::Result<std::vector<ngc::ChartRecord>> charts_of(Access& access, const registry::Space& space) {
  std::optional<base::Error> first;
  if (access.has_key()) {
    auto records = access.charts().list(space);
    if (records || !refused(records.error())) return records;
    first = records.error();
  }
  const auto index = access.helm().charts(space, access.helm_access());
  if (!index) return first ? *first : index.error();
  std::vector<ngc::ChartRecord> records;
  for (const auto& [name, versions] : index->charts()) records.push_back(from_index(space, name, versions));
  return records;
}

base::Result<std::optional<ngc::ChartRecord>> chart_of(Access& access, const registry::Space& space,
                                                       const std::string& name) {
  using Found = std::optional<ngc::ChartRecord>;
  std::optional<base::Error> first;
  if (access.has_key()) {
    auto record = access.charts().record(space, name);
    if (record || !refused(record.error())) return record;
    first = record.error();
  }
  const auto index = access.helm().charts(space, access.helm_access());
  if (!index) return first ? *first : index.error();
  const ngc::ChartIndex::Versions* versions = index->versions(name);
  if (versions == nullptr) return first ? base::Result<Found>(*first) : Found();
  return Found(from_index(space, name, *versions));
}

void sort_versions(std::vector<ngc::ChartVersion>& versions) {
  std::stable_sort(versions.begin(), versions.end(), [](const ngc::ChartVersion& a, const ngc::ChartVersion& b) {
    const auto left = ngc::Version::parse(a.version);
    const auto right = ngc::Version::parse(b.version);
    if (!left || !right) return left.has_value() && !right.has_value();
    return ngc::compare(*left, *right) == std::strong_ordering::greater;
  });
}

base::Result<std::optional<std::vector<ngc::ChartVersion>>> versions_of(Access& access, const registry::Space& space,
                                                                        const std::string& name) {
  using Found = std::optional<std::vector<ngc::ChartVersion>>;
  base::Result<Found> found = access.has_key() ? access.charts().versions(space, name)
                                               : ngc::public_chart_versions(access.transport(), space, name);
  if (!found && refused(found.error())) {
    const auto index = access.helm().charts(space, access.helm_access());
    const ngc::ChartIndex::Versions* versions = index ? index->versions(name) : nullptr;
    if (versions == nullptr) {
      // Without a key the guest form says the same of a private chart and of none at all; the index says why.
      return !access.has_key() && !index ? index.error() : found.error();
    }
    found = Found(from_index(*versions));
  }
  if (found && *found) sort_versions(**found);
  return found;
}

}  // namespace ngcs::helm_ngc
