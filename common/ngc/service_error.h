// What an answer other than the hoped-for one says: one printable line without secrets.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "http/transport.h"
#include "secret/secret_string.h"

namespace ngcs::ngc {

// `text` with every run of 8 or more characters that also occurs in the secret (as it is, or inside the base64 of
// "$oauthtoken:SECRET") replaced by "[secret]": servers and proxies do echo what they were sent.
[[nodiscard]] std::string redact(std::string_view text, const secret::SecretString& secret);

struct ServiceError {
  std::string code;        // "FORBIDDEN", "DENIED", "urn:kaizen:problem-details:not-found"; may be empty
  std::string text;        // may be empty
  std::string request_id;  // what NVIDIA's support asks for; may be empty
};

// Reads all forms that NGC sends: {"requestStatus":{…}}, application/problem+json (which may hold the first form as a
// string in `detail`), the registry's {"errors":[{"code","message"}]}, {"error":"…"}, HTML pages (their title), plain
// text. All members are printable and short, and not yet redacted.
[[nodiscard]] ServiceError read_service_error(const http::Response& response);

// "GET https://nvcr.io/v2/ answered 502 (Bad Gateway): Connection pool shut down". `asked` is method and URL without
// query; `secret` (may be null) is what the request carried. Errc: 402, 403, 451 kNotEntitled; 404 kNotFound; 429 and
// 5xx kService; all others, 401 included, kUnexpected, because only the scope-less registry exchange speaks about a
// key. Error::detail is the status.
[[nodiscard]] base::Error answer_error(std::string_view asked, const http::Response& response,
                                       const secret::SecretString* secret);

}  // namespace ngcs::ngc
