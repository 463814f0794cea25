#include "service/fronts/chart_json.h"

#include "base/clock.h"
#include "service/charts/archive.h"
#include "service/charts/chart_content.h"

namespace ngcs::sandbox {

bool is_complete(const State& state, const ChartVersion& version) {
  return version.ready_at_ms <= state.monotonic_ms();
}

PackagePtr ChartJson::package(const ChartRecord& record, const ChartVersion& version) const {
  auto package = package_of(shelf_, record, version);
  return package ? *package : nullptr;
}

// The one that came last.
const ChartVersion* ChartJson::latest(const ChartRecord& record) const {
  const ChartVersion* found = nullptr;
  for (const ChartVersion& version : record.versions) {
    if (is_complete(state_, version)) found = &version;
  }
  return found;
}

// Names: registry guide, section 6.5 (what PATCH takes) and the CLI's "Chart Information"; NVIDIA/nvcf's mock of the
// record.
json::Value ChartJson::record(const ChartRecord& record) const {
  const auto where = split_artifact_path(record.path);
  const bool is_public = record.of_world != nullptr && record.of_world->visibility == Visibility::kPublic;
  json::Value body = {{"name", where->name},
                      {"orgName", where->org},
                      {"displayName", where->name},
                      {"artifactType", "HELM_CHART"},
                      {"isPublic", is_public},
                      {"canGuestDownload", is_public},
                      {"isReadOnly", false},
                      {"createdDate", base::format_rfc3339(record.created)},
                      {"updatedDate", base::format_rfc3339(record.updated)},
                      {"labels", json::Value::array()},
                      {"attributes", json::Value::array()},
                      {"productNames", json::Value::array()}};
  if (where->team) body["teamName"] = *where->team;
  if (record.of_world != nullptr && record.of_world->product) {
    body["productNames"].push_back(*record.of_world->product);
  }
  for (const auto& [name, value] : record.fields.items()) body[name] = value;
  if (const ChartVersion* newest = latest(record)) {
    body["latestVersionId"] = newest->version;
    if (const auto content = package(record, *newest)) body["latestVersionSizeInBytes"] = content->size;
  }
  return body;
}

// Names: NVIDIA/nvcf's mock of the version and the CLI's "Chart Version Information".
json::Value ChartJson::version(const ChartRecord& record, const ChartVersion& version) const {
  json::Value body = {{"id", version.version},
                      {"versionId", version.version},
                      {"status", is_complete(state_, version) ? "UPLOAD_COMPLETE" : "UPLOAD_PENDING"},
                      {"createdDate", base::format_rfc3339(version.created)},
                      {"updatedDate", base::format_rfc3339(version.created)},
                      {"isSigned", false}};
  if (const auto content = package(record, version)) {
    body["totalSizeInBytes"] = content->size;
    body["isSigned"] = !content->provenance.empty();
    if (const auto files = list_archive(content->file)) body["totalFileCount"] = files->size();
  }
  return body;
}

base::Result<json::Value> ChartJson::files(const ChartRecord& record, const ChartVersion& version) const {
  auto content = package_of(shelf_, record, version);
  if (!content) return content.error();
  auto files = list_archive((*content)->file);
  if (!files) return files.error();
  json::Value list = json::Value::array();
  for (const ArchivedFile& file : *files) list.push_back({{"path", file.path}, {"sizeInBytes", file.size}});
  return list;
}

// Names: opendatahub-io/odh-model-controller, test data of the search; SUSE/aif-operator.
json::Value ChartJson::hit(const ChartRecord& record) const {
  const auto where = split_artifact_path(record.path);
  const bool is_public = record.of_world != nullptr && record.of_world->visibility == Visibility::kPublic;
  json::Value body = {{"resourceId", record.path},
                      {"resourceType", "HELM_CHART"},
                      {"orgName", where->org},
                      {"name", where->name},
                      {"displayName", json::string_or(record.fields, "displayName", where->name)},
                      {"description", json::string_or(record.fields, "shortDescription")},
                      {"createdBy", json::string_or(record.fields, "createdByUser")},
                      {"dateCreated", base::format_rfc3339(record.created)},
                      {"dateModified", base::format_rfc3339(record.updated)},
                      {"isPublic", record.of_world != nullptr && record.of_world->visibility != Visibility::kPrivate},
                      {"guestAccess", is_public},
                      {"labels", json::Value::array()},
                      {"attributes", json::Value::array()}};
  if (where->team) body["teamName"] = *where->team;
  if (record.of_world != nullptr && record.of_world->product) {
    body["labels"].push_back({{"key", "productNames"}, {"values", {*record.of_world->product}}});
  }
  if (const ChartVersion* newest = latest(record)) {
    body["attributes"].push_back({{"key", "latestVersionIdStr"}, {"value", newest->version}});
    if (const auto content = package(record, *newest)) {
      body["attributes"].push_back({{"key", "latestVersionSizeInBytes"}, {"value", std::to_string(content->size)}});
    }
  }
  return body;
}

}  // namespace ngcs::sandbox
