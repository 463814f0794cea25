// What a refusal means where charts are concerned: every status has a code and a remedy of its own.
#pragma once

#include <string_view>

#include "base/error.h"

namespace ngcs::ngc {

enum class ChartAction { kRead, kWrite, kRemove };

// `error` is answer_error()'s: its detail is the status. Sets code and hint; the message stays.
[[nodiscard]] base::Error chart_error(base::Error error, ChartAction action, std::string_view space);

}  // namespace ngcs::ngc
