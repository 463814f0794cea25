#include "ngc/chart_json.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <limits>

#include "base/text.h"
#include "json/value.h"

namespace ngcs::ngc {
namespace {

using base::Errc;
using base::Error;

constexpr std::size_t kMaxBody = std::size_t{4} << 20;
constexpr std::size_t kMaxText = 1000;
constexpr std::size_t kMaxOverview = std::size_t{256} << 10;

base::Result<json::Value> parse_object(std::string_view body) {
  json::Limits limits;
  limits.bytes = kMaxBody;
  auto parsed = json::parse(body, limits);
  if (!parsed || !parsed->is_object()) {
    return Error(Errc::kUnexpected, "the answer about charts is no JSON object that can be read");
  }
  return parsed;
}

std::string text_of(const json::Value& object, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (std::string text = json::string_or(object, name); !text.empty()) return base::printable(text, kMaxText);
  }
  return {};
}

// Lines are kept, everything else is as printable() leaves it.
std::string lines_of(const json::Value& object, const char* name) {
  const std::string text = json::string_or(object, name);
  std::string lines;
  for (const std::string_view line : base::split(std::string_view(text).substr(0, kMaxOverview), '\n')) {
    if (!lines.empty() || line.data() != text.data()) lines += '\n';
    lines += base::printable(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line, kMaxOverview);
  }
  return lines;
}

std::optional<std::uint64_t> number_of(const json::Value& object, const char* name) {
  const json::Value* member = json::member(object, name);
  if (member == nullptr) return std::nullopt;
  if (member->is_number_unsigned()) return member->get<std::uint64_t>();
  return std::nullopt;
}

std::optional<bool> truth_of(const json::Value& object, const char* name) {
  const json::Value* member = json::member(object, name);
  if (member == nullptr || !member->is_boolean()) return std::nullopt;
  return member->get<bool>();
}

// Labels are words, or {key, value} and {key, values[]} in the newer form.
std::vector<std::string> labels_of(const json::Value& object) {
  std::vector<std::string> labels;
  const json::Value* list = json::member(object, "labels");
  if (list == nullptr || !list->is_array()) return labels;
  for (const json::Value& label : *list) {
    if (label.is_string()) {
      labels.push_back(base::printable(label.get<std::string>(), kMaxText));
    } else if (label.is_object()) {
      if (std::string text = text_of(label, {"value", "key"}); !text.empty()) labels.push_back(std::move(text));
    }
  }
  return labels;
}

std::vector<std::pair<std::string, std::string>> attributes_of(const json::Value& object) {
  std::vector<std::pair<std::string, std::string>> attributes;
  const json::Value* list = json::member(object, "attributes");
  if (list == nullptr || !list->is_array()) return attributes;
  for (const json::Value& attribute : *list) {
    if (std::string key = text_of(attribute, {"key"}); !key.empty()) {
      attributes.emplace_back(std::move(key), text_of(attribute, {"value"}));
    }
  }
  return attributes;
}

// Fit for a path of the API and of files here.
bool fit(std::string_view name) {
  return !name.empty() && name.size() <= 255 && name.front() != '.' && name.front() != '-' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                  c == '.' || c == '+';
         });
}

std::optional<ChartRecord> record_of(const json::Value& object, const registry::Space& space) {
  if (!object.is_object()) return std::nullopt;
  ChartRecord record;
  record.name = json::string_or(object, "name");
  if (!fit(record.name)) return std::nullopt;
  record.space = space;
  if (const std::string org = json::string_or(object, "orgName"); fit(org)) {
    const std::string team = json::string_or(object, "teamName");
    record.space = {org, fit(team) ? team : std::string()};
  }
  record.display_name = text_of(object, {"displayName"});
  record.short_description = text_of(object, {"shortDescription"});
  record.overview = lines_of(object, "description");
  record.publisher = text_of(object, {"publisher"});
  record.built_by = text_of(object, {"builtBy"});
  record.logo = text_of(object, {"logo"});
  record.labels = labels_of(object);
  record.attributes = attributes_of(object);
  record.created_by = text_of(object, {"createdByUser", "createdBy", "ownerName"});
  record.created = text_of(object, {"createdDate"});
  record.updated = text_of(object, {"updatedDate"});
  record.latest_version = text_of(object, {"latestVersionId"});
  record.latest_size = number_of(object, "latestVersionSizeInBytes");
  record.read_only = truth_of(object, "isReadOnly");
  record.is_public = truth_of(object, "isPublic");
  return record;
}

