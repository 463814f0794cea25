#include "service/fronts/api_answers.h"
#include "service/fronts/api_json.h"
#include "service/fronts/api_site.h"

namespace ngcs::sandbox {

namespace {

constexpr std::size_t kMaxForm = 65536;

// The key of the form field `credentials`; it becomes the exchange's credential, since it is a key that was sent. Both
// calls know nvapi keys only (opendatahub-io/odh-model-controller, trufflehog, NVIDIA/infra-controller).
const Key* introspected_key(Exchange& exchange) {
  httplib::Params form;
  httplib::detail::parse_query_text(exchange.read_body(kMaxForm).value_or(""), form);
  const auto field = form.find("credentials");
  exchange.credential = key_credential(exchange.world, exchange.now, field == form.end() ? "" : field->second);
  const Key* key = exchange.credential.key;
  return exchange.credential.live() && key->kind != KeyKind::kLegacy ? key : nullptr;
}

void refuse_key(Exchange& exchange) { answer_status(exchange, 401, "UNAUTHORIZED", "Invalid API key."); }

}  // namespace

void serve_caller_info(Exchange& exchange) {
  const Key* key = introspected_key(exchange);
  if (key == nullptr) return refuse_key(exchange);
  json::Value body = {{"requestStatus", request_status("SUCCESS")}, {"orgName", *key->org}};
  if (key->kind == KeyKind::kService) {
    // A service key's userId is the org's cloud account, shared by all its service keys; its products are empty: the
    // policies count (NVIDIA/infra-controller).
    body["userId"] = "cloud-account-" + std::to_string(id_of(*key->org));
    body["type"] = "SERVICE_KEY";
    body["products"] = json::Value::array();
    body["user"] = nullptr;
  } else {
    // Without productEnablements: the test data of odh-model-controller has none here.
    body["userId"] = std::to_string(id_of(*key->user));
    body["type"] = "PERSONAL_KEY";
    body["products"] = *key->services;
    body["user"] = user_json(exchange.world, *exchange.world.user(*key->user), false);
  }
  exchange.answer_json(200, body);
}

void serve_sak_info(Exchange& exchange) {
  const Key* key = introspected_key(exchange);
  if (key == nullptr) return refuse_key(exchange);
  if (key->kind != KeyKind::kService) return answer_status(exchange, 403, "FORBIDDEN", "Access Denied");
  json::Value policies = json::Value::array();
  for (const KeyPolicy& policy : key->policies) {
    json::Value resources = json::Value::array();
    for (const std::string& resource : policy.resources) resources.push_back({{"id", resource}});
    policies.push_back({{"product", policy.product}, {"scopes", policy.scopes}, {"resources", resources}});
  }
  exchange.answer_json(200, {{"requestStatus", request_status("SUCCESS")},
                             {"apiKey", {{"keyId", std::to_string(id_of(key->id))}, {"policies", policies}}}});
}

}  // namespace ngcs::sandbox
