#include "auth/would_serve.h"

#include <unistd.h>

#include <string>

#include "auth/choice.h"
#include "auth/sources.h"
#include "base/text.h"

namespace ngcs::auth {

namespace {

bool provided_by_environment(const base::Environment& environment) {
  if (environment.get(kKeyFileVariable)) return true;
  if (const auto directory = environment.get("CREDENTIALS_DIRECTORY")) {
    if (::access((std::string(*directory) + "/ngc-api-key").c_str(), F_OK) == 0) return true;
  }
  for (const char* name : {kFirstKeyVariable, kSecondKeyVariable}) {
    const auto value = environment.get(name);
    if (value && base::trim(*value) != "no-apikey") return true;
  }
  return false;
}

}  // namespace

base::Result<bool> would_serve(const Request& request, const Context& context) {
  auto chosen = explicit_choice(request, context);
  if (!chosen) return chosen.error();
  if (!*chosen && provided_by_environment(context.environment)) return true;
  if (!context.paths) return false;
  auto config = config::Config::load(*context.paths, context.environment);
  if (!config) return config.error();
  const Choice choice = *chosen ? **chosen : implicit_choice(request, context, *config);
  const config::Profile* profile = config->find(choice.profile);
  return profile != nullptr && !profile->logged_out;
}

}  // namespace ngcs::auth
