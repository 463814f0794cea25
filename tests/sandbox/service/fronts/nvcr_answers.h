// Answers that nvcr.io gives in several places.
#pragma once

#include <string>

#include "service/fronts/exchange.h"

namespace ngcs::sandbox {

// 401 with the HTML page of the nginx edge, without a challenge.
void answer_html_401(Exchange& exchange);

// 401 with a challenge. `scope` may be empty (and is then sent empty). Where the request's token has expired, the
// challenge is the other one that nvcr.io gives then. `error` is the challenge's error field, empty = none.
void answer_challenge(Exchange& exchange, const std::string& scope, const std::string& error = {});

// 403 as clients print it: `{"errors": [{"code": "DENIED", "message": "Access Denied"}]}`.
void answer_denied(Exchange& exchange);

// One OCI error: {"errors":[{"code","message","detail"}]}.
void answer_oci_error(Exchange& exchange, int status, const std::string& code, const std::string& message,
                      const json::Value& detail = nullptr);

}  // namespace ngcs::sandbox
