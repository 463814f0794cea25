// The policies of a service key. Internal to entitlement.
#pragma once

#include <string_view>
#include <vector>

#include "entitlement/facts.h"

namespace ngcs::entitlement {

inline constexpr std::string_view kCatalog = "artifact-catalog";          // "NGC Catalog" on the web site
inline constexpr std::string_view kPrivateRegistry = "private-registry";  // "Private Registry"

// "NGC Catalog" for its product name; other names as they are.
[[nodiscard]] std::string_view service_title(std::string_view product) noexcept;

// A resource against "org[/team]/name". `*` stands for any characters; without one it covers itself and everything
// below.
[[nodiscard]] bool covers(std::string_view resource, std::string_view path) noexcept;

enum class PolicyAnswer {
  kAllows,
  kNoProduct,     // no policy is about the product
  kNoResource,    // none of those covers the path
  kNoScope,       // none of those has the scope
  kScopesNotSaid  // a policy covers the path, and its scopes are not said, or in words that no source explains
};
[[nodiscard]] PolicyAnswer ask_policies(const std::vector<Policy>& policies, std::string_view product,
                                        std::string_view path, const std::vector<std::string_view>& scopes);

}  // namespace ngcs::entitlement
