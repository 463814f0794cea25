// What the registry tells this key about one image, as text and as JSON.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "images/image_access.h"
#include "json/value.h"
#include "ngc/image_record.h"

namespace ngcs::docker_ngc {

struct TagDetails {
  std::string tag;
  std::vector<ngc::ImagePlatform> platforms;  // empty = could not be read
};

struct ImageDetails {
  std::optional<bool> pull;  // whether the registry gives the credential a token; nothing = not told
  std::optional<std::vector<std::string>> tags;  // nothing = could not be read
  std::optional<TagDetails> shown;               // of `wanted`, else of the latest tag
  std::string problem;                           // why something is missing; empty = nothing is
};

// `record` helps to find the latest tag. `wanted` is a tag or digest; empty = the latest.
[[nodiscard]] ImageDetails details_of(ImageAccess& access, const ngc::ImageRecord& record, const std::string& wanted);

// The tag that is taken for the newest where the service names none: "latest", else the last one.
[[nodiscard]] std::string newest_tag(const ngc::ImageRecord& record, const std::vector<std::string>& tags);

[[nodiscard]] TagDetails tag_details(ImageAccess& access, const std::string& repository, const std::string& tag);

// "amd64, arm64"; "-" where nothing is known.
[[nodiscard]] std::string architectures_text(const std::vector<ngc::ImagePlatform>& platforms);
// "3.2 GB", or "3.1-3.2 GB" over the architectures.
[[nodiscard]] std::string sizes_text(const std::vector<ngc::ImagePlatform>& platforms);
[[nodiscard]] json::Value platforms_json(const std::vector<ngc::ImagePlatform>& platforms);
[[nodiscard]] json::Value tag_json(const TagDetails& tag);

}  // namespace ngcs::docker_ngc
