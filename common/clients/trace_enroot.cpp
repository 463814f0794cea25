#include <optional>
#include <utility>
#include <vector>

#include "base/file.h"
#include "base/text.h"
#include "clients/enroot_lines.h"
#include "clients/trace.h"
#include "clients/trace_parts.h"
#include "registry/server_name.h"

namespace ngcs::clients {
namespace {

using Outcome = TraceStep::Outcome;

void take_machine(Tracer& tracer, const std::string& path, EnrootMachine machine) {
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
  const std::string path = enroot_file(context.environment);
  auto text =
      path.empty() ? base::Result<std::optional<std::string>>(std::nullopt) : base::read_file(path, kMaxEnrootFile);
  if (!text) {
    tracer.unreadable(path, text.error());
    return std::move(tracer).take();
  }
  if (!*text) {
    tracer.step(path, {}, Outcome::kAbsent, "enroot is not set up");
    return std::move(tracer).take();
  }
  for (const std::string_view line : base::split(**text, '\n')) {
    auto machine = parse_enroot_line(line);
    if (machine && is_ngc_machine(machine->name)) take_machine(tracer, path, std::move(*machine));
  }
  secret::wipe((*text)->data(), (*text)->size());
  if (!tracer.trace().has_entry) tracer.step(path, {}, Outcome::kNothing, "no line for nvcr.io");
  return std::move(tracer).take();
}

}  // namespace ngcs::clients
