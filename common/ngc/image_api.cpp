#include "ngc/image_api.h"

#include <algorithm>
#include <set>
#include <utility>

#include "http/url.h"
#include "ngc/requests.h"
#include "ngc/service_error.h"
#include "registry/server_name.h"

namespace ngcs::ngc {
namespace {

using base::Errc;
using base::Error;

constexpr int kPageSize = 1000;
constexpr int kMaxPages = 10;
constexpr int kMaxTagPages = 100;
constexpr std::size_t kMaxList = std::size_t{8} << 20;
constexpr std::size_t kMaxManifest = std::size_t{4} << 20;

std::string repos_path(const registry::Space& space) {
  return "/v2/org/" + space.org + (space.team.empty() ? "" : "/team/" + space.team) + "/repos";
}

// A 200 of the registry.
base::Result<http::Response> fetch(RegistrySession& registry, const std::string& repository, const std::string& rest,
                                   http::Request request) {
  auto response = registry.get(http::Method::kGet, repository, rest, std::move(request));
  if (!response || response->status == 200) return response;
  return answer_error("GET https://nvcr.io/v2/" + repository + "/" + rest, *response, nullptr);
}

base::Result<Manifest> manifest_of(RegistrySession& registry, const std::string& repository,
                                   const std::string& reference) {
  http::Request request;
  request.max_body = kMaxManifest;
  request.headers.push_back({"Accept",
                             "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, "
                             "application/vnd.docker.distribution.manifest.list.v2+json, "
                             "application/vnd.docker.distribution.manifest.v2+json"});
  const auto response = fetch(registry, repository, "manifests/" + reference, std::move(request));
  if (!response) return response.error();
  return parse_manifest(response->body);
}

}  // namespace

base::Result<std::vector<ImageRecord>> list_images(ApiClient& api, const registry::Space& space) {
  std::vector<ImageRecord> all;
  std::set<std::string> known;
  for (int page = 0; page < kMaxPages; ++page) {
    const std::string path = repos_path(space);
    const auto response =
        api.call({.path = path,
                  .query = "page-size=" + std::to_string(kPageSize) + "&page-number=" + std::to_string(page),
                  .max_body = kMaxList});
    if (!response) return response.error();
    if (response->status != 200) return api.error_of("GET", path, *response);
    auto images = parse_images(response->body, space);
    if (!images) return std::move(images).error();
    // A service that ignores the page's number would give the first one for ever.
    bool fresh = false;
    const std::size_t count = images->size();
    for (ImageRecord& image : *images) {
      if (!known.insert(image.path()).second) continue;
      fresh = true;
      all.push_back(std::move(image));
    }
    if (!fresh || count < kPageSize) break;
  }
  return all;
}

base::Result<std::optional<ImageRecord>> image_record(ApiClient& api, const registry::Space& space,
                                                      const std::string& name) {
  const std::string path = repos_path(space) + "/" + name;
  const auto response = api.get(path, "resolve-labels=true");
  if (!response) return response.error();
  if (response->status == 404) return std::optional<ImageRecord>();
  if (response->status != 200) return api.error_of("GET", path, *response);
  auto record = parse_image_record(response->body, space);
  if (!record) return std::move(record).error();
  return std::optional<ImageRecord>(std::move(*record));
}

base::Result<std::vector<ImageRecord>> catalogue_images(http::Transport& transport, const std::string& org) {
  const std::string base = "https://" + std::string(registry::kApiHost) + "/v2/search/catalog/resources/CONTAINER";
  std::vector<ImageRecord> all;
  std::set<std::string> known;
  for (int page = 0; page < kMaxPages; ++page) {
    http::Request request;
    // Names of orgs hold nothing that JSON would have to escape.
    request.url = base + "?q=" +
                  http::percent_encode("{\"query\":\"orgName:" + org + "\",\"page\":" + std::to_string(page) +
                                       ",\"pageSize\":" + std::to_string(kPageSize) + "}");
    request.headers.push_back({"Accept", "application/json"});
    request.max_body = kMaxList;
    const auto url = http::Url::parse(request.url);
    if (!url) return url.error();
    if (!is_allowed(request.method, *url)) return Error(Errc::kInternal, "the search is not allowed");
    const auto response = transport.send(request);
    if (!response) return response.error();
    if (response->status != 200) return answer_error("GET " + base, *response, nullptr);
    auto images = parse_image_search(response->body);
    if (!images) return std::move(images).error();
    bool fresh = false;
    const std::size_t count = images->size();
    for (ImageRecord& image : *images) {
      if (image.space.org != org || !known.insert(image.path()).second) continue;
      fresh = true;
      all.push_back(std::move(image));
    }
    if (!fresh || count < kPageSize) break;
  }
  return all;
}

base::Result<std::vector<std::string>> image_tags(RegistrySession& registry, const std::string& repository) {
  std::vector<std::string> all;
  std::string rest = "tags/list";
  for (int page = 0; page < kMaxTagPages; ++page) {
    http::Request request;
    request.max_body = kMaxList;
    const auto response = fetch(registry, repository, rest, std::move(request));
    if (!response) return response.error();
    auto tags = parse_tags(response->body);
    if (!tags) return std::move(tags).error();
    const bool fresh = !tags->empty() && (all.empty() || tags->back() != all.back());
    if (fresh) all.insert(all.end(), tags->begin(), tags->end());
    // Where the next page begins is said in our words: the header's address is data from outside.
    if (!fresh || !response->first("Link")) return all;
    rest = "tags/list?n=" + std::to_string(kPageSize) + "&last=" + http::percent_encode(all.back());
  }
  return Error(Errc::kTooLarge, repository + " has more tags than are listed here", "name the tags that are meant");
}

base::Result<std::vector<ImagePlatform>> image_platforms(RegistrySession& registry, const std::string& repository,
                                                         const std::string& reference) {
  auto manifest = manifest_of(registry, repository, reference);
  if (!manifest) return std::move(manifest).error();
  std::vector<ImagePlatform> platforms;
  for (Manifest::Child& child : manifest->children) {
    // One that cannot be read still is an architecture of the image.
    const auto single = manifest_of(registry, repository, child.digest);
    if (single && single->children.empty()) child.platform.size = single->size;
    platforms.push_back(std::move(child.platform));
  }
  if (!platforms.empty()) return platforms;
  const auto config = fetch(registry, repository, "blobs/" + manifest->config, {});
  if (!config) return config.error();
  auto platform = parse_image_config(config->body);
  if (!platform) return std::move(platform).error();
  platform->size = manifest->size;
  platforms.push_back(std::move(*platform));
  return platforms;
}

}  // namespace ngcs::ngc
