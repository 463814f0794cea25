// The list of everything the sandbox serves: one entry for each address. A new NGC host is one line in sites.cpp.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "service/charts/chart_shelf.h"
#include "service/fronts/exchange.h"
#include "service/fronts/upstream.h"

namespace ngcs::sandbox {

struct SiteEntry {
  std::string host;  // empty: every name that leads to the address (the foreign front)
  std::string address;
  std::string tls_name;  // file stem below the TLS directory
  std::unique_ptr<Site> site;
};

[[nodiscard]] std::vector<SiteEntry> make_sites(const RegistryAddress& registry, ChartShelf& shelf);

}  // namespace ngcs::sandbox
