// The setting on_unreadable, and notes for stderr. Internal to protocol.
#pragma once

#include <string_view>

#include "base/env.h"
#include "base/paths.h"
#include "base/result.h"
#include "protocol/helper.h"

namespace ngcs::protocol {

// on_unreadable=anonymous, also where the settings themselves are what cannot be read.
[[nodiscard]] bool anonymous_when_unreadable(const base::Environment& environment,
                                             const base::Result<base::Paths>& paths);

void add_note(Answer& answer, std::string_view text);

}  // namespace ngcs::protocol
