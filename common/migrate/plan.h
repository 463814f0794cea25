// What will be copied where, and what stands in the way. Nothing here asks the network.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "migrate/image_list.h"
#include "migrate/path_map.h"

namespace ngcs::migrate {

enum class State {
  kToCopy,
  kPresent,  // the target has the same manifest under the same name
  kCopied,
  kLeftOut,  // it cannot or must not be copied
  kFailed,   // it was tried
};
// "to-copy", "present", "copied", "left-out", "failed".
[[nodiscard]] std::string_view state_name(State state) noexcept;

struct Item {
  Wanted wanted;       // with a tag or a digest
  std::string to;      // repository
  std::string digest;  // of its manifest; empty = not known
  std::uint64_t bytes = 0;
  std::vector<std::string> foreign;  // layers that lie outside the registry
  State state = State::kToCopy;
  std::string reason;                        // of kLeftOut and kFailed; one line
  std::optional<base::Error> error;          // the same, as it came
  [[nodiscard]] std::string source() const;  // "org/app:1", "org/app@sha256:…"
  [[nodiscard]] std::string target() const;
  void leave_out(base::Error why);
  void fail(base::Error why);
};

// Every wanted image with its target. kUsage where an image would go to where it is, and as PathMap.
[[nodiscard]] base::Result<std::vector<Item>> map_items(const std::vector<Wanted>& wanted, const PathMap& map);

// Two sources under one name of the target: kConflict naming both, unless they are the same manifest. Items of which no
// digest is known count as different.
[[nodiscard]] base::Result<void> check_conflicts(const std::vector<Item>& items);

// The repositories of the target, each once, in order.
[[nodiscard]] std::vector<std::string> target_repositories(const std::vector<Item>& items);

struct Totals {
  std::size_t to_copy = 0;
  std::size_t copied = 0;
  std::size_t present = 0;
  std::size_t left_out = 0;
  std::size_t failed = 0;
  std::uint64_t bytes = 0;  // of what is to be copied or was
};
[[nodiscard]] Totals totals_of(const std::vector<Item>& items);

}  // namespace ngcs::migrate
