// nvcr.io: challenge, token endpoint, and the registry behind them.
#pragma once

#include <memory>
#include <string>

#include "service/fronts/exchange.h"
#include "service/fronts/nvcr_route.h"
#include "service/fronts/upstream.h"

namespace ngcs::sandbox {

class NvcrSite final : public Site {
 public:
  explicit NvcrSite(RegistryAddress registry) : registry_(std::move(registry)) {}
  void handle(Exchange& exchange) override;

 private:
  void registry(Exchange& exchange, const RegistryRoute& route);
  void read(Exchange& exchange, const RegistryRoute& route);
  void write(Exchange& exchange, const RegistryRoute& route);

  const RegistryAddress registry_;
};

// The token endpoint, /proxy_auth and /token.
void serve_registry_token(Exchange& exchange);

// The address of a blob at layers.nvcr.io, signed and good for five minutes.
[[nodiscard]] std::string signed_layer_path(const State& state, const std::string& repository,
                                            const std::string& digest);

// layers.nvcr.io: the blobs.
class LayersSite final : public Site {
 public:
  explicit LayersSite(RegistryAddress registry) : registry_(std::move(registry)) {}
  void handle(Exchange& exchange) override;

 private:
  const RegistryAddress registry_;
};

}  // namespace ngcs::sandbox
