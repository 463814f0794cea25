// The real registry behind nvcr.io and layers.nvcr.io: CNCF Distribution, plain HTTP on the loopback address.
#pragma once

#include <httplib.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "service/fronts/exchange.h"

namespace ngcs::sandbox {

struct RegistryAddress {
  std::string host = "127.0.0.1";
  int port = 5000;
};

// Sends the exchange's request on to the registry as `target` (path and query), the body in pieces, and copies the
// registry's answer; a Location becomes relative. False where the registry does not answer (then it is a 502).
bool forward(Exchange& exchange, const RegistryAddress& registry, const std::string& target);

// Size and type of a blob, or nothing where the registry has none.
struct BlobInfo {
  std::uint64_t size = 0;
  std::string type;
};
[[nodiscard]] std::optional<BlobInfo> blob_info(const RegistryAddress& registry, const std::string& path);

// Answers with the blob, in pieces, ranges included.
void serve_blob(Exchange& exchange, const RegistryAddress& registry, const std::string& path, const BlobInfo& blob);

// Whether the registry's manifest for `reference` exists, and its digest.
[[nodiscard]] std::optional<std::string> manifest_digest(const RegistryAddress& registry, const std::string& repository,
                                                         const std::string& reference);

// The client all of these use.
[[nodiscard]] httplib::Client registry_client(const RegistryAddress& registry);

}  // namespace ngcs::sandbox
