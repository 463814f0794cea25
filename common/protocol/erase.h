// `erase`: what a client's logout asks of the helper.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/helper.h"
#include "registry/server_name.h"

namespace ngcs::protocol {

// Erases the current and the previous key of the profile that `get` would serve. Where its store cannot be changed, the
// index marks the profile as logged out, so that the key is never served again. Cannot fail; `note` gets lines for the
// user, among them where a key still lies.
void erase_key(const registry::ServerName& server, const std::optional<std::string>& profile, const Outside& outside,
               const std::function<void(std::string_view)>& note);

}  // namespace ngcs::protocol
