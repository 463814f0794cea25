#include <cstdint>
#include <string_view>

#include "clients/undo_journal.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto journal = ngcs::clients::parse_journal({reinterpret_cast<const char*>(data), size});
  if (journal) journal->merge(*journal);
  return 0;
}
