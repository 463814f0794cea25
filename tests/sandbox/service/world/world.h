// The world: everything the local NGC knows. One immutable value; `set` replaces it whole.
//
// Times are seconds since 1970-01-01T00:00:00Z on the service's clock; relative dates are resolved while parsing.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ngcs::sandbox {

enum class OrgType { kEnterprise, kIndividual };

struct Enablement {
  std::string product;
  std::string type;                 // EMS_COMMERCIAL, EMS_EVAL, EMS_NFR, NGC_ADMIN_*
  std::int64_t start = 0;           // in force from here
  std::optional<std::int64_t> end;  // first second it is no longer in force; nothing = open
};

struct Org {
  std::string name;  // what paths use
  std::string display_name;
  OrgType type = OrgType::kEnterprise;
  bool publisher = false;  // access by enablement of the user's own org, never by membership
  std::vector<std::string> teams;
  std::vector<Enablement> enablements;
};

struct Role {
  std::string org;
  std::optional<std::string> team;  // nothing = the org itself
  std::string role;                 // as spelt in the world
  bool pending = false;             // an invitation not yet accepted: does not count
};

struct User {
  std::string id;
  std::string name;
  std::string email;
  bool active = true;
  std::vector<std::string> terms;  // products whose terms are accepted
  std::vector<Role> roles;
};

struct KeyPolicy {
  std::string product;
  std::vector<std::string> scopes;
  std::vector<std::string> resources;
};

enum class KeyKind { kPersonal, kService, kLegacy };

struct Key {
  std::string id;     // what the log shows
  std::string value;  // never logged
  KeyKind kind = KeyKind::kPersonal;
  std::optional<std::string> user;                   // none for service keys
  std::optional<std::string> org;                    // none for legacy keys
  std::optional<std::vector<std::string>> services;  // none for legacy keys: everything
  std::vector<KeyPolicy> policies;                   // service keys
  bool revoked = false;
  std::optional<std::int64_t> expires;
};

enum class Visibility { kPublic, kPrivate, kGated };

struct Artifact {
  std::string path;  // org[/team]/name
  Visibility visibility = Visibility::kPrivate;
  std::optional<std::string> product;  // whose enablement opens it, when gated
  bool region_blocked = false;
};

struct Image : Artifact {
  std::map<std::string, std::vector<std::string>> tags;  // tag -> architectures
};

struct Chart : Artifact {
  std::vector<std::string> versions;  // empty = record only; each is one that Helm packages, and stands once
  std::string short_description;
  std::uint64_t payload_bytes = 0;  // incompressible content of each package beside its templates
};

enum class FaultKind {
  kStatus,
  kDelay,
  kBlackhole,
  kReset,
  kLostAnswer,
  kSlow,
  kTruncate,
  kWrongContentType,
  kForeignRealm,
  kRedirect,
  kCertificate,
  kClock,
  kDns,
  kSinkhole,
  kProxy,
};

enum class FaultBody { kJson, kHtml, kEmpty };
enum class CertificateProblem { kExpired, kWrongName, kUnknownCa };

struct Fault {
  FaultKind kind = FaultKind::kStatus;
  std::string host;
  std::optional<std::string> path;    // prefix; nothing = every path
  std::optional<std::string> method;  // nothing = every method
  std::optional<int> times;           // nothing = always
  int status = 0;                     // kStatus, kProxy
  std::optional<int> retry_after;     // kStatus: seconds
  FaultBody body = FaultBody::kJson;
  double seconds = 0;                        // kDelay, kClock
  std::optional<std::uint64_t> after_bytes;  // kReset: of the body that is under way
  std::uint64_t bytes_per_second = 0;        // kSlow
  std::string realm;                         // kForeignRealm
  std::string location;                      // kRedirect
  CertificateProblem problem = CertificateProblem::kExpired;
};

enum class ChartUrls { kRelative, kAbsolute, kForeign };
enum class IndexForm { kYaml, kJson, kMalformed };
enum class IndexDigest { kRight, kWrong, kAbsent };

// Which of the reported behaviours the service shows where the real answer is not known.
struct Variants {
  int gated_anonymous = 403;             // 401 or 403 at the token endpoint
  bool realm_after_expiry_authn = true;  // else nvcr.io
  int token_lifetime = 300;              // seconds
  int duplicate_push = 409;              // or 400
  bool members_see_enablements = true;
  bool users_me_accepts_personal_key = true;
  int missing_entitlement = 402;    // or 403
  int key_outside_on_public = 200;  // or 403
  bool chart_download_redirect = false;
  bool force_push = true;                     // ?force replaces an existing version
  double upload_delay = 1;                    // seconds until an upload is UPLOAD_COMPLETE
  std::optional<std::uint64_t> upload_limit;  // bytes of a request that uploads; more is 413
  ChartUrls chart_urls = ChartUrls::kRelative;
  IndexForm index_form = IndexForm::kYaml;
  IndexDigest index_digest = IndexDigest::kRight;
  std::uint64_t index_bytes = 0;  // an index is filled up to this size
  bool index_gzip = true;         // where the client asks for it
  bool pending_invitation_listed = true;
  bool inactive_user_listed = false;  // else an inactive user's key is 401
};

// What stands on the machine of the person in front of it, when `run` starts; `set` does not touch it. Texts may hold
// ${key:ID} and ${auth:ID}, the key and the value that docker's files hold for it; a variable's value besides ${HOME}
// and ${PATH}.
struct MachineFile {
  std::string path;  // below the home: ".docker/config.json"
  std::string text;
  bool executable = false;
};
struct MachineVariable {
  std::string name;
  std::string value;
};
// A key that the person has logged in with: the suite's own login is run for it.
struct MachineProfile {
  std::string name;
  std::string key;  // id
  bool is_default = false;
};
struct Machine {
  std::vector<MachineProfile> profiles;
  std::vector<MachineFile> files;
  std::vector<MachineVariable> environment;
};

struct World {
  std::optional<std::int64_t> time;  // what the service's clock is set to; nothing = the machine's clock
  std::vector<Org> orgs;
  std::vector<User> users;
  std::vector<Key> keys;
  std::vector<Image> images;
  std::vector<Chart> charts;
  std::vector<Fault> faults;
  Variants variants;
  Machine machine;

  [[nodiscard]] const Org* org(std::string_view name) const noexcept;
  [[nodiscard]] const User* user(std::string_view id) const noexcept;
  [[nodiscard]] const Key* key_by_id(std::string_view id) const noexcept;
  [[nodiscard]] const Key* key_by_value(std::string_view value) const noexcept;
  [[nodiscard]] const Image* image(std::string_view path) const noexcept;
  [[nodiscard]] const Chart* chart(std::string_view path) const noexcept;
};

// The space (org or org/team) and the name of an artefact.
struct ArtifactPath {
  std::string org;
  std::optional<std::string> team;
  std::string name;
};

// "org/name" or "org/team/name"; a fourth and further parts belong to the name. Nothing for fewer than two parts, an
// empty part, or a character that no registry path holds.
[[nodiscard]] std::optional<ArtifactPath> split_artifact_path(std::string_view path);

// The names of fault kinds as worlds spell them.
[[nodiscard]] std::string_view fault_kind_name(FaultKind kind) noexcept;

}  // namespace ngcs::sandbox
