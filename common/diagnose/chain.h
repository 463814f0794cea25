// The chain from client to artefact, with the link that is broken.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "diagnose/decide.h"

namespace ngcs::diagnose {

struct Link {
  enum class State { kOk, kBroken, kUnknown, kNotReached, kNotNeeded };
  std::string name;  // "client", "entry", "key", "registry", "org", "team", "role", "entitlement", "artefact"
  State state = State::kUnknown;
  std::string text;  // what stands there: "K1 from profile acme"
  std::string code;  // of a broken one
};
[[nodiscard]] std::string_view state_name(Link::State state) noexcept;  // "ok", "broken" …

[[nodiscard]] std::vector<Link> chain_of(const Question& question, const LocalView& local, const Observations& seen,
                                         const Diagnosis& diagnosis);

}  // namespace ngcs::diagnose
