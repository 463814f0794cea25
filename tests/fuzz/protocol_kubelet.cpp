// Whole requests of a kubelet, over memory: whatever comes in, the answer has the published form or is a sentence on
// stderr, and the stored key leaves only for images of our own host.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "json/value.h"
#include "protocol/kubelet.h"
#include "store/memory_store.h"

namespace {

using namespace ngcs;

void check(bool holds) {
  if (!holds) std::abort();
}

class OneStore final : public auth::StoreProvider {
 public:
  base::Result<store::CredentialStore*> open(config::StoreKind /*kind*/) override {
    return static_cast<store::CredentialStore*>(&memory);
  }
  store::MemoryStore memory;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  base::MapEnvironment environment;
  environment.set("NGC_API_KEY", "nvapi-Zq7Zq7Zq7Zq7");
  const base::FixedClock clock(1764072000);
  OneStore stores;
  const secret::SecretString input(std::string_view(reinterpret_cast<const char*>(data), size));
  const protocol::Answer answer = protocol::answer_kubelet(input, {}, {environment, clock, stores});
  check(!base::has_control(answer.notes.substr(0, answer.notes.find('\n'))));
  if (answer.exit_code != 0) {
    check(answer.exit_code == 1 && answer.out.size() == 0 && !answer.notes.empty());
    return 0;
  }
  const auto value = json::parse(answer.out.reveal());
  check(value && value->size() == 4);
  for (const auto& entry : value->at("auth").items()) {
    const std::string host = base::lower(entry.key().substr(0, entry.key().find('/')));
    check(host.starts_with("nvcr.io") && entry.value().size() == 2);
  }
  return 0;
}
