// Changes of enroot's .credentials: planned first, shown, then applied whole or not at all. Lines of other machines
// stay as they are, byte for byte.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/paths.h"
#include "base/result.h"
#include "clients/docker_config.h"
#include "clients/undo_journal.h"
#include "secret/secret_string.h"

namespace ngcs::clients {

struct EnrootPlan {
  std::string path;
  bool existed = false;
  bool remove_file = false;  // nothing is left of a file that configure made
  secret::SecretString before;
  secret::SecretString after;
  Journal journal;
  std::vector<PlainKey> keys;
  std::vector<PlanNote> notes;

  [[nodiscard]] bool changes() const noexcept {
    return remove_file || !(before == after) || (!existed && !after.empty());
  }
};

// One line each for nvcr.io and authn.nvidia.com (enroot is sent to the second one once a token has expired), whose
// password is the output of `command`; enroot hands a password that starts with '$' to sh. Plain keys of these machines
// become `keys`; a password that another command makes is left, with a note.
[[nodiscard]] base::Result<EnrootPlan> plan_enroot(const std::string& path, const std::string& command);

// Takes every line of ours out; `restore_plain` gives the keys of `configured` back in plain text.
[[nodiscard]] base::Result<EnrootPlan> plan_enroot_undo(const std::string& path,
                                                        const std::optional<Journal>& configured,
                                                        const KeyLookup& restore_plain);

// Under the lock of all changes: checks that the file is still the one that was planned on (kConflict), imports the
// keys, writes the journal (plan.journal.verb "configure") or removes it, replaces the file (0600 where it is new).
[[nodiscard]] base::Result<void> apply_enroot(EnrootPlan& plan, const base::Paths& paths, const KeyImport& import,
                                              std::string now);

// Both texts for a diff, every password hidden.
[[nodiscard]] std::pair<std::string, std::string> masked_texts(const EnrootPlan& plan);

}  // namespace ngcs::clients
