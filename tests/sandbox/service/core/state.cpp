#include "service/core/state.h"

#include <chrono>
#include <utility>

namespace ngcs::sandbox {

void PushedImages::add(const std::string& repository, const std::string& reference) {
  const std::lock_guard<std::mutex> lock(mutex_);
  references_[repository].insert(reference);
}

bool PushedImages::has_repository(const std::string& repository) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return references_.count(repository) != 0;
}

bool PushedImages::has(const std::string& repository, const std::string& reference) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = references_.find(repository);
  return found != references_.end() && found->second.count(reference) != 0;
}

std::vector<std::string> PushedImages::references(const std::string& repository) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = references_.find(repository);
  if (found == references_.end()) return {};
  return {found->second.begin(), found->second.end()};
}

std::vector<std::string> PushedImages::repositories() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<std::string> names;
  for (const auto& [name, references] : references_) names.push_back(name);
  return names;
}

void State::set_world(World world) {
  const auto offset = world.time ? *world.time - machine_clock_.now() : 0;
  const std::lock_guard<std::mutex> lock(mutex_);
  snapshot_ = std::make_shared<const Snapshot>(std::move(world), offset, ++generation_);
}

std::shared_ptr<const Snapshot> State::snapshot() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return snapshot_;
}

std::int64_t State::now(const Snapshot& snapshot) const { return machine_clock_.now() + snapshot.clock_offset; }

bool State::sleep(double seconds) {
  std::unique_lock<std::mutex> lock(stop_mutex_);
  return !stop_changed_.wait_for(lock, std::chrono::duration<double>(seconds), [this] { return stopped_; });
}

void State::stop() {
  const std::lock_guard<std::mutex> lock(stop_mutex_);
  stopped_ = true;
  stop_changed_.notify_all();
}

}  // namespace ngcs::sandbox
