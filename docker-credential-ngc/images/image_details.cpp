#include "images/image_details.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "cli/progress.h"
#include "ngc/image_api.h"

namespace ngcs::docker_ngc {

std::string newest_tag(const ngc::ImageRecord& record, const std::vector<std::string>& tags) {
  if (!record.latest_tag.empty()) return record.latest_tag;
  if (std::find(tags.begin(), tags.end(), "latest") != tags.end()) return "latest";
  return tags.empty() ? std::string() : tags.back();
}

TagDetails tag_details(ImageAccess& access, const std::string& repository, const std::string& tag) {
  auto platforms = ngc::image_platforms(access.registry(), repository, tag);
  return {tag, platforms ? std::move(*platforms) : std::vector<ngc::ImagePlatform>()};
}

ImageDetails details_of(ImageAccess& access, const ngc::ImageRecord& record, const std::string& wanted) {
  ImageDetails details;
  const auto token = access.registry().token(record.path(), "pull");
  if (!token) {
    const int status = token.error().detail;
    if (status == 401 || status == 402 || status == 403) details.pull = false;
    details.problem = token.error().message;
    return details;
  }
  details.pull = true;
  auto tags = ngc::image_tags(access.registry(), record.path());
  if (!tags) {
    // Where a token opens nothing: a region, or a repository that is not there.
    if (tags.error().detail == 451) details.pull = false;
    details.problem = tags.error().message;
    return details;
  }
  details.tags = std::move(*tags);
  const std::string tag = wanted.empty() ? newest_tag(record, *details.tags) : wanted;
  if (!tag.empty()) details.shown = tag_details(access, record.path(), tag);
  return details;
}

std::string architectures_text(const std::vector<ngc::ImagePlatform>& platforms) {
  std::string text;
  for (const ngc::ImagePlatform& platform : platforms) {
    text += (text.empty() ? "" : ", ") + base::printable(platform.text(), 40);
  }
  return text.empty() ? "-" : text;
}

std::string sizes_text(const std::vector<ngc::ImagePlatform>& platforms) {
  std::optional<std::uint64_t> least;
  std::optional<std::uint64_t> most;
  for (const ngc::ImagePlatform& platform : platforms) {
    if (!platform.size) continue;
    least = std::min(least.value_or(*platform.size), *platform.size);
    most = std::max(most.value_or(*platform.size), *platform.size);
  }
  if (!least) return "-";
  const std::string low = cli::format_bytes(*least);
  const std::string high = cli::format_bytes(*most);
  return low == high ? low : low + " to " + high;
}

json::Value platforms_json(const std::vector<ngc::ImagePlatform>& platforms) {
  json::Value list = json::Value::array();
  for (const ngc::ImagePlatform& one : platforms) {
    list.push_back({{"os", one.os},
                    {"architecture", one.architecture},
                    {"variant", json::or_null(one.variant)},
                    {"size", one.size ? json::Value(*one.size) : json::Value(nullptr)}});
  }
  return list;
}

json::Value tag_json(const TagDetails& tag) { return {{"tag", tag.tag}, {"platforms", platforms_json(tag.platforms)}}; }

}  // namespace ngcs::docker_ngc
