// What the NGC web site shows a user whose licence is linked with the account: Enterprise Catalog, Private Registry and
// Organization. Before, it shows none of them (registry guide; docs/entitlement.md).
#pragma once

#include <string>

#include "entitlement/facts.h"

namespace ngcs::entitlement {

struct SiteEntry {
  Allowed shown = Allowed::kUnknown;
  std::string reason;  // one line
};

struct SiteView {
  SiteEntry enterprise_catalog;
  SiteEntry private_registry;
  SiteEntry organization;
};

// For the key's org; for a legacy key, for the orgs of its user.
[[nodiscard]] SiteView site_view(const Facts& facts);

}  // namespace ngcs::entitlement
