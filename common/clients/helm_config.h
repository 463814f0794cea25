// Changes of Helm's repositories.yaml: planned first, shown, then applied whole or not at all, under Helm's own lock.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/paths.h"
#include "base/result.h"
#include "clients/docker_config.h"
#include "clients/helm_files.h"
#include "clients/helm_repositories.h"
#include "clients/undo_journal.h"
#include "registry/reference.h"

namespace ngcs::clients {

// What happens to one repository.
struct HelmChange {
  std::string name;
  std::string before;  // URL, without a user part
  std::string after;
  std::string key_profile;   // where its password is now; empty = none was moved, or a dry run
  bool moves_key = false;    // its password leaves the file
  bool needs_login = false;  // private at NGC, as far as a password was there: it answers 401 without one now
};

struct HelmPlan {
  HelmFiles files;
  HelmRepositories before;
  HelmRepositories after;
  Journal journal;
  std::vector<HelmChange> changes;
  std::vector<PlanNote> notes;

  [[nodiscard]] bool changed() const noexcept { return !(before.text() == after.text()); }
};

// What happens to the keys that lie in the file.
struct HelmKeys {
  KeyImport import;  // stores one
  // The profile that NGC addresses of this org and team get their key from. Where it is not the one that holds the
  // repository's key now, the address names that one. Asked after all keys are stored.
  std::function<base::Result<std::string>(const registry::Space& space)> chosen;
};

// Entries of helm.ngc.nvidia.com with an NGC key as password become ngc:// entries without one. Nothing is stored and
// the addresses name no profile: migrate() does that.
[[nodiscard]] base::Result<HelmPlan> plan_migration(HelmFiles files);
// Under Helm's lock and ours: plans again on what is there now, imports the keys, writes the journal, replaces the
// file. On an error file and journal are as before; keys imported stay imported.
[[nodiscard]] base::Result<HelmPlan> migrate(HelmFiles files, const base::Paths& paths, const HelmKeys& keys,
                                             const std::string& now);

// How to take back: what the record of `verb` says, or besides every ngc:// entry turned into https://.
struct HelmRevert {
  std::string verb = "configure";
  bool every_ngc_entry = false;
  KeyLookup restore_plain;  // absent = no key is written back
};
[[nodiscard]] base::Result<HelmPlan> plan_revert(HelmFiles files, const base::Paths& paths, const HelmRevert& how);
// Under both locks. The record of `verb` is used up; with every_ngc_entry a record "unconfigure" takes its place.
[[nodiscard]] base::Result<HelmPlan> revert(HelmFiles files, const base::Paths& paths, const HelmRevert& how,
                                            const std::string& now);

}  // namespace ngcs::clients
