#include "ngc/chart_api.h"

#include <algorithm>
#include <utility>

#include "ngc/chart_error.h"
#include "ngc/chart_json.h"
#include "ngc/requests.h"
#include "ngc/service_error.h"
#include "registry/server_name.h"

namespace ngcs::ngc {
namespace {

using base::Errc;
using base::Error;

constexpr int kPageSize = 500;
constexpr int kMaxPages = 20;

std::string charts_path(const registry::Space& space) {
  return "/v2/org/" + space.org + (space.team.empty() ? "" : "/team/" + space.team) + "/helm-charts";
}
std::string chart_path(const registry::Space& space, const std::string& name) {
  return charts_path(space) + "/" + name;
}

std::string page_query(int page) {
  return "page-size=" + std::to_string(kPageSize) + "&page-number=" + std::to_string(page);
}

ChartAction action_of(http::Method method) {
  switch (method) {
    case http::Method::kGet:
    case http::Method::kHead:
      return ChartAction::kRead;
    case http::Method::kDelete:
      return ChartAction::kRemove;
    default:
      return ChartAction::kWrite;
  }
}

// "/v2/org/ORG/team/TEAM/…" -> "ORG/TEAM".
std::string space_of(std::string_view path) {
  constexpr std::string_view kStart = "/v2/org/";
  if (!path.starts_with(kStart)) return {};
  path.remove_prefix(kStart.size());
  std::string space(path.substr(0, path.find('/')));
  path.remove_prefix(std::min(path.size(), space.size()));
  if (path.starts_with("/team/")) {
    path.remove_prefix(6);
    space += "/" + std::string(path.substr(0, path.find('/')));
  }
  return space;
}

// Asks page after page until one is the last, empty, or holds nothing new: a service that ignores the page's number
// would give the first one for ever.
template <typename Item, typename Ask, typename Same>
base::Result<std::optional<std::vector<Item>>> all_pages(Ask ask, Same same) {
  std::vector<Item> all;
  for (int number = 0; number < kMaxPages; ++number) {
    auto page = ask(number);
    if (!page) return page.error();
    if (!*page) return std::optional<std::vector<Item>>();
    bool fresh = false;
    for (Item& item : (**page).items) {
      const bool known = std::any_of(all.begin(), all.end(), [&](const Item& other) { return same(other, item); });
      if (known) continue;
      all.push_back(std::move(item));
      fresh = true;
    }
    if ((**page).last || !fresh) break;
  }
  return std::optional<std::vector<Item>>(std::move(all));
}

}  // namespace

base::Result<std::optional<std::string>> ChartApi::ask(const Question& question) {
  auto response =
      api_.call({.method = question.method, .path = question.path, .query = question.query, .body = question.body});
  if (!response) return response.error();
  if (response->status >= 200 && response->status < 300) return std::optional<std::string>(std::move(response->body));
  if (response->status == 404) return std::optional<std::string>();
  return chart_error(api_.error_of(http::method_name(question.method), question.path, *response),
                     action_of(question.method), space_of(question.path));
}

base::Result<std::vector<ChartRecord>> ChartApi::list(const registry::Space& space) {
  auto all = all_pages<ChartRecord>(
      [&](int number) -> base::Result<std::optional<Page<ChartRecord>>> {
        const auto body = ask({.path = charts_path(space), .query = page_query(number)});
        if (!body) return body.error();
        if (!*body) return std::optional<Page<ChartRecord>>();
        auto page = parse_charts(**body, space);
        if (!page) return page.error();
        return std::optional<Page<ChartRecord>>(std::move(*page));
      },
      [](const ChartRecord& a, const ChartRecord& b) { return a.name == b.name && a.space == b.space; });
  if (!all) return all.error();
  if (!*all) return Error(Errc::kNotFound, "NGC knows no space " + space.path(), {}, 404);
  return std::move(**all);
}

base::Result<std::optional<ChartRecord>> ChartApi::record(const registry::Space& space, const std::string& name) {
  const auto body = ask({.path = chart_path(space, name)});
  if (!body) return body.error();
  if (!*body) return std::optional<ChartRecord>();
  auto record = parse_chart(**body, space);
  if (!record) return record.error();
  return std::optional<ChartRecord>(std::move(*record));
}

base::Result<void> ChartApi::create(const registry::Space& space, const std::string& name, const ChartChange& fields) {
  const auto body = ask({.method = http::Method::kPost, .path = charts_path(space), .body = change_json(name, fields)});
  if (!body) return body.error();
  if (!*body) return Error(Errc::kNotFound, "NGC knows no space " + space.path(), {}, 404);
  return {};
}

base::Result<void> ChartApi::update(const registry::Space& space, const std::string& name, const ChartChange& fields) {
  const auto body =
      ask({.method = http::Method::kPatch, .path = chart_path(space, name), .body = change_json({}, fields)});
  if (!body) return body.error();
  if (!*body) return Error(Errc::kNotFound, "there is no chart " + space.path() + "/" + name, {}, 404);
  return {};
}

base::Result<bool> ChartApi::remove(const registry::Space& space, const std::string& name) {
  const auto body = ask({.method = http::Method::kDelete, .path = chart_path(space, name)});
  if (!body) return body.error();
  return body->has_value();
}

base::Result<std::optional<std::vector<ChartVersion>>> ChartApi::versions(const registry::Space& space,
                                                                          const std::string& name) {
  return all_pages<ChartVersion>(
      [&](int number) -> base::Result<std::optional<Page<ChartVersion>>> {
        const auto body = ask({.path = chart_path(space, name) + "/versions", .query = page_query(number)});
        if (!body) return body.error();
        if (!*body) return std::optional<Page<ChartVersion>>();
        auto page = parse_chart_versions(**body);
        if (!page) return page.error();
        return std::optional<Page<ChartVersion>>(std::move(*page));
      },
      [](const ChartVersion& a, const ChartVersion& b) { return a.version == b.version; });
}

base::Result<std::optional<ChartVersion>> ChartApi::version(const registry::Space& space, const std::string& name,
                                                            const std::string& version) {
  const auto body = ask({.path = chart_path(space, name) + "/versions/" + version});
  if (!body) return body.error();
  if (!*body) return std::optional<ChartVersion>();
  auto read = parse_chart_version(**body);
  if (!read) return read.error();
  return std::optional<ChartVersion>(std::move(*read));
}

base::Result<bool> ChartApi::remove_version(const registry::Space& space, const std::string& name,
                                            const std::string& version) {
  const auto body = ask({.method = http::Method::kDelete, .path = chart_path(space, name) + "/versions/" + version});
  if (!body) return body.error();
  return body->has_value();
}

base::Result<std::vector<ChartFile>> ChartApi::files(const registry::Space& space, const std::string& name,
                                                     const std::string& version) {
  const std::string path = chart_path(space, name) + "/versions/" + version + "/files";
  auto all = all_pages<ChartFile>(
      [&](int number) -> base::Result<std::optional<Page<ChartFile>>> {
        const auto body = ask({.path = path, .query = page_query(number)});
        if (!body) return body.error();
        if (!*body) return std::optional<Page<ChartFile>>();
        auto page = parse_chart_files(**body);
        if (!page) return page.error();
        return std::optional<Page<ChartFile>>(std::move(*page));
      },
      [](const ChartFile& a, const ChartFile& b) { return a.path == b.path; });
  if (!all) return all.error();
  if (!*all) {
    return Error(Errc::kNotFound, "there is no version " + space.path() + "/" + name + ":" + version, {}, 404);
  }
  return std::move(**all);
}

base::Result<std::optional<std::vector<ChartVersion>>> public_chart_versions(http::Transport& transport,
                                                                             const registry::Space& space,
                                                                             const std::string& name) {
  http::Request request;
  request.url =
      "https://" + std::string(registry::kApiHost) + "/v2/helm-charts/" + space.path() + "/" + name + "/versions";
  request.headers.push_back({"Accept", "application/json"});
  request.max_body = std::size_t{4} << 20;
  const auto url = http::Url::parse(request.url);
  if (!url) return url.error();
  if (!is_allowed(request.method, *url)) return Error(Errc::kForbiddenHost, "that is no name of a chart");
  const auto response = transport.send(request);
  if (!response) return response.error();
  if (response->status == 404) return std::optional<std::vector<ChartVersion>>();
  if (response->status != 200) {
    return chart_error(answer_error("GET " + request.url, *response, nullptr), ChartAction::kRead, space.path());
  }
  auto page = parse_chart_versions(response->body);
  if (!page) return page.error();
  return std::optional<std::vector<ChartVersion>>(std::move(page->items));
}

}  // namespace ngcs::ngc
