// The environment inside.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ngcs::sandbox {

using EnvMap = std::map<std::string, std::string, std::less<>>;

[[nodiscard]] EnvMap to_env_map(const char* const* environment);
[[nodiscard]] std::vector<std::string> to_env_list(const EnvMap& environment);

// True for what must not reach COMMAND: NGC's own variables (keys!), proxies, and everything that points a container
// tool, Helm, a keyring or a desktop at something outside, or at a credential.
[[nodiscard]] bool is_scrubbed(std::string_view name);

// The caller's environment without what is_scrubbed() names; variables that name a CA bundle or directory point at the
// one inside, TMPDIR and OLDPWD are gone, and kBinDir stands last on PATH.
[[nodiscard]] EnvMap child_environment(const EnvMap& caller);

}  // namespace ngcs::sandbox
