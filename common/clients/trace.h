// What a client would send to a host of NGC, and why: every file it would open, every entry it would consider, which
// one wins. Read-only; programs are started only where a client itself would start them (credential helpers), with the
// server name on stdin and nothing else. Each client's rules with their sources: docs/clients.md.
#pragma once

#include <sys/types.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/env.h"
#include "base/result.h"
#include "secret/secret_string.h"

namespace ngcs::clients {

// One place that a client looks at, in its own order.
struct TraceStep {
  enum class Outcome {
    kAbsent,      // the file or variable does not exist
    kNothing,     // it exists and says nothing about this host
    kUnreadable,  // it exists and cannot be read or parsed
    kSkipped,     // it says something, but this client does not look at it (podman and credsStore)
    kShadowed,    // it would answer, but an earlier one does
    kFailed,      // a helper that did not answer; the client goes on without it
    kWins,        // what is sent comes from here
  };
  std::string file;   // as opened, the home directory written out; empty for a variable
  std::string entry;  // "auths[nvcr.io]", "credHelpers[nvcr.io]", "DOCKER_AUTH_CONFIG", "repository nvaie"
  Outcome outcome = Outcome::kAbsent;
  std::string text;  // one printable line without secrets
};
[[nodiscard]] std::string_view outcome_name(TraceStep::Outcome outcome) noexcept;  // "absent", "wins" …

// Something about the set-up that has a code of the catalogue: "NGC2103". Whether it is the cause is the diagnosis's
// business. `values` fill the placeholders of the catalogue's texts (names there), without secrets.
struct TraceFinding {
  std::string code;
  std::map<std::string, std::string>
      values;  // "file", "line", "entry", "given", "reason", "helper", "message", "path" …
};

// A credential that lies in a place of this client.
struct FoundCredential {
  std::string file;
  std::string entry;
  std::string helper;           // program name where a helper gave it; empty = plain text in the file
  std::string user;             // as it stands there; may be empty
  secret::SecretString secret;  // as it stands there, not cleaned; may be empty
  std::string org;              // of a namespaced entry ("nvcr.io/org"); empty = the whole host
};

struct Trace {
  std::string client;  // "docker", "podman", "helm", "ngc-cli", "enroot"
  std::string host;    // "nvcr.io", "helm.ngc.nvidia.com"
  std::vector<TraceStep> steps;
  std::vector<TraceFinding> findings;
  std::optional<FoundCredential> sends;   // nothing = an anonymous request
  std::vector<FoundCredential> shadowed;  // others that lie there and are not sent, in the order met
  bool has_entry = false;                 // some file of this client names the host (or a prefix of it) in any spelling
  bool uses_suite = false;                // what answers is a helper (or downloader) of this suite
};

// What a helper program answered to `get`.
struct HelperAnswer {
  enum class Kind { kCredential, kNotFound, kFailed, kMissing, kTimeout } kind = Kind::kMissing;
  std::string user;
  secret::SecretString secret;
  std::string message;  // its own words where it failed: printable, redacted, one line
  std::string path;     // of the program; empty where missing
};
// Starts `docker-credential-NAME get` (found on `search_path`) with `server` on stdin, at most `deadline_ms`. Replaced
// in tests.
using AskHelper =
    std::function<HelperAnswer(std::string_view name, std::string_view server, const std::string& search_path)>;
[[nodiscard]] AskHelper ask_real_helper(int deadline_ms);

// A user name as it may be shown: printable, and never a key that somebody typed in the wrong place.
[[nodiscard]] std::string shown_user(std::string_view user);

struct TraceContext {
  const base::Environment& environment;                      // of the client: HOME, XDG_…, DOCKER_CONFIG, PATH …
  uid_t uid = 0;                                             // the client runs as
  std::optional<std::string> docker_config_dir;              // docker --config DIR
  std::optional<std::string> auth_file;                      // podman --authfile FILE
  AskHelper ask_helper;                                      // empty = helpers are not started (their step says so)
  std::optional<std::string> docker_version = std::nullopt;  // "28.3.0"; nothing = not known
  std::string containers_dir = "/etc/containers";            // registries.conf and its drop-ins for all users
};

// `space` ("org" or "org/team", may be empty) decides between namespaced entries where the client knows those.
[[nodiscard]] Trace trace_docker(const TraceContext& context, std::string_view space);
[[nodiscard]] Trace trace_podman(const TraceContext& context, std::string_view space);  // buildah, skopeo too

// Helm's repositories.yaml for an entry by its name or by the URL https://helm.ngc.nvidia.com/SPACE. `wanted.name`
// first, where both are given. An ngc:// entry is the suite's (uses_suite), its profile in values of no finding but in
// the step's text and in FoundCredential::helper ("ngc-getter").
struct HelmWanted {
  std::string name;   // of a repository; may be empty
  std::string space;  // "org" or "org/team"; may be empty: any entry of the host
};
[[nodiscard]] Trace trace_helm(const TraceContext& context, const HelmWanted& wanted);
// helm's registry/config.json, then docker's file: what `helm pull oci://…` sends.
[[nodiscard]] Trace trace_helm_oci(const TraceContext& context, std::string_view space);
[[nodiscard]] Trace trace_ngc_cli(const TraceContext& context);  // ~/.ngc/config: key, org, team
[[nodiscard]] Trace trace_enroot(const TraceContext& context);   // its netrc-form .credentials

// Org and team of the NGC CLI's configuration; empty where absent or "no-org", "no-team".
struct NgcCliSpace {
  std::string org;
  std::string team;
};
[[nodiscard]] NgcCliSpace ngc_cli_space(const TraceContext& context);

}  // namespace ngcs::clients
