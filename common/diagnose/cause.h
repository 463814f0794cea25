// One cause of a failure, or one remark, as the catalogue knows it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ngcs::diagnose {

enum class Certainty { kProven, kLikely, kOneOf };
[[nodiscard]] constexpr std::string_view certainty_name(Certainty certainty) noexcept {
  switch (certainty) {
    case Certainty::kProven:
      return "proven";
    case Certainty::kLikely:
      return "likely";
    case Certainty::kOneOf:
      break;
  }
  return "one_of";
}

struct Cause {
  std::vector<std::string> codes;  // one, or the set for kOneOf
  Certainty certainty = Certainty::kProven;
  std::map<std::string, std::string> values;  // for the catalogue's placeholders
  std::string client;                         // whose set-up it is; empty = the service's side
  std::string row;                            // of the decision table; empty = the client's side
  std::vector<std::string> evidence;          // one line each

  [[nodiscard]] bool is(std::string_view code) const { return codes.size() == 1 && codes.front() == code; }
  [[nodiscard]] const std::string& first() const { return codes.front(); }
};

}  // namespace ngcs::diagnose
