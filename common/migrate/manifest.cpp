#include "migrate/manifest.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "base/text.h"
#include "json/value.h"
#include "ngc/sha256.h"

namespace ngcs::migrate {
namespace {

using base::Errc;
using base::Error;
using json::Value;

// OCI image specification 1.1, media-types.md; docker's image manifest version 2, schema 2.
constexpr std::string_view kOciIndex = "application/vnd.oci.image.index.v1+json";
constexpr std::string_view kOciImage = "application/vnd.oci.image.manifest.v1+json";
constexpr std::string_view kDockerList = "application/vnd.docker.distribution.manifest.list.v2+json";
constexpr std::string_view kDockerImage = "application/vnd.docker.distribution.manifest.v2+json";
constexpr std::array<std::string_view, 4> kTypes = {kOciIndex, kOciImage, kDockerList, kDockerImage};

Error unreadable(const std::string& why) { return {Errc::kUnexpected, "the manifest " + why}; }

// "type/subtype" without parameters.
std::string bare_type(std::string_view content_type) {
  return base::lower(base::trim(content_type.substr(0, content_type.find(';'))));
}

bool is_known(std::string_view type) { return std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end(); }

bool is_foreign_type(std::string_view type) {
  return type.starts_with("application/vnd.docker.image.rootfs.foreign.") ||
         type.find(".nondistributable.") != std::string_view::npos;
}

base::Result<Descriptor> descriptor_of(const Value& entry) {
  const Value* size = json::member(entry, "size");
  if (!entry.is_object() || size == nullptr || !size->is_number_unsigned()) {
    return unreadable("holds an entry without a size");
  }
  Descriptor descriptor;
  descriptor.size = size->get<std::uint64_t>();
  if (descriptor.size > kMaxBlobBytes) return unreadable("names a size that cannot be");
  const std::string digest = json::string_or(entry, "digest");
  const std::string hex = digest.starts_with("sha256:") ? ngc::normal_digest(digest) : std::string();
  if (hex.empty() || digest != "sha256:" + hex) {
    return Error(Errc::kUnsupported, "the manifest names a digest that is not SHA-256");
  }
  descriptor.digest = digest;
  const Value* urls = json::member(entry, "urls");
  descriptor.foreign = (urls != nullptr && urls->is_array() && !urls->empty()) ||
                       is_foreign_type(base::lower(json::string_or(entry, "mediaType")));
  return descriptor;
}

base::Result<std::vector<Descriptor>> descriptors_of(const Value& list, std::size_t most) {
  if (!list.is_array()) return unreadable("holds something else where a list belongs");
  if (list.size() > most) return unreadable("lists more than " + std::to_string(most) + " entries");
  std::vector<Descriptor> found;
  std::set<std::string> known;
  for (const Value& entry : list) {
    auto descriptor = descriptor_of(entry);
    if (!descriptor) return std::move(descriptor).error();
    if (known.insert(descriptor->digest).second) found.push_back(std::move(*descriptor));
  }
  return found;
}

// The one type that header and document agree on.
base::Result<std::string> type_of(const Value& document, std::string_view content_type) {
  const std::string sent = bare_type(content_type);
  const std::string named = base::lower(json::string_or(document, "mediaType"));
  if (is_known(sent) && is_known(named) && sent != named) {
    return unreadable("calls itself something else than the registry does");
  }
  if (is_known(sent)) return sent;
  if (is_known(named)) return named;
  return Error(Errc::kUnsupported, "the manifest has a form that is not copied" +
                                       (sent.empty() ? std::string() : ": " + base::printable(sent, 100)));
}

}  // namespace

bool Manifest::is_index() const { return media_type == kOciIndex || media_type == kDockerList; }

std::string accepted_types() {
  std::string list;
  for (const std::string_view type : kTypes) list += (list.empty() ? "" : ", ") + std::string(type);
  return list;
}

base::Result<Manifest> parse_manifest(std::string_view body, std::string_view content_type) {
  json::Limits limits;
  limits.bytes = kMaxManifestBytes;
  const auto document = json::parse(body, limits);
  if (!document || !document->is_object()) return unreadable("is no JSON object that can be read");
  auto type = type_of(*document, content_type);
  if (!type) return std::move(type).error();
  Manifest manifest;
  manifest.media_type = std::move(*type);
  const Value* children = json::member(*document, "manifests");
  const Value* layers = json::member(*document, "layers");
  const Value* config = json::member(*document, "config");
  if (manifest.is_index()) {
    if (children == nullptr || layers != nullptr || config != nullptr) return unreadable("is no index");
    auto found = descriptors_of(*children, kMaxChildren);
    if (!found) return std::move(found).error();
    manifest.manifests = std::move(*found);
    return manifest;
  }
  if (children != nullptr || config == nullptr || layers == nullptr) return unreadable("is none of one image");
  auto found = descriptors_of(*layers, kMaxLayers);
  if (!found) return std::move(found).error();
  manifest.blobs = std::move(*found);
  auto first = descriptor_of(*config);
  if (!first) return std::move(first).error();
  const bool known = std::any_of(manifest.blobs.begin(), manifest.blobs.end(),
                                 [&](const Descriptor& blob) { return blob.digest == first->digest; });
  if (!known) manifest.blobs.insert(manifest.blobs.begin(), std::move(*first));
  return manifest;
}

}  // namespace ngcs::migrate
