// From what the user typed elsewhere to what is to be diagnosed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "clients/trace.h"
#include "registry/reference.h"
#include "secret/secret_string.h"

namespace ngcs::diagnose {

struct Target {
  enum class Kind {
    kMachine,         // none: the machine's set-up as a whole
    kImage,           // nvcr.io/ORG[/TEAM]/NAME[:TAG|@DIGEST]
    kSpace,           // nvcr.io/ORG[/TEAM] or the host alone (org empty)
    kHelmRepository,  // https://helm.ngc.nvidia.com/ORG[/TEAM], ngc://ORG[/TEAM], a repository's name
    kHelmChart,       // a chart of such a repository
    kOciChart,        // oci://nvcr.io/ORG[/TEAM]/NAME
    kWebHost,         // ngc.nvidia.com, catalog.ngc.nvidia.com, org.ngc.nvidia.com used as a registry: NGC2307
    kHelmForm,        // an address of helm.ngc.nvidia.com without an org, or of another wrong form: NGC2304
  };
  Kind kind = Kind::kMachine;
  std::string typed;  // as the user wrote it, printable, without a user part
  registry::Space space;
  std::string name;                        // of image or chart
  std::string reference;                   // tag, digest or version; empty = none given
  std::string repository;                  // Helm's name for the repository, where it was given by name
  std::string profile;                     // of ngc://…?profile=P
  [[nodiscard]] std::string host() const;  // "nvcr.io", "helm.ngc.nvidia.com"; empty for kMachine and kWebHost
  [[nodiscard]] std::string_view kind_name() const
      noexcept;  // "image", "space", "helm-repository", "helm-chart", "oci-chart", "machine", "web-host", "helm-form"
};

// One or two words: an image, a Helm URL, a repository's name, ngc://…, oci://…; `URL CHART[:VERSION]`. With `client`
// "helm", one word org/[team/]chart[:version] is a chart; without, one word org/… is an image. A word without a slash
// that is a name in Helm's repositories.yaml is that repository. kInvalidInput names the word and the remedy; foreign
// hosts are kInvalidInput too.
struct TargetWords {
  std::vector<std::string> words;
  std::string client;  // empty = not named
  // Helm's repositories as (name, url), to resolve names.
  std::vector<std::pair<std::string, std::string>> repositories;
};
[[nodiscard]] base::Result<Target> parse_target(const TargetWords& wanted);

// A command line of docker, podman, buildah, skopeo, helm (also behind sudo, env and VAR=value) as the shell left it.
struct Invocation {
  std::string client;             // "docker", "podman" (buildah, skopeo too), "helm"
  std::string program;            // the word itself: "skopeo"
  std::vector<std::string> argv;  // as given, to run it again; never shown: it may hold a password
  Target target;
  // docker login, helm repo add, helm registry login; other commands with a typed credential (--creds, --username).
  bool login = false;
  bool push = false;
  bool devel = false;
  bool sudo = false;
  std::string sudo_user;      // of `sudo -u`; empty = root
  bool force_update = false;  // helm repo add --force-update
  bool pass_credentials = false;
  bool stored_unused = false;                    // helm … --repo URL: what repositories.yaml holds is not sent
  std::string repository;                        // `helm repo add NAME …`
  std::optional<std::string> user;               // typed; "" = the shell left nothing of it
  std::optional<secret::SecretString> password;  // typed on the command line
  bool password_on_command_line = false;
  bool password_from_stdin = false;
  std::optional<std::string> docker_config_dir;
  std::optional<std::string> auth_file;
};
// `words` behind "--". kInvalidInput for a command that is none of those, or one that reaches no host of NGC.
[[nodiscard]] base::Result<Invocation> parse_invocation(
    const std::vector<std::string>& words, const std::vector<std::pair<std::string, std::string>>& repositories);

// What a pasted error says, before any request (facts with their sources: docs/diagnosis.md, "Pasted text").
struct PastedError {
  std::string tool;  // "docker", "containerd", "podman", "helm", "enroot"; empty = not known
  int status = 0;    // HTTP status named; 0 = none
  std::string host;  // named; may be empty
  // Whether a credential was attached, where the text says so.
  std::optional<bool> credential_attached;
  // Failure below HTTP that the text names: "dns", "connect", "timeout", "tls", "proxy"; empty = none.
  std::string transport;
  std::string code;  // of the catalogue, where the text alone proves one: "NGC7301"; else empty
  std::string text;  // the line recognised, redacted and printable
};
struct Pasted {
  std::optional<Invocation> command;  // nothing is ever executed
  std::optional<Target> target;       // from the command, else from a URL or image in the error
  std::vector<PastedError> errors;
};
// Redacts first (keys, passwords, base64 pairs, bearer tokens), then reads. The shell's expansion is done on the
// command: an unquoted or double-quoted $oauthtoken becomes nothing. kInvalidInput where nothing of NGC is in it.
[[nodiscard]] base::Result<Pasted> parse_pasted(const secret::SecretString& text,
                                                const std::vector<std::pair<std::string, std::string>>& repositories);

}  // namespace ngcs::diagnose
