// The throw-away CA and the servers' certificates.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ngcs::sandbox {

struct IssuedCertificate {
  std::string name;         // file name below kTlsDir without ending, for example "nvcr.io.expired"
  std::string certificate;  // PEM, the leaf alone
  std::string key;          // PEM
};

struct Issued {
  std::string ca;       // PEM of the CA that everything inside trusts
  std::string ca_hash;  // its name in a directory of hashed certificates, for example "1a2b3c4d"
  std::vector<IssuedCertificate> leaves;
};

// Every host name under .example in the text of a world, at most 64 of them.
[[nodiscard]] std::vector<std::string> foreign_names(std::string_view world);

// Makes an EC CA whose name constraints permit nothing but the sandbox's hosts and *.example, the leaf of each host and
// of "foreign" (foreign.example and the names below it, *.example for those clients that accept a wildcard there, and
// `foreign_names`), and for each host the bad variants of layout.h. Neither the CA's key nor that of the second,
// unknown CA leaves this function. Takes about 10 ms.
[[nodiscard]] base::Result<Issued> issue_certificates(const std::vector<std::string>& foreign_names);

}  // namespace ngcs::sandbox
