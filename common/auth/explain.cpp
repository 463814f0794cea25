#include "auth/explain.h"

#include <optional>
#include <utility>

#include "auth/choice.h"

namespace ngcs::auth {

base::Result<Explanation> explain(const Request& request, const Context& context) {
  auto chosen = explicit_choice(request, context);
  if (!chosen) return chosen.error();
  Explanation result;
  const auto add = [&result](std::optional<Answer> answer) {
    if (answer) result.answers.push_back(std::move(*answer));
  };
  if (!*chosen) {
    add(ask_key_file(context));
    add(ask_credentials_directory(context));
    add(ask_variable(context, kFirstKeyVariable));
    add(ask_variable(context, kSecondKeyVariable));
  }
  if (context.paths) {
    if (auto config = config::Config::load(*context.paths, context.environment)) {
      add(ask_store(*chosen ? **chosen : implicit_choice(request, context, *config), *config, context));
    } else {
      Answer answer;
      answer.source = {SourceKind::kStore, {}, {}, context.paths->config_file, "settings"};
      answer.error = std::move(config).error();
      add(std::move(answer));
    }
  }
  while (result.decisive < result.answers.size()) {
    const Answer& answer = result.answers[result.decisive];
    if (answer.key || answer.error) break;
    ++result.decisive;
  }
  return result;
}

}  // namespace ngcs::auth
