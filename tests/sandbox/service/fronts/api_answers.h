// The two families of answers of NGC's API.
#pragma once

#include <string>

#include "service/fronts/exchange.h"

namespace ngcs::sandbox {

// {"statusCode","statusDescription"?,"requestId"}: the requestStatus of every answer of the first family.
[[nodiscard]] json::Value request_status(const std::string& code, const std::string& description = {});

// First family: {"requestStatus":{"statusCode","statusDescription","requestId"}}.
void answer_status(Exchange& exchange, int status, const std::string& code, const std::string& description);

// Second family, application/problem+json: type urn:kaizen:problem-details:KIND, title, status, detail.
void answer_problem(Exchange& exchange, int status, const std::string& kind, const std::string& title,
                    const std::string& detail = {});

// A page of a list under `name`, as page-number and page-size ask for.
void answer_page(Exchange& exchange, const char* name, const json::Value& items);

// The key behind a request that the API accepts; answers 401 and returns nullptr where there is none.
[[nodiscard]] const Key* api_key(Exchange& exchange);

// The refusal of an API call about an artefact or an org, in the first family; 401 and 403.
void answer_refusal(Exchange& exchange, int status);

}  // namespace ngcs::sandbox
