#include "protocol/plain_key.h"

#include "base/paths.h"
#include "protocol/unreadable.h"

namespace ngcs::protocol {

Answer plain_key(const std::optional<std::string>& profile, const Outside& outside) {
  const base::Result<base::Paths> paths = base::resolve_paths(outside.environment);
  auto resolution = auth::resolve({{}, {}, profile}, {outside.environment, paths, outside.stores});
  Answer answer;
  if (!resolution || !resolution->key) {
    answer.exit_code = 1;
    add_note(answer, !resolution ? sentence(resolution.error()) : "no key is recorded; log in: docker ngc login");
    return answer;
  }
  answer.out = std::move(*resolution->key);
  answer.out.push_back('\n');
  for (const std::string& warning : resolution->warnings) add_note(answer, warning);
  return answer;
}

}  // namespace ngcs::protocol
