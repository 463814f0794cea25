#include "ngc/helm_url.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.h"
#include "http/url.h"
#include "registry/server_name.h"

namespace ngcs::ngc {
namespace {

using base::Errc;
using base::Error;

constexpr std::string_view kForms = "write ngc://ORG[/TEAM], or with /index.yaml or /charts/NAME-VERSION.tgz behind it";
constexpr std::string_view kProvenance = ".prov";
constexpr std::string_view kArchive = ".tgz";

Error refuse(std::string_view text, std::string_view why) {
  return {Errc::kInvalidInput, "'" + base::printable(text, 200) + "' is no chart address of NGC: " + std::string(why),
          std::string(kForms)};
}

bool is_profile(std::string_view name) {
  return !name.empty() && name.size() <= 128 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
}

// "ORG[/TEAM][/index.yaml|/charts/FILE]"
base::Result<HelmUrl> parse_path(std::string_view whole, std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  std::vector<std::string_view> parts = base::split(path, '/');
  HelmUrl url;
  if (parts.size() >= 2 && parts.back() == "index.yaml") {
    parts.pop_back();
  } else if (parts.size() >= 3 && parts[parts.size() - 2] == "charts") {
    url.file = http::percent_decode(parts.back());
    if (!is_chart_file(url.file)) return refuse(whole, "the file is not called NAME-VERSION.tgz");
    url.kind = url.file.ends_with(kProvenance) ? HelmUrl::Kind::kProvenance : HelmUrl::Kind::kChart;
    parts.resize(parts.size() - 2);
  } else if (parts.size() == 2 && parts.front() == "charts") {
    return refuse(whole, "it names no org");
  }
  if (parts.size() > 2) return refuse(whole, "more than an org and a team stand before the file");
  auto space = registry::parse_space(parts.size() == 2 ? std::string(parts[0]) + "/" + std::string(parts[1])
                                                       : std::string(parts[0]));
  if (!space) return refuse(whole, space.error().message);
  // parse_space() takes blanks off: "index.yaml " would be a team that no address can name again.
  if (path.find_first_of(" \t\r\n") != std::string_view::npos) return refuse(whole, "a blank stands in it");
  // On the host this is where uploads go, for every org.
  if (space->org == "api") return refuse(whole, "'api' is no org");
  url.space = std::move(*space);
  return url;
}

// Helm appends ".prov" to the whole URL, so it can stand behind the profile.
std::optional<Error> take_query(std::string_view whole, std::string_view query, HelmUrl& url) {
  for (const auto& [name, encoded] : http::query_parameters(query)) {
    if (name != "profile") return refuse(whole, "it has a query other than profile=NAME");
    if (!url.profile.empty()) return refuse(whole, "it names two profiles");
    std::string value = http::percent_decode(encoded);
    if (url.kind == HelmUrl::Kind::kChart && value.ends_with(kProvenance)) {
      value.resize(value.size() - kProvenance.size());
      url.file += kProvenance;
      url.kind = HelmUrl::Kind::kProvenance;
    }
    if (!is_profile(value)) return refuse(whole, "the profile's name holds other characters than profiles do");
    url.profile = std::move(value);
  }
  return std::nullopt;
}

std::string text_of(const registry::Space& space) { return space.path(); }

}  // namespace

bool is_chart_file(std::string_view name) noexcept {
  if (name.size() > 255 || name.empty() || name.front() == '.') return false;
  const std::string_view archive =
      name.ends_with(kProvenance) ? name.substr(0, name.size() - kProvenance.size()) : name;
  if (!archive.ends_with(kArchive) || archive.size() == kArchive.size()) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-' || c == '+';
  });
}

std::string HelmUrl::https_url() const {
  std::string url = "https://" + std::string(registry::kHelmHost) + "/" + text_of(space);
  return url + (kind == Kind::kIndex ? "/index.yaml" : "/charts/" + file);
}

std::string HelmUrl::repository() const {
  std::string url = std::string(kNgcScheme) + text_of(space);
  if (!profile.empty()) url += "?profile=" + http::percent_encode(profile);
  return url;
}

std::string HelmUrl::chart_file() const {
  return kind == Kind::kProvenance ? file.substr(0, file.size() - kProvenance.size()) : file;
}

base::Result<HelmUrl> parse_ngc_url(std::string_view text) {
  const std::string_view whole = base::trim(text);
  if (whole.size() > http::Url::kMaxBytes || !base::valid_utf8(whole) || base::has_control(whole)) {
    return refuse(whole, "it is too long or holds control characters");
  }
  if (!base::istarts_with(whole, kNgcScheme)) return refuse(whole, "it does not start with ngc://");
  std::string_view rest = whole.substr(kNgcScheme.size());
  std::string_view query;
  if (const std::size_t mark = rest.find('?'); mark != std::string_view::npos) {
    query = rest.substr(mark + 1);
    rest = rest.substr(0, mark);
  }
  if (rest.empty() || rest == "/") return refuse(whole, "it names no org");
  if (rest.find('@') != std::string_view::npos) {
    return refuse(ngc::kNgcScheme, "user names and passwords have no place in it");
  }
  auto url = parse_path(whole, rest);
  if (!url) return url;
  if (auto error = take_query(whole, query, *url)) return std::move(*error);
  return url;
}

base::Result<HelmUrl> parse_helm_https_url(std::string_view text) {
  const auto web = http::Url::parse(base::trim(text));
  if (!web) return web.error();
  if (web->host() != registry::kHelmHost || web->port() != 443) {
    return refuse(web->without_query(), "the host is another one");
  }
  if (!web->query().empty()) return refuse(web->without_query(), "it has a query");
  std::string_view path = web->path();
  path.remove_prefix(1);
  if (path.starts_with("api/")) path.remove_prefix(4);
  if (path.empty()) return refuse(web->without_query(), "it names no org");
  return parse_path(web->without_query(), path);
}

}  // namespace ngcs::ngc
