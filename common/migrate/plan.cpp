#include "migrate/plan.h"

#include <map>
#include <set>
#include <utility>

namespace ngcs::migrate {
namespace {

using base::Errc;
using base::Error;

std::string named(const std::string& repository, const Wanted& wanted) {
  if (!wanted.tag.empty()) return repository + ":" + wanted.tag;
  return wanted.digest.empty() ? repository : repository + "@" + wanted.digest;
}

}  // namespace

std::string_view state_name(State state) noexcept {
  switch (state) {
    case State::kToCopy:
      return "to-copy";
    case State::kPresent:
      return "present";
    case State::kCopied:
      return "copied";
    case State::kLeftOut:
      return "left-out";
    case State::kFailed:
      break;
  }
  return "failed";
}

std::string Item::source() const { return named(wanted.repository, wanted); }
std::string Item::target() const { return named(to, wanted); }

void Item::leave_out(Error why) {
  state = State::kLeftOut;
  reason = why.message;
  error = std::move(why);
}

void Item::fail(Error why) {
  state = State::kFailed;
  reason = why.message;
  error = std::move(why);
}

base::Result<std::vector<Item>> map_items(const std::vector<Wanted>& wanted, const PathMap& map) {
  std::vector<Item> items;
  items.reserve(wanted.size());
  for (const Wanted& one : wanted) {
    auto to = map.target_of(one.repository);
    if (!to) return std::move(to).error();
    if (*to == one.repository) {
      return Error(Errc::kUsage, named(one.repository, one) + " would be copied to where it is",
                   "say with --map " + one.repository + "=NEWPATH where it goes");
    }
    Item item;
    item.wanted = one;
    item.to = std::move(*to);
    items.push_back(std::move(item));
  }
  return items;
}

base::Result<void> check_conflicts(const std::vector<Item>& items) {
  std::map<std::string, const Item*> first;
  for (const Item& item : items) {
    if (item.error || item.wanted.tag.empty()) continue;
    const auto [known, fresh] = first.try_emplace(item.target(), &item);
    if (fresh) continue;
    const Item& other = *known->second;
    if (!item.digest.empty() && item.digest == other.digest) continue;
    return Error(
        Errc::kConflict,
        other.source() + " and " + item.source() + " are different images, and both would become " + item.target(),
        "give one of them another place: --map " + item.wanted.repository + "=NEWPATH");
  }
  return {};
}

std::vector<std::string> target_repositories(const std::vector<Item>& items) {
  std::vector<std::string> repositories;
  std::set<std::string> known;
  for (const Item& item : items) {
    if (known.insert(item.to).second) repositories.push_back(item.to);
  }
  return repositories;
}

Totals totals_of(const std::vector<Item>& items) {
  Totals totals;
  for (const Item& item : items) {
    switch (item.state) {
      case State::kToCopy:
        ++totals.to_copy;
        totals.bytes += item.bytes;
        break;
      case State::kCopied:
        ++totals.copied;
        totals.bytes += item.bytes;
        break;
      case State::kPresent:
        ++totals.present;
        break;
      case State::kLeftOut:
        ++totals.left_out;
        break;
      case State::kFailed:
        ++totals.failed;
        break;
    }
  }
  return totals;
}

}  // namespace ngcs::migrate
