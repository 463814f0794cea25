// Who a key belongs to, as text and as JSON.
#pragma once

#include "cli/output.h"
#include "json/value.h"
#include "ngc/identity.h"

namespace ngcs::commands {

void print_identity(cli::Output& output, const ngc::Identity& identity);
[[nodiscard]] json::Value identity_json(const ngc::Identity& identity);

// "personal", "service", "legacy"; empty where the service did not say.
[[nodiscard]] std::string kind_from_service(const ngc::Identity& identity);

}  // namespace ngcs::commands
