// `store`: what a client's login leaves with the helper.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "json/helper_json.h"
#include "protocol/helper.h"

namespace ngcs::protocol {

// Checks the pair, cleans the key and stores it under the profile that `get` would serve; the key it replaces stays as
// that profile's previous one. Storing the same key again writes nothing. `note` gets lines for the user.
[[nodiscard]] base::Result<void> store_key(json::HelperCredentials credentials,
                                           const std::optional<std::string>& profile, const Outside& outside,
                                           const std::function<void(std::string_view)>& note);

}  // namespace ngcs::protocol
