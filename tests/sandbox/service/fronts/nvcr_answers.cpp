#include "service/fronts/nvcr_answers.h"

namespace ngcs::sandbox {

void answer_html_401(Exchange& exchange) {
  exchange.answer(401,
                  "<html>\r\n<head><title>401 Authorization Required</title></head>\r\n<body>\r\n"
                  "<center><h1>401 Authorization Required</h1></center>\r\n<hr><center>nginx/1.14.2</center>\r\n"
                  "</body>\r\n</html>\r\n",
                  "text/html");
}

void answer_challenge(Exchange& exchange, const std::string& scope, const std::string& error) {
  answer_html_401(exchange);
  std::string value;
  if (exchange.token_expired && exchange.world.variants.realm_after_expiry_authn) {
    // NVIDIA/nvidia-container-toolkit#1945: with an expired bearer the realm is another host's, and a service appears.
    value = R"(Bearer realm="https://authn.nvidia.com/token",service="registry")";
  } else {
    // NVIDIA/nvcf, MockNgcContainerRegistryServer: scope present, also when empty, and no service ("matching what NGC
    // returns on /v2/ today").
    value = R"(Bearer realm="https://nvcr.io/proxy_auth")";
  }
  if (!exchange.token_expired || !scope.empty()) value += ",scope=\"" + scope + "\"";
  const std::string code = exchange.token_expired ? "invalid_token" : error;
  if (!code.empty()) value += ",error=\"" + code + "\"";
  exchange.response.set_header("WWW-Authenticate", value);
}

void answer_denied(Exchange& exchange) {
  // NVlabs/alpasim#44, NVIDIA/OpenShell#450.
  exchange.answer(403, R"({"errors": [{"code": "DENIED", "message": "Access Denied"}]})", "application/json");
}

void answer_oci_error(Exchange& exchange, int status, const std::string& code, const std::string& message,
                      const json::Value& detail) {
  json::Value error = {{"code", code}, {"message", message}};
  if (!detail.is_null()) error["detail"] = detail;
  exchange.answer_json(status, {{"errors", json::Value::array({error})}});
}

}  // namespace ngcs::sandbox
