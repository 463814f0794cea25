// What clients send to the sandbox's fronts: registry paths, scopes, tokens, CONNECT lines, control lines.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "service/control/protocol.h"
#include "service/core/token.h"
#include "service/faults/proxy.h"
#include "service/fronts/nvcr_route.h"
#include "service/policy/policy.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ngcs::sandbox;
  const std::string text(reinterpret_cast<const char*>(data), size);
  static const Signer kSigner;
  if (const auto route = parse_registry_path(text)) {
    if (route->kind == RegistryRoute::Kind::kManifest && (route->repository.empty() || route->reference.empty())) {
      std::abort();
    }
  }
  if (const auto access = parse_scope(text)) {
    if (access->name.empty() || access->actions.empty()) std::abort();
    Token token;
    token.access.push_back(*access);
    const auto decoded = decode_token(kSigner, encode_token(kSigner, token));
    if (!decoded || !decoded->allows(access->name, access->actions.front())) std::abort();
  }
  if (decode_token(kSigner, text)) std::abort();  // nobody guesses a signature
  const auto target = parse_connect(text);
  if (!target.host.empty() && target.port.empty()) std::abort();
  if (const auto decoded = base64_decode(text)) {
    if (base64url_decode(base64url(*decoded)) != decoded) std::abort();
  }
  static_cast<void>(parse_set_request(text).has_value());
  static_cast<void>(parse_set_answer(text).has_value());
  const auto middle = size / 2;
  static_cast<void>(resource_covers(text.substr(0, middle), text.substr(middle)));
  if (const auto path = split_artifact_path(text)) {
    if (path->org.empty() || path->name.empty()) std::abort();
  }
  return 0;
}
