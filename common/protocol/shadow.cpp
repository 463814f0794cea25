#include "protocol/shadow.h"

#include <unistd.h>

#include "base/text.h"

namespace ngcs::protocol {

std::optional<std::string_view> shadowing_variable(const std::optional<std::string>& profile,
                                                   const base::Environment& environment) {
  if (profile || environment.get("NGC_PROFILE")) return std::nullopt;
  if (environment.get("NGC_API_KEY_FILE")) return "NGC_API_KEY_FILE";
  if (const auto directory = environment.get("CREDENTIALS_DIRECTORY")) {
    // The unit may carry credentials for others only.
    if (::access((std::string(*directory) + "/ngc-api-key").c_str(), F_OK) == 0) return "CREDENTIALS_DIRECTORY";
  }
  for (const char* name : {"NGC_CLI_API_KEY", "NGC_API_KEY"}) {
    // The NGC CLI writes "no-apikey" where none is configured.
    if (const auto value = environment.get(name); value && base::trim(*value) != "no-apikey") return name;
  }
  return std::nullopt;
}

}  // namespace ngcs::protocol
