// Whole requests to the helper, over memory: whatever comes in, the answer has one of the forms that clients
// understand, and the stored key leaves only for our own host.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "json/helper_json.h"
#include "protocol/helper.h"
#include "registry/server_name.h"
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

constexpr std::string_view kStored = "nvapi-Zq7Zq7Zq7Zq7";

void check_sentence(std::string_view out) {
  check(!out.empty() && out.back() == '\n');
  out.remove_suffix(1);
  check(!base::has_control(out) && base::valid_utf8(out) && out.find('`') == std::string_view::npos);
  check(out.find("Zq7") == std::string_view::npos);
}

void check_get(const secret::SecretString& input, const protocol::Answer& answer) {
  const registry::ServerName server = registry::parse_server(base::trim(input.reveal()));
  if (answer.exit_code != 0) {
    check_sentence(answer.out.reveal());
    const bool not_found = answer.out.reveal() == std::string(protocol::kNotFound) + "\n";
    if (server.kind == registry::ServerKind::kForeign && input.size() <= 4096) check(not_found);
    check(server.kind != registry::ServerKind::kNgc || input.size() > 4096);
    return;
  }
  check(server.kind == registry::ServerKind::kNgc);
  const auto pair = json::parse_credentials(answer.out);
  check(pair.has_value());
  check(pair->server == base::trim(input.reveal()) && pair->username == registry::kUserName);
  check(pair->secret.reveal() == kStored);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const secret::SecretString input(std::string_view(reinterpret_cast<const char*>(data), size));
  // The key comes from the environment, and no file can exist below /dev/null: nothing of this machine is read or
  // written.
  base::MapEnvironment environment({{"NGC_API_KEY", std::string(kStored)}, {"NGC_AUTH_HOME", "/dev/null/none"}});
  const base::FixedClock clock(1764072000);
  OneStore stores;
  const protocol::Outside outside{environment, clock, stores};

  const auto got = protocol::answer(protocol::Action::kGet, input, std::nullopt, outside);
  check_get(input, got);

  const auto stored = protocol::answer(protocol::Action::kStore, input, std::nullopt, outside);
  check(stored.exit_code == 0 || stored.exit_code == 1);
  if (stored.exit_code == 0) {
    check(stored.out.empty());
  } else {
    check_sentence(stored.out.reveal());
  }
  const auto erased = protocol::answer(protocol::Action::kErase, input, std::nullopt, outside);
  check(erased.exit_code == (base::trim(input.reveal()).empty() ? 1 : 0));

  const auto listed = protocol::answer(protocol::Action::kList, input, std::nullopt, outside);
  check(listed.exit_code == 0 && listed.out.reveal() == "{\"nvcr.io\":\"$oauthtoken\"}\n");
  for (const auto* answer : {&got, &stored, &erased, &listed}) {
    check(answer->notes.find("Zq7") == std::string::npos);
    check(answer->notes.empty() || answer->notes.back() == '\n');
  }
  return 0;
}
