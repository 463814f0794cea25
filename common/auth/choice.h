// Steps 1 and 4 of the order: which profile, before any store is opened.
#pragma once

#include <optional>
#include <string>

#include "auth/resolve.h"
#include "base/result.h"
#include "config/settings.h"

namespace ngcs::auth {

inline constexpr const char* kDefaultProfileReason = "default profile";

struct Choice {
  std::string profile;
  std::string why;  // as Source::why
};

// Flag, program name or NGC_PROFILE; nothing where none is given. kInvalidInput where it is no profile name.
[[nodiscard]] base::Result<std::optional<Choice>> explicit_choice(const Request& request, const Context& context);

// The org in the asked string, then NGC_CLI_ORG/NGC_CLI_TEAM, then the default profile.
[[nodiscard]] Choice implicit_choice(const Request& request, const Context& context, const config::Config& config);

}  // namespace ngcs::auth
