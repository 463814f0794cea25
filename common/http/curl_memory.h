// libcurl's memory. Internal to http.
#pragma once

#include "base/result.h"

namespace ngcs::http {

// Initialises libcurl once per process, with memory functions that overwrite what is freed: libcurl copies user names,
// passwords and whole header blocks, and does not wipe them. Not from a static object.
[[nodiscard]] base::Result<void> initialise_curl();

}  // namespace ngcs::http
