// A file without a name: what is in it vanishes with its descriptor. Internal to the getter.
#pragma once

#include <cstddef>

#include "base/env.h"
#include "base/fd.h"
#include "base/result.h"

namespace ngcs::helm_ngc {

// In $TMPDIR or /tmp; in memory where neither takes one.
[[nodiscard]] base::Result<base::UniqueFd> open_spool(const base::Environment& environment);

// Everything from the start of `from`, through a fixed buffer.
[[nodiscard]] base::Result<void> copy_all(int from, int to);

}  // namespace ngcs::helm_ngc
