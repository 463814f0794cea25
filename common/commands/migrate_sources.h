// Which images a migration is about.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/output.h"
#include "commands/migrate_accounts.h"
#include "commands/migrate_options.h"
#include "migrate/image_list.h"

namespace ngcs::commands {

struct Sources {
  std::vector<migrate::Wanted> images;  // each with a tag or a digest
  struct Unlisted {                     // repositories whose tags are not told
    std::string repository;
    base::Error error;
  };
  std::vector<Unlisted> unlisted;
};

// Of --list or --all, with the source's key. kUsage where the list is none, and where --all finds nobody who lists: it
// names --list.
[[nodiscard]] base::Result<Sources> find_sources(Session& session, cli::Output& output, const MigrateOptions& options,
                                                 const Account& account);

}  // namespace ngcs::commands
