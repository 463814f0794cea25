// What a role of NGC's registry grants: the one table of roles of the suite.
#pragma once

#include <optional>
#include <string_view>

namespace ngcs::entitlement {

// READ = list, view, pull, download; WRITE = create, push, upload, edit; ADMIN = delete. Each includes the ones before.
enum class Level { kNone, kRead, kWrite, kAdmin };

struct Grants {
  Level artifacts = Level::kNone;  // CONTAINER, HELM, MODEL, MODELSCRIPT: one column of the guide
  Level spaces = Level::kNone;     // ORG, TEAM
  Level users = Level::kNone;      // USER
  bool owner = false;              // everything in the whole org, its teams included
};

// In every spelling that is met: letter case, '-' or blank for '_', a "_ROLE" behind it, the aliases of the table.
// Roles of other products (NVIDIA_AI_ENTERPRISE_VIEWER, FLEET_COMMAND_… ) grant nothing here. Nothing for a role that
// no source describes: then what it grants is not known.
[[nodiscard]] std::optional<Grants> grants_of(std::string_view role);

}  // namespace ngcs::entitlement
