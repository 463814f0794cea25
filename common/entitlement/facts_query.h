// Asking the service for the facts. Wire facts with their sources: docs/wire.md, "API requests".
#pragma once

#include <string_view>

#include "base/result.h"
#include "entitlement/facts.h"
#include "http/transport.h"
#include "key/key.h"
#include "secret/secret_string.h"

namespace ngcs::entitlement {

// ngc::who_am_i, as facts: four questions with the key, five where `org` is another one than the key's and its user is
// in it (the teams of an org are asked for one by one). What was refused is not said in the facts; an error only where
// nothing could be learned.
[[nodiscard]] base::Result<Facts> gather(http::Transport& transport, const secret::SecretString& key, key::Kind kind,
                                         std::string_view org = {});

// The same from answers that are there already.
[[nodiscard]] Facts facts_of(ngc::Identity identity);

}  // namespace ngcs::entitlement
