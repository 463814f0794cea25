// What the service says about a key and its user, as far as it concerns access; and the decision "may this key do this
// there". Nothing here asks the network. Policy and sources: docs/entitlement.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ngc/identity.h"
#include "registry/reference.h"

namespace ngcs::entitlement {

enum class Action { kPull, kPush, kCreate, kUpdate, kDelete, kAddUser, kAddTeam };
enum class Thing { kImage, kChart, kModel, kResource, kOrg };

using Policy = ngc::KeyPolicy;  // of a service key

struct Facts {
  ngc::Identity identity;
  std::optional<std::vector<Policy>> policies;             // of a service key; nothing = not known
  std::optional<std::vector<std::string>> accepted_terms;  // products whose terms are accepted; nothing = not said
  std::optional<std::vector<std::string>> pending_orgs;    // orgs whose invitation is open; nothing = not said
  std::int64_t now = 0;  // seconds since 1970 by the service's clock (Date header), never the local one
};

// What is known about the target besides, for example from asking without a key.
enum class Visibility {
  kNotKnown,
  kPublic,  // anybody may read it
  kClosed,  // refused without a key: private, gated, or not there
};
struct Target {
  Visibility visibility = Visibility::kNotKnown;
  std::string product;  // that opens it, where it is gated; empty = by the org's name
};

enum class Allowed { kYes, kNo, kUnknown };
struct Decision {
  Allowed allowed = Allowed::kUnknown;
  std::string code;                // of the catalogue ("NGC6302") where it is no for one cause; empty else
  std::vector<std::string> codes;  // [code], or the causes that evidence does not separate; where it is unknown, what
                                   // would stand in the way
  bool likely = false;             // the code fits best, but is not proven
  std::string reason;              // one line
  std::vector<std::string> evidence;  // one line each
};

// `space` + `name` as typed. It speaks of rights only: whether the artefact exists plays no part. Where it could be
// that anybody may read the target (publishers, orgs that the user is not in), a refusal is kUnknown until `target`
// says that it is closed.
[[nodiscard]] Decision may(const Facts& facts, Action action, Thing thing, const registry::Space& space,
                           std::string_view name, const Target& target = {});

// The product that opens gated artefacts of a publisher org: "nv-ai-enterprise" for nvaie and nim. Empty: not known.
[[nodiscard]] std::string_view product_of(std::string_view publisher);

// The words of actions and things: "pull", "add-user", "image".
[[nodiscard]] std::string_view action_name(Action action) noexcept;
[[nodiscard]] std::string_view thing_name(Thing thing) noexcept;

// Publisher orgs by NVIDIA's documentation ("nvidia", "nvaie", "nim" …) unless the user is a member of it.
[[nodiscard]] bool is_publisher(const Facts& facts, std::string_view org);

enum class EnablementState { kInForce, kExpired, kNotYet, kAbsent, kNotSaid };
// By its dates; kNotSaid where they cannot be read, or there is nothing to compare them with.
[[nodiscard]] EnablementState state_of(const ngc::Enablement& enablement, std::int64_t now);

struct EnablementFinding {
  EnablementState state = EnablementState::kNotSaid;
  std::string org;  // where it sits; the key's org first
  std::string type;
  std::string date;         // of its end or its start
  bool in_key_org = false;  // or the key is a legacy one, which works in every org of its user
  bool on_the_day = false;  // in force by its dates, but one of them is today: the hour decides
};
// The best one for a product over all orgs: in force before not yet before expired; the key's org before others.
// kNotSaid where nothing was found and not every org said what it has, or where there is no date to compare with.
[[nodiscard]] EnablementFinding find_enablement(const Facts& facts, std::string_view product);

}  // namespace ngcs::entitlement
