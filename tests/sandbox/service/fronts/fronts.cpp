#include "service/fronts/fronts.h"

namespace ngcs::sandbox {

base::Result<std::unique_ptr<Fronts>> Fronts::start(State& state, const RegistryAddress& registry, ChartShelf& shelf,
                                                    const std::string& tls_dir) {
  auto fronts = std::make_unique<Fronts>();
  fronts->sites_ = make_sites(registry, shelf);
  for (const SiteEntry& entry : fronts->sites_) {
    FrontOptions options;
    options.host = entry.host;
    options.address = entry.address;
    options.tls_dir = tls_dir;
    options.tls_name = entry.tls_name;
    auto front = Front::start(state, *entry.site, std::move(options));
    if (!front) return front.error().with_context(entry.host.empty() ? "foreign host" : entry.host);
    fronts->fronts_.push_back(std::move(*front));
  }
  return fronts;
}

void Fronts::apply_faults(const Snapshot& snapshot) {
  for (std::size_t i = 0; i < sites_.size(); ++i) {
    fronts_[i]->set_blackhole(snapshot.faults.find(FaultKind::kBlackhole, sites_[i].host) != nullptr);
  }
}

}  // namespace ngcs::sandbox
