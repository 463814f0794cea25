#include "ngc/requests.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "registry/server_name.h"

namespace ngcs::ngc {
namespace {

struct AllowedRequest {
  http::Method method;
  std::string_view host;
  std::string_view path;  // "*" is one segment: a name
};

// Sources: docs/wire.md, "API requests", "Charts" and "Images".
constexpr std::array<AllowedRequest, 33> kAllowed = {{
    {http::Method::kGet, registry::kAuthnHost, "/token"},
    {http::Method::kGet, registry::kApiHost, "/v2/users/me"},
    {http::Method::kGet, registry::kApiHost, "/v2/orgs"},
    {http::Method::kGet, registry::kApiHost, "/v2/org/*/teams"},
    {http::Method::kPost, registry::kApiHost, "/v3/keys/get-caller-info"},
    {http::Method::kPost, registry::kApiHost, "/v3/keys/get-sak-info"},
    {http::Method::kGet, registry::kApiHost, "/v2/org/*/helm-charts"},
    {http::Method::kPost, registry::kApiHost, "/v2/org/*/helm-charts"},
    {http::Method::kGet, registry::kApiHost, "/v2/org/*/helm-charts/*"},
    {http::Method::kPatch, registry::kApiHost, "/v2/org/*/helm-charts/*"},
    {http::Method::kDelete, registry::kApiHost, "/v2/org/*/helm-charts/*"},
    {http::Method::kGet, registry::kApiHost, "/v2/org/*/helm-charts/*/versions"},
    {http::Method::kGet, registry::kApiHost, "/v2/org/*/helm-charts/*/versions/*"},
    {http::Method::kDelete, registry::kApiHost, "/v2/org/*/helm-charts/*/versions/*"},
    {http::Method::kGet, registry::kApiHost, "/v2/org/*/helm-charts/*/versions/*/files"},
    {http::Method::kGet, registry::kApiHost, "/v2/org/*/team/*/helm-charts"},
    {http::Method::kPost, registry::kApiHost, "/v2/org/*/team/*/helm-charts"},
    {http::Method::kGet, registry::kApiHost, "/v2/org/*/team/*/helm-charts/*"},
    {http::Method::kPatch, registry::kApiHost, "/v2/org/*/team/*/helm-charts/*"},
    {http::Method::kDelete, registry::kApiHost, "/v2/org/*/team/*/helm-charts/*"},
    {http::Method::kGet, registry::kApiHost, "/v2/org/*/team/*/helm-charts/*/versions"},
    {http::Method::kGet, registry::kApiHost, "/v2/org/*/team/*/helm-charts/*/versions/*"},
    {http::Method::kDelete, registry::kApiHost, "/v2/org/*/team/*/helm-charts/*/versions/*"},
    {http::Method::kGet, registry::kApiHost, "/v2/org/*/team/*/helm-charts/*/versions/*/files"},
    {http::Method::kGet, registry::kApiHost, "/v2/helm-charts/*/*/versions"},
    {http::Method::kGet, registry::kApiHost, "/v2/helm-charts/*/*/*/versions"},
    {http::Method::kGet, registry::kApiHost, "/v2/org/*/repos"},
    {http::Method::kGet, registry::kApiHost, "/v2/org/*/repos/*"},
    {http::Method::kGet, registry::kApiHost, "/v2/org/*/team/*/repos"},
    {http::Method::kGet, registry::kApiHost, "/v2/org/*/team/*/repos/*"},
    {http::Method::kGet, registry::kApiHost, "/v2/search/catalog/resources/CONTAINER"},
    {http::Method::kPost, registry::kHelmHost, "/api/*/charts"},
    {http::Method::kPost, registry::kHelmHost, "/api/*/*/charts"},
}};

bool is_name(std::string_view segment) {
  return !segment.empty() && segment != "." && segment != ".." &&
         std::all_of(segment.begin(), segment.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
                  c == '_' || c == '+';  // a chart's version has it before its build metadata
         });
}

bool matches(std::string_view pattern, std::string_view path) {
  const auto wanted = base::split(pattern, '/');
  const auto given = base::split(path, '/');
  return std::equal(
      wanted.begin(), wanted.end(), given.begin(), given.end(),
      [](std::string_view want, std::string_view have) { return want == "*" ? is_name(have) : want == have; });
}

// What a person may change by hand.
constexpr std::array<std::string_view, 5> kArtifacts = {"helm-charts", "repos", "models", "resources", "collections"};

// Words of paths that make, show, renew or revoke keys and tokens.
bool speaks_of_keys(std::string_view segment) {
  const std::string word = base::lower(segment);
  return word.find("key") != std::string::npos || word.find("token") != std::string::npos ||
         word.find("secret") != std::string::npos || word.find("credential") != std::string::npos;
}

bool is_artifact(const std::vector<std::string_view>& parts, std::size_t at) {
  return at < parts.size() && std::find(kArtifacts.begin(), kArtifacts.end(), parts[at]) != kArtifacts.end();
}

// {"v2", "org", ORG, ["team", TEAM,] ARTIFACTS, …}
bool speaks_of_artifacts(const std::vector<std::string_view>& parts) {
  if (parts.size() < 4 || parts[0] != "v2" || parts[1] != "org") return false;
  return is_artifact(parts, 3) || (parts.size() >= 6 && parts[3] == "team" && is_artifact(parts, 5));
}

}  // namespace

bool is_allowed_by_hand(http::Method method, const http::Url& url) {
  if (url.port() != 443 || url.host() != registry::kApiHost) return false;
  auto parts = base::split(url.path(), '/');
  parts.erase(parts.begin());  // before the first slash
  if (!std::all_of(parts.begin(), parts.end(), is_name)) return false;
  if (speaks_of_artifacts(parts)) return true;
  if (method != http::Method::kGet && method != http::Method::kHead) return false;
  return parts.size() >= 2 && (parts[0] == "v2" || parts[0] == "v3") &&
         std::none_of(parts.begin(), parts.end(), speaks_of_keys);
}

bool is_allowed(http::Method method, const http::Url& url) {
  return url.port() == 443 && std::any_of(kAllowed.begin(), kAllowed.end(), [&](const AllowedRequest& request) {
           return request.method == method && request.host == url.host() && matches(request.path, url.path());
         });
}

}  // namespace ngcs::ngc
