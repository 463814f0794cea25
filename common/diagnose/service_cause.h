// The service's side: why a request with this key would be refused, by the decision table.
#pragma once

#include <optional>
#include <string>

#include "diagnose/cause.h"
#include "diagnose/observations.h"
#include "diagnose/situation.h"

namespace ngcs::diagnose {

enum class Licence { kNotSaid, kNfr, kEvaluation, kCommercial };

// Nothing where the key (nullptr = no key) opens the target.
[[nodiscard]] std::optional<Cause> service_cause(const Question& question, const Observations& seen, const KeyView* key,
                                                 Licence licence);

}  // namespace ngcs::diagnose
