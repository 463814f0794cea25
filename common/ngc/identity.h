// Who a key belongs to and whether the service accepts it: registry token exchange, key introspection, users/me, orgs.
// Wire facts with their sources: docs/wire.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/transport.h"
#include "key/key.h"
#include "secret/secret_string.h"

namespace ngcs::ngc {

enum class Verdict { kAccepted, kRejected, kCouldNotCheck };

struct KeyCheck {
  Verdict verdict = Verdict::kCouldNotCheck;
  std::optional<base::Error> reason;  // for kRejected and kCouldNotCheck: what was answered, what to do
};

// The scope-less token exchange at the realm that nvcr.io's cold challenge names. Rejected only on 401 of that
// exchange; an anonymous token is no proof (the exchange always carries the key). Nothing is said about any repository.
[[nodiscard]] KeyCheck check_key(http::Transport& transport, const secret::SecretString& key);

struct Enablement {
  std::string product;     // "nv-ai-enterprise"
  std::string type;        // "EMS_NFR"
  std::string start_date;  // yyyy-MM-dd or empty
  std::string expiration;  // yyyy-MM-dd or empty
};

struct Team {
  std::string name;
  std::vector<std::string> roles;  // the user's own; empty where the team exists but no role is known
};

// What a service key may do: a product, within scopes and resources.
struct KeyPolicy {
  std::string product;                 // "private-registry"
  std::vector<std::string> scopes;     // "pull"; empty = not said
  std::vector<std::string> resources;  // "org", "org/team/*", "*"
};

// An invitation that the user has not accepted yet.
struct Invitation {
  std::string org;
  std::string team;  // empty = the org itself
  std::vector<std::string> roles;
};

struct Org {
  std::string name;          // what paths use
  std::string display_name;  // what the web site shows; may be empty
  std::string type;
  std::vector<std::string> roles;
  std::vector<Team> teams;
  std::optional<std::vector<Enablement>> enablements;  // nothing = the service did not say
  bool teams_listed = false;                           // `teams` holds all that the service shows this key
};

struct Identity {
  std::string key_type;               // "PERSONAL_KEY", "SERVICE_KEY", "LEGACY" or empty
  std::string key_org;                // the one org a personal or service key is bound to
  std::vector<std::string> services;  // products of the key; empty for legacy
  std::string user_name;
  std::string user_email;
  std::optional<bool> user_active;  // nothing = the service did not say
  std::vector<Org> orgs;
  std::vector<std::string> gaps;  // one printable line for each question that was not answered
  bool services_listed = false;   // `services` was said, even if it is empty
  bool roles_listed = false;      // roles were said, by users/me or the introspection
  bool orgs_listed = false;       // `orgs` holds all orgs of the user: users/me or the list of orgs answered
  std::optional<std::vector<KeyPolicy>> policies;      // of a service key; nothing = not said
  std::optional<bool> nvaie_terms;                     // hasSignedNVAIEEULA; nothing = not said
  std::optional<std::vector<Invitation>> invitations;  // open ones; nothing = not said
  std::int64_t service_time = 0;                       // the latest Date header, seconds since 1970; 0 = none came
};

// get-caller-info (all but legacy keys), then users/me, the orgs and the teams of the key's org (and of `org`, where
// the user is in it) where they answer: four questions, five with another `org`. What a service refuses is left empty
// and named in `gaps`; an error only where nothing could be learned (the first question's error). All text in an
// Identity is printable; org and team names are fit for paths.
[[nodiscard]] base::Result<Identity> who_am_i(http::Transport& transport, const secret::SecretString& key,
                                              key::Kind kind, std::string_view org = {});

// The org that `text` means: its name, or its display name in any case. kNotFound names the orgs there are; kConflict
// the candidates where a display name is not unique.
[[nodiscard]] base::Result<Org> choose_org(const std::vector<Org>& orgs, std::string_view text);

}  // namespace ngcs::ngc
