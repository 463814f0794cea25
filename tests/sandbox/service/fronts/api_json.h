// The objects of NGC's API, made from the world.
#pragma once

#include <string>

#include "json/value.h"
#include "service/world/world.h"

namespace ngcs::sandbox {

// The org object; with its enablements where `enablements` says so.
[[nodiscard]] json::Value org_json(const Org& org, bool enablements);

// The user object with roles[]: one entry for each org and each team in which the user has accepted roles.
[[nodiscard]] json::Value user_json(const World& world, const User& user, bool enablements);

// Invitations not yet accepted, in the shape of the published invitation list.
[[nodiscard]] json::Value invitations_json(const User& user);

[[nodiscard]] json::Value team_json(const std::string& name);

// A number that stands for a name: the same in every answer.
[[nodiscard]] std::int64_t id_of(const std::string& name);

}  // namespace ngcs::sandbox
