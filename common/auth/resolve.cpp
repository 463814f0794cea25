#include "auth/resolve.h"

#include <utility>

#include "auth/choice.h"
#include "auth/sources.h"
#include "base/text.h"

namespace ngcs::auth {

namespace {

base::Result<Resolution> conclude(Answer answer) {
  if (answer.error) return std::move(*answer.error);
  Resolution resolution;
  resolution.source = std::move(answer.source);
  resolution.key = std::move(answer.key);
  if (!answer.warning.empty()) resolution.warnings.push_back(std::move(answer.warning));
  return resolution;
}

// Both variables are set, and the one that is not used holds another key.
bool second_differs(const Context& context, const Answer& used) {
  if (used.source.name != kFirstKeyVariable || !used.key) return false;
  const auto second = ask_variable(context, kSecondKeyVariable);
  return second && (!second->key || !(*second->key == *used.key));
}

// Steps 2 and 3.
std::optional<Answer> ask_environment(const Context& context) {
  if (auto answer = ask_key_file(context)) return answer;
  if (auto answer = ask_credentials_directory(context)) return answer;
  if (auto answer = ask_variable(context, kFirstKeyVariable)) return answer;
  return ask_variable(context, kSecondKeyVariable);
}

}  // namespace

base::Result<Resolution> resolve(const Request& request, const Context& context) {
  auto chosen = explicit_choice(request, context);
  if (!chosen) return chosen.error();
  if (!*chosen) {
    if (auto answer = ask_environment(context)) {
      const bool warn = second_differs(context, *answer);
      auto resolution = conclude(std::move(*answer));
      if (resolution && warn) {
        resolution->warnings.emplace_back(
            "NGC_CLI_API_KEY and NGC_API_KEY hold different keys; NGC_CLI_API_KEY is used, as the NGC CLI does");
      }
      return resolution;
    }
  }

  if (!context.paths) {
    // No home, so nothing can be recorded.
    Resolution nothing;
    if (*chosen) nothing.warnings.push_back(context.paths.error().message);
    return nothing;
  }
  auto config = config::Config::load(*context.paths, context.environment);
  if (!config) return config.error();
  return conclude(ask_store(*chosen ? **chosen : implicit_choice(request, context, *config), *config, context));
}

base::Result<std::string> target_profile(const Request& request, const Context& context) {
  auto chosen = explicit_choice(request, context);
  if (!chosen) return chosen.error();
  if (*chosen) return (*chosen)->profile;
  if (!context.paths) return context.paths.error();
  auto config = config::Config::load(*context.paths, context.environment);
  if (!config) return config.error();
  return implicit_choice(request, context, *config).profile;
}

}  // namespace ngcs::auth
