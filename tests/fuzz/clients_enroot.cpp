// Lines of enroot's .credentials: what is found has the one form that enroot finds, and nothing of a command is taken
// for a password.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "clients/enroot_lines.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto lines = ngcs::base::split(text, '\n');
  for (const std::string_view line : lines) {
    const auto machine = ngcs::clients::parse_enroot_line(line);
    if (!machine) continue;
    (void)ngcs::clients::is_ngc_machine(machine->name);
    if (machine->name.empty() || (machine->computed && !machine->password.empty())) std::abort();
    if (machine->matches && !line.starts_with("machine")) std::abort();
    if (!machine->matches && !machine->password.empty()) std::abort();
  }
  return 0;
}
