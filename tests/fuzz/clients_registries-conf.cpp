// Any registries.conf: never a crash; a name holds neither quotes' ends nor line ends.
#include <cstdlib>
#include <string_view>

#include "clients/registries_conf.h"

using namespace ngcs;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto names = clients::parse_credential_helpers({reinterpret_cast<const char*>(data), size});
  if (!names || !*names) return 0;
  for (const std::string& name : **names) {
    if (name.find_first_of("\n\\") != std::string::npos) std::abort();
  }
  return 0;
}
