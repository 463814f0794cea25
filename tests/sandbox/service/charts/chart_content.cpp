#include "service/charts/chart_content.h"

namespace ngcs::sandbox {

namespace {

std::string name_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

ChartSource source_of(const ChartRecord& record, const ChartVersion& version) {
  ChartSource source;
  source.name = name_of(record.path);
  source.version = version.version;
  source.description = record.of_world->short_description;
  source.payload_bytes = record.of_world->payload_bytes;
  return source;
}

}  // namespace

base::Result<std::vector<PackagePtr>> packages_of(ChartShelf& shelf, const std::vector<ChartRecord>& records,
                                                  std::int64_t now_ms) {
  std::vector<ChartSource> sources;
  std::vector<PackagePtr> result;
  for (const ChartRecord& record : records) {
    for (const ChartVersion& version : record.versions) {
      if (version.upload == nullptr) {
        sources.push_back(source_of(record, version));
      } else if (version.ready_at_ms <= now_ms) {
        result.push_back(version.upload);
      }
    }
  }
  if (sources.empty()) return result;
  auto generated = shelf.packages(sources);
  if (!generated) return generated.error();
  result.insert(result.end(), generated->begin(), generated->end());
  return result;
}

base::Result<PackagePtr> package_of(ChartShelf& shelf, const ChartRecord& record, const ChartVersion& version) {
  if (version.upload != nullptr) return version.upload;
  auto generated = shelf.packages({source_of(record, version)});
  if (!generated) return generated.error();
  return generated->front();
}

std::optional<FoundFile> find_file(const World& world, const ChartStore& store, const std::string& org,
                                   const std::optional<std::string>& team, std::string_view file) {
  for (const std::string& path : store.paths(world, org, team)) {
    auto record = store.find(world, path);
    if (!record) continue;
    for (const ChartVersion& version : record->versions) {
      const std::string package = name_of(path) + "-" + version.version + ".tgz";
      if (file == package || file == package + ".prov") return FoundFile{*record, version, file != package};
    }
  }
  return std::nullopt;
}

}  // namespace ngcs::sandbox
