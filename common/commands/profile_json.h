// A profile of the index as JSON; no secret is in it.
#pragma once

#include "config/settings.h"
#include "json/value.h"

namespace ngcs::commands {

[[nodiscard]] json::Value profile_json(const config::Profile& profile, bool is_default);

}  // namespace ngcs::commands
