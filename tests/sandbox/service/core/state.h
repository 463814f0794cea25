// What all fronts share: the current world, the service's clock, what clients pushed, the log, the signing key.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "service/charts/chart_store.h"
#include "service/core/crypto.h"
#include "service/core/fault_set.h"
#include "service/core/request_log.h"
#include "service/world/world.h"

namespace ngcs::sandbox {

// One world with its fault counts and clock. A request keeps the snapshot it began with.
struct Snapshot {
  Snapshot(World w, std::int64_t offset, int number)
      : world(std::move(w)), generation(number), clock_offset(offset), faults(world.faults) {}
  const World world;
  const int generation;             // counts the worlds of this run
  const std::int64_t clock_offset;  // service's clock minus the machine's, seconds
  const FaultSet faults;
};

// Repositories and references that clients pushed while the sandbox ran. They exist beside the world's own.
class PushedImages {
 public:
  void add(const std::string& repository, const std::string& reference);
  [[nodiscard]] bool has_repository(const std::string& repository) const;
  [[nodiscard]] bool has(const std::string& repository, const std::string& reference) const;
  [[nodiscard]] std::vector<std::string> references(const std::string& repository) const;
  // Their names, sorted.
  [[nodiscard]] std::vector<std::string> repositories() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::set<std::string>> references_;
};

class State {
 public:
  explicit State(const base::Clock& machine_clock) : machine_clock_(machine_clock) {}

  // The world becomes the service's; where it sets a time, the service's clock is set to it now and runs on.
  void set_world(World world);
  [[nodiscard]] std::shared_ptr<const Snapshot> snapshot() const;
  // The service's clock under `snapshot`, seconds.
  [[nodiscard]] std::int64_t now(const Snapshot& snapshot) const;
  [[nodiscard]] std::int64_t machine_now() const { return machine_clock_.now(); }
  [[nodiscard]] std::int64_t monotonic_ms() const { return machine_clock_.monotonic_ms(); }

  // Waits; false where the service stopped meanwhile.
  bool sleep(double seconds);
  void stop();

  [[nodiscard]] const Signer& signer() const { return signer_; }
  [[nodiscard]] RequestLog& log() { return log_; }
  [[nodiscard]] PushedImages& pushed() { return pushed_; }
  [[nodiscard]] ChartStore& charts() { return charts_; }

 private:
  const base::Clock& machine_clock_;
  Signer signer_;
  RequestLog log_;
  PushedImages pushed_;
  ChartStore charts_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Snapshot> snapshot_;
  int generation_ = 0;
  std::mutex stop_mutex_;
  std::condition_variable stop_changed_;
  bool stopped_ = false;
};

}  // namespace ngcs::sandbox
