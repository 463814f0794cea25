#include "auth/choice.h"

#include "base/text.h"

namespace ngcs::auth {

namespace {

// The NGC CLI writes these where nothing is chosen.
bool is_sentinel(std::string_view text) { return text == "no-org" || text == "no-team"; }

std::string_view variable(const base::Environment& environment, const char* name) {
  const auto value = environment.get(name);
  if (!value || is_sentinel(*value)) return {};
  return base::trim(*value);
}

}  // namespace

base::Result<std::optional<Choice>> explicit_choice(const Request& request, const Context& context) {
  std::optional<Choice> choice;
  if (request.profile) {
    choice = Choice{*request.profile, "named explicitly"};
  } else if (const auto value = context.environment.get("NGC_PROFILE")) {
    choice = Choice{std::string(*value), "NGC_PROFILE"};
  }
  if (choice && !config::valid_profile_name(choice->profile)) {
    return base::Error{base::Errc::kInvalidInput,
                       "'" + base::printable(choice->profile, 80) + "' (" + choice->why + ") is not a profile name",
                       "docker ngc profile list shows the names"};
  }
  return choice;
}

Choice implicit_choice(const Request& request, const Context& context, const config::Config& config) {
  if (const config::Profile* profile = config.find_space(request.org, request.team)) {
    return {profile->name, "org in the name"};
  }
  const std::string_view org = variable(context.environment, "NGC_CLI_ORG");
  if (const config::Profile* profile = config.find_space(org, variable(context.environment, "NGC_CLI_TEAM"))) {
    return {profile->name, "NGC_CLI_ORG"};
  }
  return {config.default_profile(), kDefaultProfileReason};
}

}  // namespace ngcs::auth
