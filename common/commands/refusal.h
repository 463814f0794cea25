// A refusal made clear.
#pragma once

#include <string>

#include "base/error.h"
#include "commands/session.h"
#include "secret/secret_string.h"

namespace ngcs::commands {

// A 401 of the API or of a Helm repository says nothing by itself, so NGC is asked whether it takes the key at all.
// kNotLoggedIn without a key (nullptr); kRejected where the key is dead; kNotEntitled where it is alive; kUnexpected
// where that could not be found out. A time-out of the network becomes kNetwork (no connection) or kService (no
// answer). Every other error stays as it is. `source` says where the key comes from.
[[nodiscard]] base::Error explain_refusal(const Session& session, const secret::SecretString* key,
                                          const std::string& source, base::Error error);

}  // namespace ngcs::commands
