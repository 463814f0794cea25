// The policy, computed for each request from the world: pure functions, no state, no I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/world/world.h"

namespace ngcs::sandbox {

// How a credential came with a request.
enum class CredentialForm { kNone, kKey, kToken };

// Who asks. Made by the functions below, which decide whether the credential lives.
struct Credential {
  enum class State {
    kAbsent,     // nothing sent
    kAnonymous,  // a token that was given to nobody
    kDead,       // unknown, revoked or expired key, wrong user name, inactive user: 401 everywhere
    kLive,
  };
  State state = State::kAbsent;
  CredentialForm form = CredentialForm::kNone;
  const Key* key = nullptr;  // the world's key where it is known, dead or alive; nullptr = foreign
  [[nodiscard]] bool live() const noexcept { return state == State::kLive; }
};

// What the log calls it: "none", "anonymous-token", the key's id, or "foreign".
[[nodiscard]] std::string credential_name(const Credential& credential);
[[nodiscard]] std::string_view form_name(CredentialForm form) noexcept;

// HTTP Basic. The user name must be the literal $oauthtoken.
[[nodiscard]] Credential basic_credential(const World& world, std::int64_t now, std::string_view user,
                                          std::string_view password);
// A key sent as such (a bearer key, an ApiKey, a form field).
[[nodiscard]] Credential key_credential(const World& world, std::int64_t now, std::string_view value);
// A token of ours, still valid, for the key with this id; empty = given to nobody.
[[nodiscard]] Credential token_credential(const World& world, std::int64_t now, std::string_view key_id);

enum class Action { kPull, kPush, kDelete };
enum class ArtifactKind { kImage, kChart };

enum class Verdict {
  kAllowed,
  kDead,               // dead credential
  kNoKey,              // nobody asks for something gated or private
  kEnablementMissing,  // the product's enablement is not there or not in force
  kRefused,            // role, org, service, terms or policy
};

// May the credential do it? Existence plays no part: an artefact the world does not hold is judged by its space.
[[nodiscard]] Verdict decide(const World& world, std::int64_t now, const Credential& credential, ArtifactKind kind,
                             std::string_view path, Action action);

// The refusal table: the status at each kind of place. 200 for kAllowed; existence and region come after it.
[[nodiscard]] int token_status(const Variants& variants, Verdict verdict) noexcept;
[[nodiscard]] int content_status(Verdict verdict) noexcept;  // manifest, blob, Helm index, chart
[[nodiscard]] int api_status(Verdict verdict) noexcept;

// The roles of a key's user that count: accepted; for a personal key in its own org only.
[[nodiscard]] std::vector<const Role*> effective_roles(const World& world, const Key& key);
// Whether the credential's roles let it read the space itself (org, or org and team), through a key that carries
// private-registry; for service keys: whether a policy of that product reaches into the space.
[[nodiscard]] bool may_read_space(const World& world, const Credential& credential, std::string_view org,
                                  const std::optional<std::string>& team);

struct HelmIndex {
  int status = 200;
  std::vector<std::string> charts;  // paths that the credential may read; region blocks are not applied
};
// `existing` are the paths of the chart records in that space.
[[nodiscard]] HelmIndex helm_index(const World& world, std::int64_t now, const Credential& credential,
                                   std::string_view org, const std::optional<std::string>& team,
                                   const std::vector<std::string>& existing);

// A resource of a service key's policy ("org/team/*", "org", "*") against a path. `*` stands for any characters; a
// resource without it covers itself and everything below.
[[nodiscard]] bool resource_covers(std::string_view resource, std::string_view path) noexcept;

// In force: started and not yet over.
[[nodiscard]] bool in_force(const Enablement& enablement, std::int64_t now) noexcept;

}  // namespace ngcs::sandbox
