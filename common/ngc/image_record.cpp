#include "ngc/image_record.h"

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <utility>

#include "base/text.h"
#include "json/value.h"

namespace ngcs::ngc {
namespace {

using base::Errc;
using base::Error;
using json::Value;

constexpr std::size_t kMaxBody = std::size_t{8} << 20;
constexpr std::size_t kMaxText = 256;
constexpr std::size_t kMaxEntries = 10000;
constexpr std::size_t kMaxArchitectures = 32;

base::Result<Value> parse_object(std::string_view body, const char* what) {
  json::Limits limits;
  limits.bytes = kMaxBody;
  auto parsed = json::parse(body, limits);
  if (!parsed || !parsed->is_object()) {
    return Error(Errc::kUnexpected, std::string("the answer about ") + what + " is no JSON object that can be read");
  }
  return parsed;
}

std::string text_of(const Value& object, const char* name) {
  return base::printable(base::trim(json::string_or(object, name)), kMaxText);
}

std::vector<const Value*> elements(const Value& object, const char* name) {
  return json::elements(object, name, kMaxEntries);
}

// Names of orgs, teams, images and tags are written with the same characters.
bool fit(std::string_view name) {
  const auto space = registry::parse_space(name);
  return space && space->team.empty() && space->org == name;
}

std::vector<std::string> strings(const Value& object, const char* name, bool names_only) {
  std::vector<std::string> list;
  for (const Value* element : elements(object, name)) {
    if (!element->is_string()) continue;
    const std::string text = element->get<std::string>();
    if (names_only && !fit(text)) continue;
    list.push_back(base::printable(text, kMaxText));
  }
  return list;
}

bool is_digest(std::string_view text) {
  constexpr std::string_view kPrefix = "sha256:";
  return text.starts_with(kPrefix) && text.size() == kPrefix.size() + 64 &&
         std::all_of(text.begin() + kPrefix.size(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::uint64_t size_of(const Value& object) {
  const Value* size = json::member(object, "size");
  return size != nullptr && size->is_number_unsigned() ? size->get<std::uint64_t>() : 0;
}

std::uint64_t added(std::uint64_t a, std::uint64_t b) {
  return a > std::numeric_limits<std::uint64_t>::max() - b ? std::numeric_limits<std::uint64_t>::max() : a + b;
}

ImagePlatform platform_of(const Value& object) {
  return {text_of(object, "os"), text_of(object, "architecture"), text_of(object, "variant"), std::nullopt};
}

std::optional<ImageRecord> record_of(const Value& object, const registry::Space& space) {
  ImageRecord record;
  record.space = space;
  record.name = json::string_or(object, "name");
  if (!fit(record.name)) return std::nullopt;
  if (const auto named = registry::parse_space(json::string_or(object, "namespace"));
      named && named->org == space.org) {
    record.space = *named;
  }
  record.display_name = text_of(object, "displayName");
  record.updated = text_of(object, "updatedDate");
  record.tags = strings(object, "tags", true);
  record.products = strings(object, "productNames", false);
  if (const std::string latest = json::string_or(object, "latestTag"); fit(latest)) record.latest_tag = latest;
  return record;
}

// "org/name" or "org/team/name".
std::optional<ImageRecord> hit_of(const Value& object) {
  const auto image = registry::parse_image(json::string_or(object, "resourceId"), true);
  if (!image || !image->tag.empty() || !image->digest.empty()) return std::nullopt;
  ImageRecord record;
  record.space = image->space;
  record.name = image->name;
  record.display_name = text_of(object, "displayName");
  record.updated = text_of(object, "dateModified");
  for (const Value* label : elements(object, "labels")) {
    if (json::string_or(*label, "key") == "productNames") record.products = strings(*label, "values", false);
  }
  for (const Value* attribute : elements(object, "attributes")) {
    const std::string value = json::string_or(*attribute, "value");
    if (json::string_or(*attribute, "key") == "latestTag" && fit(value)) record.latest_tag = value;
  }
  return record;
}

}  // namespace

base::Result<std::vector<ImageRecord>> parse_images(std::string_view body, const registry::Space& space) {
  const auto root = parse_object(body, "images");
  if (!root) return root.error();
  std::vector<ImageRecord> images;
  for (const Value* entry : elements(*root, "repositories")) {
    if (auto record = record_of(*entry, space)) images.push_back(std::move(*record));
  }
  return images;
}

base::Result<ImageRecord> parse_image_record(std::string_view body, const registry::Space& space) {
  const auto root = parse_object(body, "an image");
  if (!root) return root.error();
  auto record = record_of(*root, space);
  if (!record) return Error(Errc::kUnexpected, "the answer about an image names none");
  return std::move(*record);
}

base::Result<std::vector<ImageRecord>> parse_image_search(std::string_view body) {
  const auto root = parse_object(body, "a search");
  if (!root) return root.error();
  std::vector<ImageRecord> images;
  for (const Value* group : elements(*root, "results")) {
    // Mixed results, which stand in their own groups as well (opendatahub-io/odh-model-controller).
    if (json::string_or(*group, "groupValue") == "_scored") continue;
    for (const Value* entry : elements(*group, "resources")) {
      if (images.size() == kMaxEntries) break;
      if (auto record = hit_of(*entry)) images.push_back(std::move(*record));
    }
  }
  return images;
}

base::Result<std::vector<std::string>> parse_tags(std::string_view body) {
  const auto root = parse_object(body, "tags");
  if (!root) return root.error();
  return strings(*root, "tags", true);
}

base::Result<Manifest> parse_manifest(std::string_view body) {
  const auto root = parse_object(body, "a manifest");
  if (!root) return root.error();
  Manifest manifest;
  for (const Value* entry : elements(*root, "manifests")) {
    const Value* platform = json::member(*entry, "platform");
    const std::string digest = json::string_or(*entry, "digest");
    if (platform == nullptr || !is_digest(digest) || manifest.children.size() == kMaxArchitectures) continue;
    ImagePlatform found = platform_of(*platform);
    if (found.architecture.empty() || found.architecture == "unknown") continue;
    manifest.children.push_back({digest, std::move(found)});
  }
  if (!manifest.children.empty()) return manifest;
  const Value* config = json::member(*root, "config");
  const std::string digest = config == nullptr ? std::string() : json::string_or(*config, "digest");
  if (!is_digest(digest)) return Error(Errc::kUnexpected, "the manifest has no form that is known");
  manifest.config = digest;
  manifest.size = size_of(*config);
  for (const Value* layer : elements(*root, "layers")) manifest.size = added(manifest.size, size_of(*layer));
  return manifest;
}

base::Result<ImagePlatform> parse_image_config(std::string_view body) {
  const auto root = parse_object(body, "an image's configuration");
  if (!root) return root.error();
  ImagePlatform platform = platform_of(*root);
  if (platform.architecture.empty()) return Error(Errc::kUnexpected, "the image's configuration names no architecture");
  return platform;
}

}  // namespace ngcs::ngc