std::optional<ChartVersion> version_of(const json::Value& object) {
  if (!object.is_object()) return std::nullopt;
  ChartVersion version;
  for (const char* name : {"id", "versionId", "version"}) {
    if (version.version.empty()) version.version = json::string_or(object, name);
  }
  if (!fit(version.version)) return std::nullopt;
  version.status = text_of(object, {"status"});
  version.created = text_of(object, {"createdDate"});
  version.updated = text_of(object, {"updatedDate"});
  version.size = number_of(object, "totalSizeInBytes");
  version.files = number_of(object, "totalFileCount");
  return version;
}

std::optional<ChartFile> file_of(const json::Value& object) {
  if (!object.is_object()) return std::nullopt;
  ChartFile file;
  file.path = text_of(object, {"path", "filePath", "name"});
  if (file.path.empty()) return std::nullopt;
  file.size = number_of(object, "sizeInBytes");
  if (!file.size) file.size = number_of(object, "size");
  return file;
}

const json::Value* list_of(const json::Value& root, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (const json::Value* list = json::member(root, name); list != nullptr && list->is_array()) return list;
  }
  return nullptr;
}

// `index` counts from 0 (NVIDIADemo/ngc-go); one client counts from 1, so that only what is announced is asked for.
bool is_last(const json::Value& root, std::size_t items) {
  const json::Value* info = json::member(root, "paginationInfo");
  if (info == nullptr || items == 0) return true;
  if (const json::Value* next = json::member(*info, "nextPage"); next != nullptr && !next->is_null()) return false;
  const auto index = number_of(*info, "index");
  const auto pages = number_of(*info, "totalPages");
  return !index || !pages || *index + 1 >= *pages;
}

template <typename Item, typename Reader>
base::Result<Page<Item>> parse_page(std::string_view body, std::initializer_list<const char*> names, Reader read) {
  const auto root = parse_object(body);
  if (!root) return root.error();
  Page<Item> page;
  const json::Value* list = list_of(*root, names);
  if (list == nullptr) return page;
  for (const json::Value& entry : *list) {
    if (auto item = read(entry)) page.items.push_back(std::move(*item));
  }
  page.last = is_last(*root, list->size());
  return page;
}

}  // namespace

base::Result<ChartRecord> parse_chart(std::string_view body, const registry::Space& space) {
  const auto root = parse_object(body);
  if (!root) return root.error();
  const json::Value* artifact = json::member(*root, "artifact");
  if (artifact != nullptr) {
    if (auto record = record_of(*artifact, space)) return std::move(*record);
  }
  return Error(Errc::kUnexpected, "the answer holds no chart record");
}

base::Result<Page<ChartRecord>> parse_charts(std::string_view body, const registry::Space& space) {
  return parse_page<ChartRecord>(body, {"artifacts", "helmCharts"},
                                 [&](const json::Value& entry) { return record_of(entry, space); });
}

base::Result<ChartVersion> parse_chart_version(std::string_view body) {
  const auto root = parse_object(body);
  if (!root) return root.error();
  const json::Value* version = json::member(*root, "artifactVersion");
  if (version != nullptr) {
    if (auto read = version_of(*version)) return std::move(*read);
  }
  return Error(Errc::kUnexpected, "the answer holds no chart version");
}

base::Result<Page<ChartVersion>> parse_chart_versions(std::string_view body) {
  return parse_page<ChartVersion>(body, {"artifactVersions"}, version_of);
}

base::Result<Page<ChartFile>> parse_chart_files(std::string_view body) {
  return parse_page<ChartFile>(body, {"artifactFiles", "files"}, file_of);
}

std::string change_json(const std::string& name, const ChartChange& change) {
  json::Value body = json::Value::object();
  if (!name.empty()) body["name"] = name;
  const auto set = [&body](const char* member, const std::optional<std::string>& value) {
    if (value) body[member] = *value;
  };
  set("shortDescription", change.short_description);
  set("displayName", change.display_name);
  set("publisher", change.publisher);
  set("builtBy", change.built_by);
  set("logo", change.logo);
  set("description", change.overview);
  if (change.labels) body["labels"] = *change.labels;
  if (change.attributes) {
    json::Value list = json::Value::array();
    for (const auto& [key, value] : *change.attributes) list.push_back({{"key", key}, {"value", value}});
    body["attributes"] = std::move(list);
  }
  return body.dump(-1, ' ', false, json::Value::error_handler_t::replace);
}

}  // namespace ngcs::ngc
