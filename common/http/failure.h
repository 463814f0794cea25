// What a failed transfer means. Internal to http.
#pragma once

#include <string>

#include "base/error.h"
#include "http/curl_handles.h"
#include "http/url.h"

namespace ngcs::http {

// What libcurl knew when it gave up.
struct Failure {
  CURLcode code = CURLE_OK;
  long proxy_status = 0;   // of CONNECT; 0 = no proxy answered
  bool resolved = false;   // the name had an address
  bool connected = false;  // TCP stood
  bool secured = false;    // TLS stood
  bool answered = false;   // at least one header line came
  std::string proxy;       // host of the proxy in the environment; empty = none
  std::string detail;      // libcurl's error text
  int waited_ms = 0;       // the time that was allowed
};

// One sentence, naming the origin asked and, where it is at fault, the proxy; never a query, a credential or a header.
[[nodiscard]] base::Error explain_failure(const Url& url, const Failure& failure);

}  // namespace ngcs::http
