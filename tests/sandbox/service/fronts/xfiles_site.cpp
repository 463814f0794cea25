#include "service/fronts/xfiles_site.h"

#include "base/text.h"
#include "service/fronts/helm_answers.h"

namespace ngcs::sandbox {

namespace {

constexpr std::int64_t kSeconds = 300;

std::string signed_text(std::string_view path, std::string_view expires) {
  return "file:" + std::string(path) + "?" + std::string(expires);
}

void deny(Exchange& exchange, int status, const std::string& code, const std::string& message) {
  exchange.answer(status,
                  R"(<?xml version="1.0" encoding="UTF-8"?><Error><Code>)" + code + "</Code><Message>" + message +
                      "</Message></Error>",
                  "application/xml");
}

}  // namespace

std::string signed_file_url(const State& state, const ChartPackage& package, bool provenance) {
  const std::string path = "/charts/" + package.digest + "/" + package.file_name() + (provenance ? ".prov" : "");
  const std::string expires = std::to_string(state.machine_now() + kSeconds);
  return "https://xfiles.ngc.nvidia.com" + path + "?Expires=" + expires +
         "&Signature=" + state.signer().sign(signed_text(path, expires));
}

void XfilesSite::handle(Exchange& exchange) {
  const std::string& path = exchange.request.path;
  const std::string expires = exchange.request.get_param_value("Expires");
  // Storage behind signed URLs refuses a second credential; NGC CLI users report a 403 at this redirect.
  if (exchange.request.has_header("Authorization")) {
    return deny(exchange, 403, "InvalidArgument", "Only one auth mechanism allowed");
  }
  if (!exchange.state.signer().verify(signed_text(path, expires), exchange.request.get_param_value("Signature"))) {
    return deny(exchange, 403, "AccessDenied", "Access denied");
  }
  if (std::strtoll(expires.c_str(), nullptr, 10) < exchange.state.machine_now()) {
    return deny(exchange, 403, "AccessDenied", "Request has expired");
  }
  const auto parts = base::split(path, '/');
  const PackagePtr package = parts.size() == 4 ? shelf_.by_digest(parts[2]) : nullptr;
  if (package == nullptr) return deny(exchange, 404, "NoSuchKey", "The specified key does not exist.");
  const bool provenance = parts[3] == package->file_name() + ".prov";
  serve_file(exchange, provenance ? package->provenance : package->file, "application/octet-stream");
}

}  // namespace ngcs::sandbox
