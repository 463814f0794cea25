// What was changed in another program's file, so that it can be undone: structure, and for keys a reference to the
// profile that holds them now. Never a secret (rule 3 of docs/threat-model.md).
//
// File form (ngc-undo/1), in the state directory, one file per client, verb and configuration file:
//   { "schema": "ngc-undo/1", "client": "docker", "verb": "configure", "file": "/home/ada/.docker/config.json",
//     "written_at": "2026-…Z", "created_file": false, "created": ["credHelpers"],
//     "members": [ { "path": ["credHelpers", "nvcr.io"], "before": null, "after": "ngc" } ],
//     "keys": [ { "entry": "nvcr.io", "profile": "acme" } ] }
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/paths.h"
#include "base/result.h"
#include "json/edit.h"
#include "json/value.h"

namespace ngcs::clients {

// A member that holds a helper's name; nothing = absent.
struct MemberChange {
  json::Path path;
  std::optional<std::string> before;
  std::optional<std::string> after;
};

// A key that lay in plain text under auths[entry], with `$oauthtoken` as user; it is in that profile now.
struct MovedKey {
  std::string entry;
  std::string profile;
};

struct Journal {
  std::string client;
  std::string verb;
  std::string file;
  std::string written_at;
  bool created_file = false;
  std::vector<std::string> created;  // root members that did not exist before
  std::vector<MemberChange> members;
  std::vector<MovedKey> keys;

  [[nodiscard]] bool empty() const noexcept { return members.empty() && keys.empty() && !created_file; }
  // Adds later changes of the same verb: the oldest `before` and the newest `after` of each member count.
  void merge(const Journal& later);
};

[[nodiscard]] std::string journal_path(const base::Paths& paths, std::string_view client, std::string_view verb,
                                       std::string_view file);
// Nothing where there is none. A file of ours: rule 4 applies to it.
[[nodiscard]] base::Result<std::optional<Journal>> read_journal(const std::string& path);
// Every record of a client and verb, by path; what cannot be read is left out. For clients with several files.
[[nodiscard]] std::vector<Journal> journals_of(const base::Paths& paths, std::string_view client,
                                               std::string_view verb);
[[nodiscard]] base::Result<Journal> parse_journal(std::string_view text);
[[nodiscard]] base::Result<void> write_journal(const std::string& path, const Journal& journal);

}  // namespace ngcs::clients
