// What `migrate` says: plan, outcome, refusals.
#pragma once

#include <string>
#include <vector>

#include "cli/output.h"
#include "commands/migrate_accounts.h"
#include "commands/migrate_rights.h"
#include "json/value.h"
#include "migrate/plan.h"

namespace ngcs::commands {

// The members that every answer of `migrate` with a plan has.
[[nodiscard]] json::Value migrate_json(const Account& from, const Account& to, const std::vector<migrate::Item>& items,
                                       const std::vector<PushRefusal>& refusals, bool dry_run);

// The table of all images, and one line that sums up.
void print_items(cli::Output& output, const std::vector<migrate::Item>& items, bool dry_run);

// One line for each cause, with code and remedy.
void print_refusals(cli::Output& output, const std::vector<PushRefusal>& refusals);

}  // namespace ngcs::commands
