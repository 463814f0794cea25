// Changes of docker's config.json, and of containers/image's auth.json, which has the same form: planned first, shown,
// then applied whole or not at all. Unknown members, their order, the indentation, a symlink and the mode stay as they
// are; a damaged file is refused and not touched.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/paths.h"
#include "base/result.h"
#include "clients/auth_file.h"
#include "clients/docker_files.h"
#include "clients/undo_journal.h"
#include "json/edit.h"
#include "secret/secret_string.h"

namespace ngcs::clients {

// A key found in plain text, cleaned (key/key.h).
struct PlainKey {
  std::string entry;  // member of auths
  std::string org;    // of a namespaced member; empty = none
  secret::SecretString key;
  std::string team = {};  // of "nvcr.io/org/team" in a file of containers/image; empty = none
};

struct PlanNote {
  std::string code;  // for JSON warnings: "foreign-user", "unreadable-entry", "changed-since" …
  std::string text;
};

// The file as it was read; it may hold keys.
struct DockerFile {
  DockerLocation location;
  secret::SecretString source;
  bool existed = false;
  bool legacy = false;  // ~/.dockercfg: the document is the value of `auths` alone
};
[[nodiscard]] base::Result<DockerFile> read_docker_file(const DockerLocation& location);

struct DockerPlan {
  DockerFile file;
  bool remove_file = false;  // undo of a file that did not exist before
  json::Document document;   // as it will be
  Journal journal;           // of this change; the profiles of its keys are filled in by apply()
  std::vector<PlainKey> keys;
  std::vector<PlanNote> notes;

  [[nodiscard]] bool changes() const noexcept { return remove_file || document.changed(); }
};

struct ConfigureOptions {
  std::optional<std::string> helper =
      std::nullopt;  // "ngc" or "ngc-PROFILE"; nothing = keep an "ngc-…" that is there, else "ngc"
  std::optional<std::string> automatic_store =
      std::nullopt;               // what docker would have chosen by itself (automatic_store())
  std::string client = "docker";  // whose file it is: "docker" or "podman"
  // The file is read before the one that names our helper: it names none, and nothing in it may answer for nvcr.io.
  bool comes_before = false;
};

// credHelpers for `nvcr.io` and `nvcr.io:443` (nerdctl's spelling); plain NGC keys out of auths; credsStore where our
// entry would end docker's automatic choice of a helper, so that other registries' logins do not land in plain text.
[[nodiscard]] base::Result<DockerPlan> plan_configure(DockerFile file, const ConfigureOptions& options);

// The key of a profile, for `--restore-plain`. Absent = never put a key back.
using KeyLookup = std::function<base::Result<std::optional<secret::SecretString>>(const std::string& profile)>;

// Puts back what `journal` says was there. What was changed since stays, with a note.
[[nodiscard]] base::Result<DockerPlan> plan_undo(DockerFile file, const Journal& journal,
                                                 const KeyLookup& restore_plain);

// The same for the journal of `configure` where there is one, and besides every entry of ours out of credHelpers.
[[nodiscard]] base::Result<DockerPlan> plan_unconfigure(DockerFile file, const std::optional<Journal>& configured,
                                                        const KeyLookup& restore_plain,
                                                        const std::string& client = "docker");

// Stores a key that lay in plain text; answers the profile that holds it.
using KeyImport = std::function<base::Result<std::string>(const PlainKey& key)>;

enum class Record { kMerge, kNone };  // what becomes of the plan's journal

// Under a lock: checks that the file is still the one that was planned on (kConflict), imports the keys, writes the
// journal, replaces the file. On an error the file and the journals are as before; keys imported stay imported.
[[nodiscard]] base::Result<void> apply(DockerPlan& plan, const base::Paths& paths, const KeyImport& import,
                                       std::string now, Record record);

// The file before and after for a diff: helper names are shown, every other string is hidden.
[[nodiscard]] std::pair<std::string, std::string> masked_texts(const DockerPlan& plan);

}  // namespace ngcs::clients
