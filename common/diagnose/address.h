// The parts of a word that may be an address, without any judgement. Internal to diagnose.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ngcs::diagnose {

inline constexpr std::size_t kMaxAddressBytes = 4096;

struct Address {
  std::string scheme;  // lower case: "https"; empty = none
  bool user_part = false;
  std::string host;  // lower case, one trailing dot dropped; empty where the word starts with no host
  std::string port;  // digits; empty = none
  std::string path;  // without the first '/', without query; blanks written as %20 are blanks
  std::string query;
  // The word with its user part taken off, and with its query unless that is of ngc://.
  std::string shown;

  // Parts of `path`; slashes at its end add none. Empty for an empty path.
  [[nodiscard]] std::vector<std::string_view> segments() const;
};

// Keys in the word are redacted before anything else.
// A first part with '.' or ':', or anything behind a scheme, is a host: docker's own rule.
// Source: distribution/reference normalize.go, splitDockerDomain.
// "docker://[USER@]HOST#PATH", as enroot writes it (NVIDIA/enroot doc/cmd/import.md), is HOST/PATH.
[[nodiscard]] Address split_address(std::string_view word);

}  // namespace ngcs::diagnose
