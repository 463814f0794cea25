// What Helm asks for, and with whose key. Internal to the getter.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "getter/getter.h"
#include "ngc/helm_url.h"
#include "secret/secret_string.h"

namespace ngcs::helm_ngc {

struct GetterRequest {
  ngc::HelmUrl url;
  std::string ca_file;              // empty = the system's
  bool client_certificate = false;  // Helm was given one
};

// CERT KEY CA URL.
[[nodiscard]] base::Result<GetterRequest> parse_request(const std::vector<std::string>& words);

struct GetterKey {
  std::string user;
  std::optional<secret::SecretString> key;  // nothing = anonymous
  std::string source;                       // for --debug: "the default profile in the vault"; never a character of it
  std::vector<std::string> warnings;
};

// A password that Helm hands over wins (--username and --password of `helm repo add`), then the suite's own order with
// the profile of the address as the explicit choice and its org and team as the asked ones.
[[nodiscard]] base::Result<GetterKey> choose_key(const ngc::HelmUrl& url, const GetterParts& parts);

// NGC_HELM_TIMEOUT: seconds of one call, retries included; 120 where unset, as Helm's own.
[[nodiscard]] base::Result<int> total_timeout_ms(const base::Environment& environment);

}  // namespace ngcs::helm_ngc
