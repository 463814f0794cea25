#include "base/env.h"

#include <cstdlib>

namespace ngcs::base {

std::optional<std::string_view> ProcessEnvironment::get(const char* name) const {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): the environment is never changed
  if (value == nullptr || *value == '\0') return std::nullopt;
  return std::string_view(value);
}

std::optional<std::string_view> MapEnvironment::get(const char* name) const {
  const auto found = values_.find(std::string_view(name));
  if (found == values_.end() || found->second.empty()) return std::nullopt;
  return std::string_view(found->second);
}

}  // namespace ngcs::base
