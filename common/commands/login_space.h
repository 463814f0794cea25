// Which org and team a key is stored for, and under which profile name.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "ngc/identity.h"

namespace ngcs::commands {

struct SpaceRequest {
  std::optional<std::string> org;  // as typed: a name, "ORG/TEAM" or a display name
  std::optional<std::string> team;
  std::string environment_org;  // NGC_CLI_ORG; empty = unset
};

struct SpaceChoice {
  std::string org;  // NGC's name; empty = not known or several
  std::string display_name;
  std::string team;
  std::vector<std::string> warnings;
};

// `identity` is absent where the key was not checked. A key that is bound to another org than the one asked for is
// refused (kConflict): it would be stored under a name that it does not open. A legacy key opens every org of its user.
[[nodiscard]] base::Result<SpaceChoice> choose_space(const SpaceRequest& request,
                                                     const std::optional<ngc::Identity>& identity);

// "ORG", "ORG.TEAM", or "default" where no org is known.
[[nodiscard]] std::string profile_name_for(const SpaceChoice& choice);

// By NGC's name; nullptr where the identity does not list it.
[[nodiscard]] const ngc::Org* org_named(const ngc::Identity& identity, const std::string& name);

// "Acme Robotics (mxa8oi8djw7m)", made printable.
[[nodiscard]] std::string org_label(const std::string& name, const std::string& display_name);

}  // namespace ngcs::commands
