#include "service/charts/chart_store.h"

#include <algorithm>

namespace ngcs::sandbox {

namespace {

// When the world's own records were made: no world says it, and a fixed time reads the same in every run.
constexpr std::int64_t kWorldCreated = 1704067200;  // 2024-01-01T00:00:00Z

}  // namespace

const ChartVersion* ChartRecord::version(std::string_view wanted) const noexcept {
  const auto found = std::find_if(versions.begin(), versions.end(),
                                  [&](const ChartVersion& candidate) { return candidate.version == wanted; });
  return found == versions.end() ? nullptr : &*found;
}

std::optional<ChartRecord> ChartStore::find_locked(const World& world, const std::string& path) const {
  const auto found = changes_.find(path);
  const Changes none;
  const Changes& changes = found == changes_.end() ? none : found->second;
  const Chart* chart = changes.world_hidden ? nullptr : world.chart(path);
  if (chart == nullptr && !changes.made) return std::nullopt;
  ChartRecord record;
  record.path = path;
  record.of_world = chart;
  record.created = changes.made ? changes.created : kWorldCreated;
  record.updated = changes.updated != 0 ? changes.updated : record.created;
  if (chart != nullptr) {
    record.fields["shortDescription"] = chart->short_description;
    for (const std::string& version : chart->versions) {
      const bool replaced = std::any_of(changes.uploads.begin(), changes.uploads.end(),
                                        [&](const ChartVersion& upload) { return upload.version == version; });
      if (!replaced && changes.removed.count(version) == 0) {
        record.versions.push_back({version, nullptr, kWorldCreated, 0});
      }
    }
  }
  for (const auto& [name, value] : changes.fields.items()) record.fields[name] = value;
  record.versions.insert(record.versions.end(), changes.uploads.begin(), changes.uploads.end());
  return record;
}

std::optional<ChartRecord> ChartStore::find(const World& world, const std::string& path) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return find_locked(world, path);
}

std::vector<std::string> ChartStore::paths(const World& world) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::set<std::string> candidates;
  for (const Chart& chart : world.charts) candidates.insert(chart.path);
  for (const auto& [path, changes] : changes_) candidates.insert(path);
  std::vector<std::string> result;
  for (const std::string& path : candidates) {
    if (find_locked(world, path)) result.push_back(path);
  }
  return result;
}

std::vector<std::string> ChartStore::paths(const World& world, const std::string& org,
                                           const std::optional<std::string>& team) const {
  auto result = paths(world);
  const auto elsewhere = [&](const std::string& path) {
    const auto where = split_artifact_path(path);
    return !where || where->org != org || where->team != team;
  };
  result.erase(std::remove_if(result.begin(), result.end(), elsewhere), result.end());
  return result;
}

bool ChartStore::create(const World& world, const std::string& path, json::Value fields, std::int64_t now) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (find_locked(world, path)) return false;
  Changes& changes = changes_[path];
  changes.made = true;
  changes.created = now;
  changes.updated = now;
  changes.fields = std::move(fields);
  return true;
}

bool ChartStore::change(const World& world, const std::string& path, const json::Value& fields, std::int64_t now) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!find_locked(world, path)) return false;
  Changes& changes = changes_[path];
  changes.updated = now;
  for (const auto& [name, value] : fields.items()) changes.fields[name] = value;
  return true;
}

bool ChartStore::remove(const World& world, const std::string& path) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!find_locked(world, path)) return false;
  changes_[path] = Changes();
  changes_[path].world_hidden = true;
  return true;
}

bool ChartStore::remove_version(const World& world, const std::string& path, const std::string& version,
                                std::int64_t now) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto record = find_locked(world, path);
  if (!record || record->version(version) == nullptr) return false;
  Changes& changes = changes_[path];
  changes.updated = now;
  changes.removed.insert(version);
  changes.uploads.erase(std::remove_if(changes.uploads.begin(), changes.uploads.end(),
                                       [&](const ChartVersion& upload) { return upload.version == version; }),
                        changes.uploads.end());
  return true;
}

ChartStore::Added ChartStore::add(const World& world, const std::string& path, ChartVersion version, bool replace) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto record = find_locked(world, path);
  if (!record) return Added::kNoRecord;
  const bool exists = record->version(version.version) != nullptr;
  if (exists && !replace) return Added::kExists;
  Changes& changes = changes_[path];
  changes.updated = version.created;
  changes.uploads.erase(std::remove_if(changes.uploads.begin(), changes.uploads.end(),
                                       [&](const ChartVersion& upload) { return upload.version == version.version; }),
                        changes.uploads.end());
  changes.uploads.push_back(std::move(version));
  return exists ? Added::kReplaced : Added::kNew;
}

}  // namespace ngcs::sandbox
