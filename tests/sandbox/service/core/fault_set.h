// The faults of one world, with their counts.
#pragma once

#include <atomic>
#include <deque>
#include <string_view>

#include "service/world/world.h"

namespace ngcs::sandbox {

class FaultSet {
 public:
  explicit FaultSet(const std::vector<Fault>& faults);  // `faults` outlives the set

  // The first fault of this kind for this host and request that is not used up, and one use of it taken. `path` is
  // nullptr where no request is known yet: only faults of whole connections apply. nullptr = none.
  [[nodiscard]] const Fault* take(FaultKind kind, std::string_view host, const std::string_view* path,
                                  std::string_view method = {}) const;
  // The same without taking a use: for faults that cannot be counted.
  [[nodiscard]] const Fault* find(FaultKind kind, std::string_view host) const;
  [[nodiscard]] bool has(FaultKind kind) const;

 private:
  struct Item {
    explicit Item(const Fault& item) : fault(item), left(item.times.value_or(0)) {}
    const Fault& fault;
    mutable std::atomic<int> left;
  };
  std::deque<Item> items_;
};

}  // namespace ngcs::sandbox
