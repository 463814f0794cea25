#include "service/fronts/api_answers.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace ngcs::sandbox {

namespace {

std::size_t number_param(const Exchange& exchange, const char* name, std::size_t fallback, std::size_t highest) {
  const std::string text = exchange.request.get_param_value(name);
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return text.empty() || error != std::errc{} || end != text.data() + text.size() ? fallback : std::min(value, highest);
}

}  // namespace

// NVIDIADemo/ngc-go, shared.go: statusCode, statusDescription, requestId, serverId.
json::Value request_status(const std::string& code, const std::string& description) {
  json::Value status = {{"statusCode", code}, {"requestId", "sandbox"}, {"serverId", "sandbox"}};
  if (!description.empty()) status["statusDescription"] = description;
  return status;
}

void answer_status(Exchange& exchange, int status, const std::string& code, const std::string& description) {
  exchange.answer_json(status, {{"requestStatus", request_status(code, description)}});
}

void answer_problem(Exchange& exchange, int status, const std::string& kind, const std::string& title,
                    const std::string& detail) {
  json::Value body = {{"type", "urn:kaizen:problem-details:" + kind}, {"title", title}, {"status", status}};
  if (!detail.empty()) body["detail"] = detail;
  exchange.answer(status, body.dump(), "application/problem+json");
}

void answer_refusal(Exchange& exchange, int status) {
  if (status != 401) return answer_status(exchange, status, "FORBIDDEN", "Access Denied");
  // "401 Not Authenticated" without a key (stackql probes of 2026-07).
  const bool nobody = exchange.credential.state == Credential::State::kAbsent;
  answer_status(exchange, 401, "UNAUTHORIZED", nobody ? "Not Authenticated" : "Invalid API key.");
}

// page-number counts from zero, page-size up to 1000 (NVIDIADemo/ngc-go; stackql notes; ai-dynamo/modelexpress).
void answer_page(Exchange& exchange, const char* name, const json::Value& items) {
  const std::size_t size = std::max<std::size_t>(number_param(exchange, "page-size", 100, 1000), 1);
  const std::size_t index = number_param(exchange, "page-number", 0, 1000000);
  const std::size_t pages = (items.size() + size - 1) / size;
  json::Value page = json::Value::array();
  for (std::size_t i = index * size; i < std::min(items.size(), (index + 1) * size); ++i) page.push_back(items[i]);
  json::Value info = {{"index", index}, {"size", page.size()}, {"totalPages", pages}, {"totalResults", items.size()}};
  if (index + 1 < pages) info["nextPage"] = index + 1;
  exchange.answer_json(200, {{"requestStatus", request_status("SUCCESS")}, {name, page}, {"paginationInfo", info}});
}

// The key behind a request that the API accepts: an nvapi key as bearer, or a token of authn.nvidia.com. A legacy key
// is exchanged first: one client of NVIDIA sends it as bearer, the others do not, and nothing is known of the answer;
// the sandbox takes the strict side. Answers 401 and returns nullptr where there is none.
const Key* api_key(Exchange& exchange) {
  const Credential& credential = exchange.credential;
  const std::string header = exchange.request.get_header_value("Authorization");
  const bool bearer = base::istarts_with(header, "Bearer ");
  const bool by_token = exchange.token && exchange.token->use == Token::Use::kApi;
  const bool by_key = !exchange.token && credential.live() && credential.key->kind != KeyKind::kLegacy;
  if (bearer && credential.live() && (by_token || by_key)) return credential.key;
  answer_refusal(exchange, 401);
  return nullptr;
}

}  // namespace ngcs::sandbox
