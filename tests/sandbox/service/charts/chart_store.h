// Chart records and versions as clients see them: the world's own, and what clients made of them while the sandbox ran.
//
// As with images, what clients did stays when another world is set: records and versions they made, fields they
// changed, and also what they removed.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "json/value.h"
#include "service/charts/chart_shelf.h"
#include "service/world/world.h"

namespace ngcs::sandbox {

struct ChartVersion {
  std::string version;
  PackagePtr upload;             // nullptr = of the world: its package is generated
  std::int64_t created = 0;      // seconds, the service's clock
  std::int64_t ready_at_ms = 0;  // monotonic: from here on its upload is complete
};

struct ChartRecord {
  std::string path;
  const Chart* of_world = nullptr;             // nullptr = a client made it
  json::Value fields = json::Value::object();  // shortDescription, displayName …, as the API names them
  std::int64_t created = 0;
  std::int64_t updated = 0;
  std::vector<ChartVersion> versions;  // in the order of the world, then of their uploads

  [[nodiscard]] const ChartVersion* version(std::string_view wanted) const noexcept;
};

class ChartStore {
 public:
  // The record at `path`; nothing where there is none. What it points to lives as long as `world`.
  [[nodiscard]] std::optional<ChartRecord> find(const World& world, const std::string& path) const;
  // The paths of all records of a space, sorted.
  [[nodiscard]] std::vector<std::string> paths(const World& world, const std::string& org,
                                               const std::optional<std::string>& team) const;
  // The paths of all records.
  [[nodiscard]] std::vector<std::string> paths(const World& world) const;

  // False where the record exists.
  bool create(const World& world, const std::string& path, json::Value fields, std::int64_t now);
  // Sets the given fields, and leaves others alone. False where there is no record.
  bool change(const World& world, const std::string& path, const json::Value& fields, std::int64_t now);
  // Removes the record with all its versions, or one version; false where there is none.
  bool remove(const World& world, const std::string& path);
  bool remove_version(const World& world, const std::string& path, const std::string& version, std::int64_t now);

  enum class Added { kNew, kReplaced, kNoRecord, kExists };
  // An upload becomes a version of the record; in the place of an existing one only with `replace`.
  Added add(const World& world, const std::string& path, ChartVersion version, bool replace);

 private:
  struct Changes {
    bool world_hidden = false;  // the world's record and its versions were removed
    bool made = false;          // a client made the record
    std::int64_t created = 0;
    std::int64_t updated = 0;  // 0 = never
    json::Value fields = json::Value::object();
    std::set<std::string> removed;  // versions of the world
    std::vector<ChartVersion> uploads;
  };

  [[nodiscard]] std::optional<ChartRecord> find_locked(const World& world, const std::string& path) const;

  mutable std::mutex mutex_;
  std::map<std::string, Changes> changes_;  // by path
};

}  // namespace ngcs::sandbox
