#include "diagnose/target_forms.h"

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>

#include "base/text.h"
#include "diagnose/redact_text.h"
#include "http/url.h"
#include "ngc/helm_url.h"
#include "registry/server_name.h"

namespace ngcs::diagnose {
namespace {

using base::Errc;
using base::Error;
using Kind = Target::Kind;

constexpr std::string_view kForms =
    "images are at nvcr.io/ORG[/TEAM]/NAME, charts at https://helm.ngc.nvidia.com/ORG[/TEAM]";
constexpr std::array<std::string_view, 3> kWebHosts = {"ngc.nvidia.com", "catalog.ngc.nvidia.com",
                                                       "org.ngc.nvidia.com"};

Error refuse(std::string_view word, std::string_view why, std::string_view hint = kForms) {
  return {Errc::kInvalidInput, "'" + shown_word(word) + "' " + std::string(why), std::string(hint)};
}

bool is_web_host(std::string_view host) {
  return std::find(kWebHosts.begin(), kWebHosts.end(), host) != kWebHosts.end();
}

Target target_of(Kind kind, const Address& address) {
  Target target;
  target.kind = kind;
  target.typed = shown_word(address.shown);
  return target;
}

// Display names of orgs hold blanks inside; for the rules of names these count as '_'.
std::string standing_in(std::string_view path) {
  std::string text(path);
  const std::string_view org = path.substr(0, path.find('/'));
  if (base::trim(org).size() != org.size()) return text;
  std::replace(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(org.size()), ' ', '_');
  return text;
}

base::Result<registry::Space> parse_loose_space(std::string_view path) {
  if (path.starts_with(' ') || path.ends_with(' ')) return refuse(path, "is no org");
  auto space = registry::parse_space(standing_in(path));
  if (!space) return space;
  space->org = std::string(path.substr(0, path.find('/')));
  return space;
}

std::string_view without_end_slashes(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  return path;
}

// "ORG[/TEAM]/NAME[:TAG][@DIGEST]"
base::Result<Target> parse_image_path(std::string_view path, Target target) {
  const auto image =
      registry::parse_image(std::string(registry::kRegistryHost) + "/" + standing_in(path), /*host_optional=*/false);
  if (!image) return Error(image.error());
  target.space = {std::string(path.substr(0, path.find('/'))), image->space.team};
  target.name = image->name;
  target.reference = image->digest.empty() ? image->tag : image->digest;
  return target;
}

// "repository:ORG[/TEAM]/NAME:pull" of a token request, encoded or not.
std::optional<std::string> repository_in_scope(std::string_view query) {
  for (const auto& [name, value] : http::query_parameters(query)) {
    if (name != "scope") continue;
    const std::string scope = http::percent_decode(value);
    constexpr std::string_view kPrefix = "repository:";
    const std::size_t end = scope.rfind(':');
    if (scope.rfind(kPrefix, 0) != 0 || end < kPrefix.size()) continue;
    return scope.substr(kPrefix.size(), end - kPrefix.size());
  }
  return std::nullopt;
}

// The registry's own requests, as they stand in messages: "/v2/PATH/manifests/REF", "/proxy_auth?scope=…".
std::optional<base::Result<Target>> parse_request_path(const Address& address, const Target& empty) {
  const std::vector<std::string_view> parts = address.segments();
  if (parts.empty()) return std::nullopt;
  const bool token =
      parts.size() == 1 && !address.query.empty() && (parts.front() == "proxy_auth" || parts.front() == "token");
  if (token) {
    if (const auto path = repository_in_scope(address.query)) return parse_image_path(*path, empty);
    return empty;
  }
  if (parts.front() != "v2" || address.scheme.empty()) return std::nullopt;
  if (parts.size() == 1) return empty;
  std::size_t verb = parts.size();
  for (std::size_t at = 2; at < parts.size(); ++at) {
    if (parts[at] == "manifests" || parts[at] == "blobs" || parts[at] == "tags") verb = at;
  }
  std::string path;
  for (std::size_t at = 1; at < verb; ++at) path += (path.empty() ? "" : "/") + std::string(parts[at]);
  if (verb + 1 < parts.size() && parts[verb] == "manifests") {
    path += (parts[verb + 1].find(':') == std::string_view::npos ? ":" : "@") + std::string(parts[verb + 1]);
  }
  return parse_image_path(path, empty);
}

base::Result<Target> parse_registry(const Address& address) {
  const bool oci = address.scheme == "oci";
  Target target = target_of(Kind::kImage, address);
  if (!address.port.empty() && address.port != "443") {
    return refuse(address.shown, "is at another port than nvcr.io answers at: leave ':" + address.port + "' out");
  }
  if (auto request = parse_request_path(address, target)) {
    if (*request && (*request)->name.empty()) (*request)->kind = Kind::kSpace;
    return std::move(*request);
  }
  const std::vector<std::string_view> parts = address.segments();
  const std::string_view path = without_end_slashes(address.path);
  if (parts.size() > 1 && (parts.size() > 2 || !address.path.ends_with('/'))) {
    target.kind = oci ? Kind::kOciChart : Kind::kImage;
    return parse_image_path(path, std::move(target));
  }
  target.kind = Kind::kSpace;
  if (parts.empty()) return target;
  if (path.find_first_of(":@") != std::string_view::npos) {
    return refuse(address.shown, "names no org", "write nvcr.io/ORG[/TEAM]/NAME[:TAG]");
  }
  auto space = parse_loose_space(path);
  if (!space) return Error(space.error());
  target.space = std::move(*space);
  return target;
}

// What a path on Helm's host is: "[api/]ORG[/TEAM][/index.yaml|/charts[/FILE]]"
struct HelmPath {
  std::vector<std::string_view> space;
  std::string file;
  bool index = false;
  bool plain = true;  // nothing but a space, an index or a chart
};

HelmPath read_helm_path(const Address& address) {
  HelmPath path;
  path.space = address.segments();
  auto& parts = path.space;
  const bool api = !parts.empty() && parts.front() == "api";
  if (api) parts.erase(parts.begin());
  if (!parts.empty() && parts.back() == "index.yaml") {
    path.index = true;
    parts.pop_back();
  } else if (parts.size() >= 2 && parts[parts.size() - 2] == "charts" && ngc::is_chart_file(parts.back())) {
    path.file = parts.back();
    parts.resize(parts.size() - 2);
  } else if (const auto charts = std::find(parts.begin(), parts.end(), "charts"); charts != parts.end()) {
    path.plain = false;
    parts.erase(charts, parts.end());
  }
  // Downloads are served below /api, too; indexes are not.
  if ((api && path.file.empty()) || parts.empty() || parts.size() > 2) path.plain = false;
  if (std::find(parts.begin(), parts.end(), "") != parts.end()) path.plain = false;
  return path;
}

base::Result<Target> parse_helm_host(const Address& address, bool repository_only) {
  HelmPath path = read_helm_path(address);
  Target target = target_of(Kind::kHelmRepository, address);
  const bool scheme_fits = address.scheme == "https" || (address.scheme.empty() && !repository_only);
  const bool port_fits = address.port.empty() || address.port == "443";
  bool fits = path.plain && scheme_fits && port_fits && address.query.empty();
  if (repository_only && (path.index || !path.file.empty())) fits = false;

  std::erase(path.space, std::string_view());
  std::string joined;
  for (std::size_t at = 0; at < path.space.size() && at < 2; ++at) {
    joined += (joined.empty() ? "" : "/") + std::string(path.space[at]);
  }
  if (auto space = parse_loose_space(joined)) {
    target.space = std::move(*space);
  } else if (fits) {
    return Error(space.error());
  }
  if (!fits) {
    target.kind = Kind::kHelmForm;
    return target;
  }
  if (path.file.empty()) return target;
  target.kind = Kind::kHelmChart;
  std::tie(target.name, target.reference) = split_chart_file(path.file);
  return target;
}

base::Result<Target> parse_ngc_place(const Address& address, bool repository_only) {
  // Its org is where other addresses have their host.
  const std::string_view rest = std::string_view(address.shown).substr(ngc::kNgcScheme.size());
  if (address.user_part) return refuse(address.shown, "holds a user name or password", "write ngc://ORG[/TEAM]");
  const std::string_view query = rest.substr(std::min(rest.find('?'), rest.size()));
  std::string path(rest.substr(0, rest.size() - query.size()));
  const std::string org = path.substr(0, path.find('/'));
  const auto place = ngc::parse_ngc_url(std::string(ngc::kNgcScheme) + standing_in(path) + std::string(query));
  if (!place) return Error(place.error());
  Target target = target_of(Kind::kHelmRepository, address);
  target.space = {org, place->space.team};
  target.profile = place->profile;
  if (place->kind == ngc::HelmUrl::Kind::kIndex) return target;
  target.kind = repository_only ? Kind::kHelmForm : Kind::kHelmChart;
  std::tie(target.name, target.reference) = split_chart_file(place->chart_file());
  return target;
}

bool is_chart_name(std::string_view name) {
  return !name.empty() && name.front() != '.' && ngc::is_chart_file(std::string(name) + "-0.tgz");
}

bool is_version(std::string_view version) {
  return !version.empty() && version.size() <= 128 &&
         std::all_of(version.begin(), version.end(), [](char c) { return c >= 0x20 && c < 0x7f && c != '/'; });
}

}  // namespace

std::string shown_word(std::string_view word) {
  return base::printable(redact_text(word.substr(0, kMaxAddressBytes)), 300);
}

base::Result<std::string_view> checked_word(std::string_view word) {
  const std::string_view trimmed = base::trim(word);
  if (trimmed.empty()) return Error{Errc::kInvalidInput, "the target is empty", std::string(kForms)};
  if (trimmed.size() > kMaxAddressBytes) return refuse(trimmed.substr(0, 40), "… is longer than any address");
  if (!base::valid_utf8(trimmed) || base::has_control(trimmed)) return refuse(trimmed, "holds control characters");
  return trimmed;
}

bool is_target_host(std::string_view host) {
  return host == registry::kRegistryHost || host == registry::kHelmHost || is_web_host(host);
}

std::pair<std::string, std::string> split_chart_file(std::string_view file) {
  for (const std::string_view ending : {std::string_view(".prov"), std::string_view(".tgz")}) {
    if (file.ends_with(ending)) file.remove_suffix(ending.size());
  }
  // NVIDIA's pattern: the name holds letters, digits, '-' and '_'; the version starts with "v" or a digit. The last
  // place that fits counts, as with its greedy expression. Source: github.com/NVIDIA/nvcf NgcArtifactRegistryClient.
  std::size_t place = std::string_view::npos;
  for (std::size_t at = 1; at < file.size() && file[at] != '.'; ++at) {  // a name has one character at least
    if (file[at] != '-') continue;
    std::string_view version = file.substr(at + 1);
    if (version.starts_with('v')) version.remove_prefix(1);
    if (!version.empty() && version.front() >= '0' && version.front() <= '9') place = at;
  }
  if (place == std::string_view::npos) return {std::string(file), {}};
  return {std::string(file.substr(0, place)), std::string(file.substr(place + 1))};
}

base::Result<Target> parse_address_target(const Address& address) {
  if (address.scheme == "ngc") return parse_ngc_place(address, /*repository_only=*/false);
  if (is_web_host(address.host)) return target_of(Kind::kWebHost, address);
  const bool web = address.scheme.empty() || address.scheme == "https" || address.scheme == "http";
  if (address.host == registry::kHelmHost && (web || address.scheme == "oci")) {
    return parse_helm_host(address, /*repository_only=*/false);
  }
  if (address.host == registry::kRegistryHost && (web || address.scheme == "oci" || address.scheme == "docker")) {
    return parse_registry(address);
  }
  if (!is_target_host(address.host)) {
    return refuse(address.shown, "is at '" + shown_word(address.host) + "', which serves no images or charts of NGC");
  }
  return refuse(address.shown,
                "is no address of images or charts: nothing is read at '" + shown_word(address.scheme) + "://'");
}

base::Result<Target> parse_repository_url(std::string_view url) {
  const Address address = split_address(url);
  if (address.scheme == "ngc") return parse_ngc_place(address, /*repository_only=*/true);
  if (address.host == registry::kHelmHost) return parse_helm_host(address, /*repository_only=*/true);
  if (is_web_host(address.host)) return target_of(Kind::kWebHost, address);
  if (address.host == registry::kRegistryHost && address.scheme == "oci") return parse_registry(address);
  return refuse(address.shown, "is no Helm repository of NGC", "they are at https://helm.ngc.nvidia.com/ORG[/TEAM]");
}

base::Result<Target> find_repository(std::string_view name, const RepositoryList& repositories) {
  const auto found = std::find_if(repositories.begin(), repositories.end(),
                                  [&](const auto& repository) { return repository.first == name; });
  if (found == repositories.end()) {
    return Error{Errc::kNotFound, "Helm has no repository called '" + shown_word(name) + "'",
                 "'helm repo list' shows their names"};
  }
  auto target = parse_repository_url(found->second);
  if (!target) {
    return Error{Errc::kInvalidInput,
                 "Helm's repository '" + shown_word(name) + "' is at " +
                     shown_word(split_address(found->second).shown) + ", which is not NGC's",
                 std::string(kForms)};
  }
  target->repository = base::printable(name, 128);
  target->typed = shown_word(name);
  return target;
}

base::Result<Target> chart_in(Target repository, std::string_view word) {
  const std::string clean = redact_text(word);
  const std::string_view chart = clean;
  const std::size_t colon = chart.find(':');
  const std::string_view name = chart.substr(0, colon);
  if (!is_chart_name(name)) return refuse(chart, "is no name of a chart", "write CHART or CHART:VERSION");
  if (repository.kind == Kind::kSpace) {
    // A chart below oci://nvcr.io/ORG[/TEAM].
    repository.kind = Kind::kOciChart;
  } else if (repository.kind != Kind::kHelmRepository) {
    return repository;
  } else {
    repository.kind = Kind::kHelmChart;
  }
  repository.name = name;
  if (colon != std::string_view::npos) {
    if (!is_version(chart.substr(colon + 1))) return refuse(chart, "names no version", "write CHART or CHART:VERSION");
    repository.reference = chart.substr(colon + 1);
  }
  return repository;
}

base::Result<Target> parse_chart_path(std::string_view word) {
  const std::string clean = redact_text(word);
  const std::string_view text = clean;
  const std::size_t colon = text.find(':');
  const std::size_t slash = text.substr(0, colon).rfind('/');
  if (slash == std::string_view::npos) {
    return refuse(text, "names no org", "write ORG/[TEAM/]CHART[:VERSION]");
  }
  auto space = parse_loose_space(text.substr(0, slash));
  if (!space) return Error(space.error());
  Target target;
  target.kind = Kind::kHelmRepository;
  target.typed = shown_word(text);
  target.space = std::move(*space);
  return chart_in(std::move(target), text.substr(slash + 1));
}

}  // namespace ngcs::diagnose
