// An auth file of containers/image that is made, not changed: keys of NGC under their orgs' names, and what the user's
// own files say about every other registry. In plain text, since that is what the form is; who writes it where is the
// caller's business.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "clients/podman_files.h"
#include "secret/secret_string.h"

namespace ngcs::clients {

// Entries of registries other than NGC's, in the client's order of precedence. The values of `auths` may be passwords.
struct OtherEntries {
  std::vector<std::pair<std::string, secret::SecretString>> auths;  // name, JSON text of the value
  std::vector<std::pair<std::string, std::string>> helpers;         // host, helper
  std::vector<std::string> left_out;                                // one line each: what one file cannot say
};

// `files` in the order in which the client reads them. One that is absent or empty is passed by, one that is damaged is
// an error.
[[nodiscard]] base::Result<OtherEntries> other_entries(const std::vector<std::string>& files);

// The files that podman, buildah and skopeo read, in their order, ~/.dockercfg last.
[[nodiscard]] std::vector<std::string> read_order(const base::Environment& environment, uid_t uid);

struct KeyedEntry {
  std::string name;  // "nvcr.io", "nvcr.io/org", "nvcr.io/org/team"
  secret::SecretString key;
};

// The document: with the member that tells that this suite wrote it.
[[nodiscard]] secret::SecretString keyed_auth_text(const std::vector<KeyedEntry>& entries, const OtherEntries& others);

}  // namespace ngcs::clients
