// What the answers of helm.ngc.nvidia.com have in common.
#pragma once

#include <string>

#include "base/result.h"
#include "service/fronts/exchange.h"

namespace ngcs::sandbox {

// ChartMuseum's form, {"error": TEXT}; with a 401 comes the challenge for Basic.
void answer_helm_error(Exchange& exchange, int status, const std::string& text);

// Helm failed, or is missing: a failure of the sandbox, which says so.
void answer_no_helm(Exchange& exchange, const base::Error& error);

// Answers with a file, in pieces, ranges included. `type` is its media type.
void serve_file(Exchange& exchange, const std::string& path, const std::string& type);

// Whether the client takes a gzip'd answer.
[[nodiscard]] bool accepts_gzip(const httplib::Request& request);

// Whether If-None-Match names `tag`, which is quoted.
[[nodiscard]] bool matches_etag(const httplib::Request& request, const std::string& tag);

}  // namespace ngcs::sandbox
