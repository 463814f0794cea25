// authn.nvidia.com: exchanges a key for a token of the API.
#pragma once

#include "service/fronts/exchange.h"

namespace ngcs::sandbox {

class AuthnSite final : public Site {
 public:
  void handle(Exchange& exchange) override;

 private:
  static void exchange_by_get(Exchange& exchange);
  static void exchange_by_post(Exchange& exchange);
};

}  // namespace ngcs::sandbox
