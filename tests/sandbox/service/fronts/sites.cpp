#include "service/fronts/sites.h"

#include "layout.h"
#include "service/fronts/api_site.h"
#include "service/fronts/authn_site.h"
#include "service/fronts/foreign_site.h"
#include "service/fronts/helm_site.h"
#include "service/fronts/nvcr_site.h"
#include "service/fronts/xfiles_site.h"

namespace ngcs::sandbox {

namespace {

std::unique_ptr<Site> site_for(std::string_view host, const RegistryAddress& registry, ChartShelf& shelf) {
  if (host == "nvcr.io") return std::make_unique<NvcrSite>(registry);
  if (host == "layers.nvcr.io") return std::make_unique<LayersSite>(registry);
  if (host == "authn.nvidia.com") return std::make_unique<AuthnSite>();
  if (host == "api.ngc.nvidia.com") return std::make_unique<ApiSite>(shelf);
  if (host == "helm.ngc.nvidia.com") return std::make_unique<HelmSite>(shelf);
  if (host == "xfiles.ngc.nvidia.com") return std::make_unique<XfilesSite>(shelf);
  return nullptr;
}

}  // namespace

std::vector<SiteEntry> make_sites(const RegistryAddress& registry, ChartShelf& shelf) {
  std::vector<SiteEntry> entries;
  entries.reserve(kHosts.size() + 1);
  for (const Host& host : kHosts) {
    entries.push_back({std::string(host.name), std::string(host.address), std::string(host.name),
                       site_for(host.name, registry, shelf)});
  }
  entries.push_back({"", std::string(kForeignAddress), "foreign", std::make_unique<ForeignSite>(shelf)});
  return entries;
}

}  // namespace ngcs::sandbox
