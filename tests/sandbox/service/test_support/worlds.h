// Worlds for the unit tests.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "service/world/parse.h"

namespace ngcs::sandbox::test {

inline constexpr std::int64_t kNow = 1795000000;

inline std::string example_text() {
  std::ifstream file(NGCS_SOURCE_DIR "/examples/world.json");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline World parse_or_fail(const std::string& text, std::int64_t now = kNow) {
  auto parsed = parse_world(text, now);
  if (!parsed) {
    ADD_FAILURE() << parsed.error().message;
    return {};
  }
  return std::move(parsed->world);
}

inline World example_world(std::int64_t now = kNow) { return parse_or_fail(example_text(), now); }

inline Role role(std::string org, std::optional<std::string> team, std::string name, bool pending = false) {
  return {std::move(org), std::move(team), std::move(name), pending};
}

// The values of the example's keys.
inline const std::string& value_of(const World& world, std::string_view id) { return world.key_by_id(id)->value; }

}  // namespace ngcs::sandbox::test
