#include <optional>
#include <utility>
#include <vector>

#include "base/file.h"
#include "base/paths.h"
#include "base/text.h"
#include "clients/trace.h"
#include "clients/trace_parts.h"
#include "registry/server_name.h"

namespace ngcs::clients {
namespace {

using Outcome = TraceStep::Outcome;

constexpr std::size_t kMaxCredentials = std::size_t{256} * 1024;

std::string credentials_path(const base::Environment& environment) {
  if (const auto directory = environment.get("ENROOT_CONFIG_PATH")) return std::string(*directory) + "/.credentials";
  if (const auto config = environment.get("XDG_CONFIG_HOME")) return std::string(*config) + "/enroot/.credentials";
  const auto home = base::home_directory(environment);
  return home ? *home + "/.config/enroot/.credentials" : std::string();
}

struct Machine {
  std::string name;
  std::string user;
  secret::SecretString password;
  bool computed = false;  // the rest of the line is a command, which enroot gives to sh
  bool matches = true;    // in the one form that enroot finds
};

// "machine NAME login USER password SECRET", one line for each, from the first column on. Anything else enroot passes
// over without a word.
std::optional<Machine> parse_line(std::string_view line) {
  std::vector<std::string_view> words;
  for (const std::string_view part : base::split(base::trim(line), ' ')) {
    if (!base::trim(part).empty()) words.push_back(base::trim(part));
  }
  if (words.size() < 2 || words[0] != "machine") return std::nullopt;
  Machine machine;
  machine.name = std::string(words[1]);
  machine.matches = line.starts_with("machine") && words.size() >= 6 && words[2] == "login" && words[4] == "password";
  if (!machine.matches) return machine;
  machine.user = std::string(words[3]);
  machine.computed = words[5].front() == '$';
  if (!machine.computed) machine.password = secret::SecretString(words[5]);
  return machine;
}

bool is_ngc(std::string_view name) {
  const std::string_view host = name.substr(0, name.find(':'));
  return base::iequals(host, registry::kRegistryHost) || base::iequals(host, registry::kAuthnHost);
}

void take_machine(Tracer& tracer, const std::string& path, Machine machine) {
  tracer.trace().has_entry = true;
  FoundCredential credential;
  credential.file = path;
  credential.entry = "machine " + base::printable(machine.name, kMaxShownName);
  credential.user = std::move(machine.user);
  credential.secret = std::move(machine.password);
  const bool exact = machine.name == registry::kRegistryHost || machine.name == registry::kAuthnHost;
  if (!machine.matches || !exact) {
    tracer.step(path, credential.entry, Outcome::kSkipped,
                exact ? "not in the form machine NAME login USER password SECRET, from the first column on"
                      : "the host must be spelt without a port, in small letters");
    return;
  }
  if (machine.computed) credential.helper = "sh";
  tracer.offer(std::move(credential),
               machine.computed ? "a command makes the password at each use" : "a password in plain text");
}

}  // namespace

Trace trace_enroot(const TraceContext& context) {
  Tracer tracer(context, "enroot", std::string(registry::kRegistryHost));
  const std::string path = credentials_path(context.environment);
  auto text =
      path.empty() ? base::Result<std::optional<std::string>>(std::nullopt) : base::read_file(path, kMaxCredentials);
  if (!text) {
    tracer.unreadable(path, text.error());
    return std::move(tracer).take();
  }
  if (!*text) {
    tracer.step(path, {}, Outcome::kAbsent, "enroot is not set up");
    return std::move(tracer).take();
  }
  for (const std::string_view line : base::split(**text, '\n')) {
    auto machine = parse_line(line);
    if (machine && is_ngc(machine->name)) take_machine(tracer, path, std::move(*machine));
  }
  secret::wipe((*text)->data(), (*text)->size());
  if (!tracer.trace().has_entry) tracer.step(path, {}, Outcome::kNothing, "no line for nvcr.io");
  return std::move(tracer).take();
}

}  // namespace ngcs::clients
