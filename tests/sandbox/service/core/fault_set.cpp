#include "service/core/fault_set.h"

#include <algorithm>

#include "base/text.h"

namespace ngcs::sandbox {

FaultSet::FaultSet(const std::vector<Fault>& faults) {
  for (const Fault& fault : faults) items_.emplace_back(fault);
}

const Fault* FaultSet::take(FaultKind kind, std::string_view host, const std::string_view* path,
                            std::string_view method) const {
  for (const Item& item : items_) {
    const Fault& fault = item.fault;
    if (fault.kind != kind || !base::iequals(fault.host, host)) continue;
    const bool of_request = fault.path || fault.method || fault.after_bytes;
    if (of_request && path == nullptr) continue;
    if (fault.path && path->substr(0, fault.path->size()) != *fault.path) continue;
    if (fault.method && !base::iequals(*fault.method, method)) continue;
    if (!fault.times) return &fault;
    for (int left = item.left.load(); left > 0;) {
      if (item.left.compare_exchange_weak(left, left - 1)) return &fault;
    }
  }
  return nullptr;
}

const Fault* FaultSet::find(FaultKind kind, std::string_view host) const {
  for (const Item& item : items_) {
    if (item.fault.kind == kind && base::iequals(item.fault.host, host)) return &item.fault;
  }
  return nullptr;
}

bool FaultSet::has(FaultKind kind) const {
  return std::any_of(items_.begin(), items_.end(), [&](const Item& item) { return item.fault.kind == kind; });
}

}  // namespace ngcs::sandbox
