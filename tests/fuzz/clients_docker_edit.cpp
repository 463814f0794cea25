// configure, then undo, on any text: what comes out parses, a second configure changes nothing, and no key stays.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "clients/docker_config.h"

namespace {

using namespace ngcs;

clients::DockerFile file_of(std::string_view text) {
  return {.location = {"config.json", "--config"}, .source = secret::SecretString(text), .existed = true};
}

void require(bool condition) {
  if (!condition) std::abort();
}

bool parses(const std::string& text) { return json::parse(text, {.bytes = 8 << 20, .depth = 64}).has_value(); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  auto plan = clients::plan_configure(file_of(text), {.automatic_store = "pass"});
  if (!plan) return 0;
  (void)clients::masked_texts(*plan);
  const std::string after = plan->document.text();
  require(parses(after));
  const auto again = clients::plan_configure(file_of(after), {.automatic_store = "pass"});
  require(again && !again->changes() && again->keys.empty());
  const auto undone = clients::plan_undo(file_of(after), plan->journal, {});
  require(undone && parses(undone->document.text()));
  const auto off = clients::plan_unconfigure(file_of(after), plan->journal, {});
  require(off && parses(off->document.text()));
  return 0;
}
