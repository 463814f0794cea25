// Asking the service itself whether a credential may read an artefact: a token and a list of tags, or a Helm index.
// Nothing is downloaded or changed.
#pragma once

#include <string>

#include "base/clock.h"
#include "http/transport.h"
#include "registry/reference.h"
#include "secret/secret_string.h"

namespace ngcs::entitlement {

enum class Reading {
  kAllowed,
  kMissing,      // allowed, but there is no such artefact
  kNotListed,    // the space's Helm index answers, and does not list the chart: not there, or not for this credential
  kRefused,      // 401, 402 or 403
  kRegion,       // 451
  kCouldNotAsk,  // no network, an outage, an answer that is not understood
};

struct ProbeAnswer {
  Reading reading = Reading::kCouldNotAsk;
  int status = 0;    // of the answer that decided; 0 = none came
  std::string text;  // the same in one line, without secrets
};

// `key` is borrowed; nullptr = without a key. `reference` is a tag or digest, may be empty.
[[nodiscard]] ProbeAnswer probe_image(http::Transport& transport, const base::Clock& clock,
                                      const secret::SecretString* key, const std::string& repository,
                                      const std::string& reference);
// A token to push, and nothing with it.
[[nodiscard]] ProbeAnswer probe_push(http::Transport& transport, const base::Clock& clock,
                                     const secret::SecretString& key, const std::string& repository);
[[nodiscard]] ProbeAnswer probe_chart(http::Transport& transport, const base::Clock& clock,
                                      const secret::SecretString* key, const registry::Space& space,
                                      const std::string& name);

}  // namespace ngcs::entitlement
