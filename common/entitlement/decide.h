// The whole decision: by the facts, and where they leave something open, by asking the service itself.
#pragma once

#include <string>

#include "base/clock.h"
#include "entitlement/facts.h"
#include "http/transport.h"
#include "registry/reference.h"
#include "secret/secret_string.h"

namespace ngcs::entitlement {

struct Question {
  Action action = Action::kPull;
  Thing thing = Thing::kImage;
  registry::Space space;
  std::string name;       // empty for orgs
  std::string reference;  // tag, digest or version; empty = none
};

// may(), and for reading images and charts, unless it says yes to a member: whether the target opens without a key,
// then whether it opens with it. Pushing an image asks for a token where the facts do not decide. What was asked stands
// in the evidence.
[[nodiscard]] Decision decide(http::Transport& transport, const base::Clock& clock, const secret::SecretString& key,
                              const Facts& facts, const Question& question);

}  // namespace ngcs::entitlement
