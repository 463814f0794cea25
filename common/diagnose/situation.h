// What has been seen, in the words of the decision table.
#pragma once

#include <string>

#include "diagnose/input.h"
#include "diagnose/observations.h"
#include "diagnose/table.h"
#include "entitlement/facts.h"

namespace ngcs::diagnose {

struct Question {
  Target target;
  bool push = false;
  bool devel = false;
};

// For one key; nullptr = without a key (the anonymous answers stand for the target's).
[[nodiscard]] Situation situation_of(const Question& question, const Observations& seen, const KeyView* key);

// The outcome of the first host of the target that is at fault, blob host included; nullptr where none is.
[[nodiscard]] const Outcome* target_fault(const Question& question, const Observations& seen, const KeyView* key);

// Whether the control of a host failed: of the target's hosts, nvcr.io or the API (rule 20).
[[nodiscard]] bool controls_failed(const Question& question, const Observations& seen);

// What the key may do there by the service's facts; unknown without facts.
[[nodiscard]] entitlement::Decision allowed_by_facts(const Question& question, const KeyView& key);

[[nodiscard]] bool is_registry_target(const Target& target) noexcept;  // images, OCI charts, spaces
[[nodiscard]] bool is_helm_target(const Target& target) noexcept;

}  // namespace ngcs::diagnose
