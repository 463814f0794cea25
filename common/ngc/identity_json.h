// The answers about users, keys and orgs. Every reader takes the body of a 200 answer; a member of another type counts
// as absent, a name that is not fit for a path drops its entry, text is made printable. kUnexpected for anything that
// is not a JSON object within the limits.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ngc/identity.h"

namespace ngcs::ngc {

// POST /v3/keys/get-caller-info.
[[nodiscard]] base::Result<Identity> parse_caller_info(std::string_view body);
// POST /v3/keys/get-sak-info: a service key's policies, each with a product. Nothing where the answer names none.
[[nodiscard]] base::Result<std::optional<std::vector<KeyPolicy>>> parse_service_key(std::string_view body);
// GET /v2/users/me.
[[nodiscard]] base::Result<Identity> parse_users_me(std::string_view body);
// GET /v2/orgs.
[[nodiscard]] base::Result<std::vector<Org>> parse_orgs(std::string_view body);
// GET /v2/org/ORG/teams.
[[nodiscard]] base::Result<std::vector<Team>> parse_teams(std::string_view body);

// Adds what `from` knows and `into` does not.
void merge(Org& into, Org from);
void merge(std::vector<Org>& into, std::vector<Org> from);

}  // namespace ngcs::ngc
