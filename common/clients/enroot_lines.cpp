#include "clients/enroot_lines.h"

#include <vector>

#include "base/paths.h"
#include "base/text.h"
#include "registry/server_name.h"

namespace ngcs::clients {

std::string enroot_file(const base::Environment& environment) {
  if (const auto directory = environment.get("ENROOT_CONFIG_PATH")) return std::string(*directory) + "/.credentials";
  if (const auto config = environment.get("XDG_CONFIG_HOME")) return std::string(*config) + "/enroot/.credentials";
  const auto home = base::home_directory(environment);
  return home ? *home + "/.config/enroot/.credentials" : std::string();
}

std::optional<EnrootMachine> parse_enroot_line(std::string_view line) {
  std::vector<std::string_view> words;
  for (const std::string_view part : base::split(base::trim(line), ' ')) {
    if (!base::trim(part).empty()) words.push_back(base::trim(part));
  }
  if (words.size() < 2 || words[0] != "machine") return std::nullopt;
  EnrootMachine machine;
  machine.name = std::string(words[1]);
  machine.matches = line.starts_with("machine") && words.size() >= 6 && words[2] == "login" && words[4] == "password";
  if (!machine.matches) return machine;
  machine.user = std::string(words[3]);
  machine.computed = words[5].front() == '$';
  if (!machine.computed) machine.password = secret::SecretString(words[5]);
  return machine;
}

bool is_ngc_machine(std::string_view name) {
  const std::string_view host = name.substr(0, name.find(':'));
  return base::iequals(host, registry::kRegistryHost) || base::iequals(host, registry::kAuthnHost);
}

}  // namespace ngcs::clients
