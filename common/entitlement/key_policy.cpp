#include "entitlement/key_policy.h"

#include <algorithm>

#include "base/text.h"

namespace ngcs::entitlement {
namespace {

bool is_known_scope(std::string_view scope) { return scope == "pull" || scope == "push" || scope == "delete"; }

}  // namespace

std::string_view service_title(std::string_view product) noexcept {
  if (product == kCatalog) return "NGC Catalog";
  if (product == kPrivateRegistry) return "Private Registry";
  return product;
}

bool covers(std::string_view resource, std::string_view path) noexcept {
  if (resource.find('*') == std::string_view::npos) {
    return path == resource || (path.starts_with(resource) && path.size() > resource.size() && !resource.empty() &&
                                path[resource.size()] == '/');
  }
  // The last star is remembered, and taken up again where what follows does not fit.
  std::size_t r = 0;
  std::size_t p = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (p < path.size()) {
    if (r < resource.size() && resource[r] == '*') {
      star = r++;
      resume = p;
    } else if (r < resource.size() && resource[r] == path[p]) {
      ++r;
      ++p;
    } else if (star != std::string_view::npos) {
      r = star + 1;
      p = ++resume;
    } else {
      return false;
    }
  }
  while (r < resource.size() && resource[r] == '*') ++r;
  return r == resource.size();
}

PolicyAnswer ask_policies(const std::vector<Policy>& policies, std::string_view product, std::string_view path,
                          const std::vector<std::string_view>& scopes) {
  PolicyAnswer answer = PolicyAnswer::kNoProduct;
  bool doubtful = false;
  const auto allows = [&](std::string_view scope) {
    return std::any_of(policies.begin(), policies.end(), [&](const Policy& policy) {
      if (policy.product != product) return false;
      if (answer == PolicyAnswer::kNoProduct) answer = PolicyAnswer::kNoResource;
      const bool covered = std::any_of(policy.resources.begin(), policy.resources.end(),
                                       [&](const std::string& resource) { return covers(resource, path); });
      if (!covered) return false;
      answer = PolicyAnswer::kNoScope;
      if (std::find(policy.scopes.begin(), policy.scopes.end(), scope) != policy.scopes.end()) return true;
      // get-sak-info is documented without scopes (NVIDIA/infra-controller); their words are not.
      doubtful =
          doubtful || policy.scopes.empty() || !std::all_of(policy.scopes.begin(), policy.scopes.end(), is_known_scope);
      return false;
    });
  };
  const bool all = std::all_of(scopes.begin(), scopes.end(), allows);
  if (all) return PolicyAnswer::kAllows;
  return doubtful ? PolicyAnswer::kScopesNotSaid : answer;
}

}  // namespace ngcs::entitlement
