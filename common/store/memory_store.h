// A store that forgets: for tests, and as the reference for what an implementation has to do.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "key/key.h"
#include "store/store.h"

namespace ngcs::store {

class MemoryStore final : public CredentialStore {
 public:
  [[nodiscard]] std::string_view name() const noexcept override { return "memory"; }
  [[nodiscard]] std::string location() const override { return "memory"; }

  [[nodiscard]] base::Result<std::optional<secret::SecretString>> get(std::string_view profile, Slot slot) override {
    ++reads_;
    if (failure_) return *failure_;
    const auto found = entries_.find(profile);
    if (found == entries_.end()) return std::optional<secret::SecretString>();
    const auto& key = slot == Slot::kCurrent ? found->second.current : found->second.previous;
    if (!key) return std::optional<secret::SecretString>();
    return std::optional<secret::SecretString>(key->copy());
  }

  [[nodiscard]] base::Result<bool> put(std::string_view profile, const secret::SecretString& key) override {
    if (failure_) return *failure_;
    if (key.empty()) return base::Error{base::Errc::kInvalidInput, "the key is empty"};
    if (key.size() > key::kMaxKeyBytes) return base::Error{base::Errc::kTooLarge, "the key is too long"};
    Entry& entry = entries_[std::string(profile)];
    if (entry.current && *entry.current == key) return false;
    if (entry.current) entry.previous = std::move(entry.current);
    entry.current = key.copy();
    return true;
  }

  [[nodiscard]] base::Result<void> restore_previous(std::string_view profile) override {
    if (failure_) return *failure_;
    const auto found = entries_.find(profile);
    if (found == entries_.end() || !found->second.previous) {
      return base::Error{base::Errc::kNotFound, "profile " + std::string(profile) + " has no previous key"};
    }
    std::swap(found->second.current, found->second.previous);
    return {};
  }

  [[nodiscard]] base::Result<bool> erase(std::string_view profile) override {
    if (failure_) return *failure_;
    const auto found = entries_.find(profile);
    if (found == entries_.end()) return false;
    entries_.erase(found);
    return true;
  }

  [[nodiscard]] base::Result<void> rename(std::string_view from, std::string_view to) override {
    if (failure_) return *failure_;
    if (entries_.find(to) != entries_.end()) {
      return base::Error{base::Errc::kConflict, "profile " + std::string(to) + " holds a key already"};
    }
    const auto found = entries_.find(from);
    if (found == entries_.end()) return {};
    entries_.insert_or_assign(std::string(to), std::move(found->second));
    entries_.erase(entries_.find(from));
    return {};
  }

  [[nodiscard]] base::Result<std::vector<std::string>> profiles() override {
    if (failure_) return *failure_;
    std::vector<std::string> names;
    for (const auto& [name, entry] : entries_) {
      if (entry.current) names.push_back(name);
    }
    return names;
  }

  // Every call fails with this from now on.
  void fail_with(std::optional<base::Error> failure) { failure_ = std::move(failure); }
  [[nodiscard]] int reads() const noexcept { return reads_; }

 private:
  struct Entry {
    std::optional<secret::SecretString> current;
    std::optional<secret::SecretString> previous;
  };
  std::map<std::string, Entry, std::less<>> entries_;
  std::optional<base::Error> failure_;
  int reads_ = 0;
};

}  // namespace ngcs::store
