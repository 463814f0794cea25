// From the world file's text to a World.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "service/world/world.h"

namespace ngcs::sandbox {

inline constexpr std::size_t kMaxWorldBytes = std::size_t{4} << 20;

struct ParsedWorld {
  World world;
  std::vector<std::string> warnings;  // one line each: unknown fields (a later sandbox may know them), odd contents
};

// `machine_now` is the machine's clock: it resolves a relative `time`, and all other relative dates where `time` is
// null. Errors are kInvalidInput, "PLACE: what is wrong" with a place such as keys[2].expires; no key is ever quoted.
[[nodiscard]] base::Result<ParsedWorld> parse_world(std::string_view text, std::int64_t machine_now);

// "+165d", "-2h" (s, m, h, d, w) relative to `now`, "2026-11-25", or RFC 3339. `whole_day` makes a plain date mean the
// end of that day: the subscription "is invalid after this date" (NGC's API description of expirationDate).
[[nodiscard]] base::Result<std::int64_t> parse_date(std::string_view text, std::int64_t now, bool whole_day = false);

}  // namespace ngcs::sandbox
