// What NGC's API keeps of a chart: its record, its versions, their files. All text is printable.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "registry/reference.h"

namespace ngcs::ngc {

struct ChartRecord {
  registry::Space space;
  std::string name;
  std::string display_name;
  std::string short_description;
  std::string overview;  // Markdown; lines are kept
  std::string publisher;
  std::string built_by;
  std::string logo;
  std::vector<std::string> labels;
  std::vector<std::pair<std::string, std::string>> attributes;
  std::string created_by;
  std::string created;  // RFC 3339, as the service gives it
  std::string updated;
  std::string latest_version;
  std::optional<std::uint64_t> latest_size;  // bytes
  std::optional<bool> read_only;
  std::optional<bool> is_public;
  [[nodiscard]] std::string path() const { return space.path() + "/" + name; }
};

struct ChartVersion {
  std::string version;
  std::string status;  // "UPLOAD_COMPLETE", "UPLOAD_PENDING" …; may be empty
  std::string created;
  std::string updated;
  std::optional<std::uint64_t> size;  // bytes, of all files
  std::optional<std::uint64_t> files;
  [[nodiscard]] bool complete() const { return status.empty() || status == "UPLOAD_COMPLETE"; }
};

struct ChartFile {
  std::string path;
  std::optional<std::uint64_t> size;
};

// What `create` and `update` set. Nothing = left as it is.
struct ChartChange {
  std::optional<std::string> short_description = {};
  std::optional<std::string> display_name = {};
  std::optional<std::string> publisher = {};
  std::optional<std::string> built_by = {};
  std::optional<std::string> logo = {};
  std::optional<std::string> overview = {};
  std::optional<std::vector<std::string>> labels = {};
  std::optional<std::vector<std::pair<std::string, std::string>>> attributes = {};
};

}  // namespace ngcs::ngc
