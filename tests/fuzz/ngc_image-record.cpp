// Lists, searches, manifests and configurations of images from anybody: names that are kept are fit for a path, text is
// fit for a terminal.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "ngc/image_record.h"

namespace {

using namespace ngcs;

void check_text(const std::string& text) {
  if (base::has_control(text) || !base::valid_utf8(text)) std::abort();
}

void check_name(const std::string& name) {
  check_text(name);
  if (name.empty() || name.find_first_of("/%?#\\ :@") != std::string::npos) std::abort();
}

void check(const ngc::ImageRecord& record) {
  check_name(record.space.org);
  if (!record.space.team.empty()) check_name(record.space.team);
  check_name(record.name);
  for (const std::string& tag : record.tags) check_name(tag);
  if (!record.latest_tag.empty()) check_name(record.latest_tag);
  check_text(record.display_name);
  check_text(record.updated);
  for (const std::string& product : record.products) check_text(product);
}

void check(const ngc::ImagePlatform& platform) {
  check_text(platform.os);
  check_text(platform.text());
}

void check_digest(const std::string& digest) {
  if (digest.size() != 71 || digest.substr(0, 7) != "sha256:") std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto& list : {ngc::parse_images(text, {"acme", ""}), ngc::parse_image_search(text)}) {
    if (!list) continue;
    for (const ngc::ImageRecord& record : *list) check(record);
  }
  if (const auto record = ngc::parse_image_record(text, {"acme", "zoom"})) check(*record);
  if (const auto tags = ngc::parse_tags(text)) {
    for (const std::string& tag : *tags) check_name(tag);
  }
  if (const auto manifest = ngc::parse_manifest(text)) {
    if (manifest->children.empty()) check_digest(manifest->config);
    for (const auto& child : manifest->children) {
      check_digest(child.digest);
      check(child.platform);
    }
  }
  if (const auto platform = ngc::parse_image_config(text)) check(*platform);
  return 0;
}
