// Whether the target's key may push, before anything is copied.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "commands/migrate_accounts.h"
#include "json/value.h"

namespace ngcs::commands {

// A repository of the target that the key may not push to, or of which that is not known.
struct PushRefusal {
  std::string repository;
  bool known = true;               // false: it could not be found out
  std::string code;                // of the catalogue; empty where several are possible
  std::vector<std::string> codes;  // all of them
  std::string reason;              // one line
  std::string remedy;              // one line; may be empty
};

// can-i push for every repository, by roles, services and policies, and where they leave it open by a token.
[[nodiscard]] base::Result<std::vector<PushRefusal>> check_push(Session& session, const Account& account,
                                                                const std::vector<std::string>& repositories);

// Of repositories of the source those that the target's key may read, too: their blobs need not be sent.
[[nodiscard]] std::vector<std::string> readable_by(Session& session, const Account& account,
                                                   const std::vector<std::string>& repositories);

[[nodiscard]] json::Value refusals_json(const std::vector<PushRefusal>& refusals);

}  // namespace ngcs::commands
