#include "protocol/unreadable.h"

#include "base/text.h"
#include "config/settings.h"

namespace ngcs::protocol {

bool anonymous_when_unreadable(const base::Environment& environment, const base::Result<base::Paths>& paths) {
  if (const auto value = environment.get("NGC_AUTH_ON_UNREADABLE")) return *value == "anonymous";
  if (!paths) return false;
  const auto config = config::Config::load(*paths, environment);
  return config && config->settings().on_unreadable.value == config::OnUnreadable::kAnonymous;
}

void add_note(Answer& answer, std::string_view text) {
  answer.notes.append("docker-credential-ngc: ").append(base::printable(text)).push_back('\n');
}

}  // namespace ngcs::protocol
