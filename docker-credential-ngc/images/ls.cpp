#include <algorithm>
#include <utility>

#include "base/text.h"
#include "images/image_commands.h"
#include "images/image_details.h"
#include "images/image_search.h"
#include "ngc/image_api.h"

namespace ngcs::docker_ngc {
namespace {

using base::Errc;
using base::Error;

// Every image, and every tag, takes a few requests.
constexpr std::size_t kMostDetails = 40;

std::string_view word(const std::optional<bool>& pull) {
  if (!pull) return "unknown";
  return *pull ? "yes" : "no";
}

json::Value truth(const std::optional<bool>& value) { return value ? json::Value(*value) : json::Value(nullptr); }

json::Value image_json(const ngc::ImageRecord& image, const ImageDetails& details) {
  return {{"repository", image.path()},
          {"org", image.space.org},
          {"team", json::or_null(image.space.team)},
          {"name", image.name},
          {"displayName", json::or_null(image.display_name)},
          {"updated", json::or_null(image.updated)},
          {"products", image.products},
          {"tags", details.tags ? json::Value(*details.tags) : json::Value(nullptr)},
          {"latest", details.shown ? tag_json(*details.shown) : json::Value(nullptr)},
          {"pull", truth(details.pull)}};
}

json::Value list_images(ImageAccess& access, cli::Output& output, const std::vector<ngc::ImageRecord>& images) {
  json::Value list = json::Value::array();
  std::vector<std::vector<std::string>> rows = {{"REPOSITORY", "TAGS", "LATEST", "ARCHITECTURES", "SIZE", "PULL"}};
  std::size_t asked = 0;
  for (const ngc::ImageRecord& image : images) {
    const ImageDetails details = asked++ < kMostDetails ? details_of(access, image, {}) : ImageDetails();
    const std::vector<ngc::ImagePlatform> none;
    const auto& platforms = details.shown ? details.shown->platforms : none;
    const std::string latest = details.shown ? details.shown->tag : image.latest_tag;
    rows.push_back({image.path(), details.tags ? std::to_string(details.tags->size()) : "-",
                    latest.empty() ? "-" : latest, architectures_text(platforms), sizes_text(platforms),
                    std::string(word(details.pull))});
    list.push_back(image_json(image, details));
  }
  output.table(rows);
  if (images.size() > kMostDetails) {
    output.warn("incomplete", "only the first " + std::to_string(kMostDetails) + " of " +
                                  std::to_string(images.size()) + " images were looked at; name fewer of them");
  }
  return list;
}

base::Result<json::Value> list_tags(ImageAccess& access, cli::Output& output, const ImagePattern& pattern,
                                    const std::vector<ngc::ImageRecord>& images) {
  json::Value list = json::Value::array();
  std::size_t asked = 0;
  for (const ngc::ImageRecord& image : images) {
    auto tags = ngc::image_tags(access.registry(), image.path());
    if (!tags) {
      if (images.size() == 1) return access.explain(tags.error());
      output.warn("incomplete", image.path() + ": " + tags.error().message);
      continue;
    }
    std::erase_if(*tags, [&](const std::string& tag) { return !pattern.matches_tag(tag); });
    json::Value found = json::Value::array();
    std::vector<std::vector<std::string>> rows = {{"TAG", "ARCHITECTURES", "SIZE"}};
    for (const std::string& tag : *tags) {
      const TagDetails details = asked++ < kMostDetails ? tag_details(access, image.path(), tag) : TagDetails{tag, {}};
      rows.push_back({tag, architectures_text(details.platforms), sizes_text(details.platforms)});
      found.push_back(tag_json(details));
    }
    if (images.size() > 1) output.line(output.styled(image.path(), cli::Style::kBold));
    output.table(rows);
    if (&image != &images.back()) output.line();
    list.push_back({{"repository", image.path()}, {"tags", std::move(found)}});
  }
  if (asked > kMostDetails) {
    output.warn("incomplete", "only the first " + std::to_string(kMostDetails) + " of " + std::to_string(asked) +
                                  " tags were looked at; name fewer of them");
  }
  return list;
}

// An image that is named as a whole need not be listed anywhere: the registry is asked for it.
bool names_one_image(const ImagePattern& pattern) {
  return !pattern.org().empty() && pattern.path.find_first_of("*?[") == std::string::npos;
}

}  // namespace

cli::ExitCode run_ls(commands::Session& session, cli::Output& output, const LsOptions& options) {
  const auto pattern = parse_pattern(options.pattern);
  if (!pattern) return output.fail("ls", pattern.error());
  auto access = ImageAccess::open(session, output, {pattern->org(), pattern->team()}, options.profile);
  if (!access) return output.fail("ls", access.error());
  std::vector<ngc::ImageRecord> images;
  if (names_one_image(*pattern)) {
    const auto image = registry::parse_image(pattern->path, true);
    if (!image) return output.fail("ls", Error(Errc::kUsage, image.error().message, image.error().hint));
    ngc::ImageRecord record;
    record.space = image->space;
    record.name = image->name;
    images.push_back(std::move(record));
  } else {
    auto found = find_images(**access, output, *pattern);
    if (!found) return output.fail("ls", found.error());
    images = std::move(*found);
  }
  if (pattern->tags.empty()) {
    if (images.empty()) output.note("no image matches");
    json::Value list = images.empty() ? json::Value::array() : list_images(**access, output, images);
    return output.succeed("ls", {{"images", std::move(list)}});
  }
  if (images.empty()) return output.fail("ls", Error(Errc::kNotFound, "no image matches " + pattern->path));
  auto list = list_tags(**access, output, *pattern, images);
  if (!list) return output.fail("ls", list.error());
  return output.succeed("ls", {{"images", std::move(*list)}});
}

}  // namespace ngcs::docker_ngc
