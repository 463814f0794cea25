// WWW-Authenticate: what a registry asks for. Wire facts with their sources: docs/wire.md, "Challenge".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace ngcs::ngc {

struct Challenge {
  std::string scheme;                                           // lower case: "bearer", "basic"
  std::vector<std::pair<std::string, std::string>> parameters;  // names in lower case, values without their quotes
  [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;
};

// All challenges of one header (RFC 9110, 11.6.1): several may stand in it, parameters with and without quotes; commas,
// equals signs and escaped quotes inside quotes separate nothing. kInvalidInput for an open quote, a parameter twice, a
// control character, more than 16 KiB, 16 challenges or 32 parameters.
[[nodiscard]] base::Result<std::vector<Challenge>> parse_challenges(std::string_view header);

struct BearerChallenge {
  std::string realm;    // never empty
  std::string service;  // empty where absent, as nvcr.io leaves it out
  std::string scope;    // of the registry's choosing; shown, never sent back
  std::string error;    // "invalid_token" and the like; shown, decides nothing
};

// The first Bearer challenge with a realm, of all headers of one answer. A header that cannot be parsed counts as
// absent. kUnexpected where there is none: no realm is ever guessed.
[[nodiscard]] base::Result<BearerChallenge> bearer_challenge(const std::vector<std::string_view>& headers);

}  // namespace ngcs::ngc
