// Whether a key would be served, without reading one.
#pragma once

#include "auth/resolve.h"
#include "base/result.h"

namespace ngcs::auth {

// True where resolve() would find a key, as far as the settings, the index and the environment say; no store is opened.
[[nodiscard]] base::Result<bool> would_serve(const Request& request, const Context& context);

}  // namespace ngcs::auth
