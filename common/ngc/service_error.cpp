#include "ngc/service_error.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/text.h"
#include "json/value.h"

namespace ngcs::ngc {
namespace {

using base::Errc;
using secret::SecretString;

constexpr std::size_t kMaxText = 300;
constexpr std::size_t kMaxCode = 80;
constexpr std::size_t kShortestSecretRun = 8;

std::string shown(const json::Value& object, const char* name, std::size_t limit) {
  return base::printable(base::trim(json::string_or(object, name)), limit);
}

SecretString base64_of_pair(const SecretString& secret) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  SecretString pair("$oauthtoken:");
  pair.append(secret.reveal());
  const std::string_view in = pair.reveal();
  SecretString out;
  out.reserve(in.size() / 3 * 4 + 4);
  for (std::size_t i = 0; i < in.size(); i += 3) {
    const auto byte = [&](std::size_t at) {
      return at < in.size() ? std::uint32_t{static_cast<unsigned char>(in[at])} : 0U;
    };
    const std::uint32_t group = (byte(i) << 16U) | (byte(i + 1) << 8U) | byte(i + 2);
    for (std::size_t k = 0; k < 4 && i + k <= in.size(); ++k) {
      out.push_back(kAlphabet[(group >> (18U - 6U * static_cast<unsigned>(k))) & 63U]);
    }
  }
  return out;
}

// The requestStatus envelope.
bool read_envelope(const json::Value& root, ServiceError& error) {
  const json::Value* status = json::member(root, "requestStatus");
  if (status == nullptr) return false;
  error.code = shown(*status, "statusCode", kMaxCode);
  error.text = shown(*status, "statusDescription", kMaxText);
  error.request_id = shown(*status, "requestId", kMaxCode);
  return true;
}

bool read_problem(const json::Value& root, ServiceError& error) {
  const std::string type = json::string_or(root, "type");
  const std::string detail = json::string_or(root, "detail");
  if (json::member(root, "title") == nullptr && json::member(root, "detail") == nullptr) return false;
  // The first family may be embedded as text.
  if (detail.find("requestStatus") != std::string::npos) {
    if (const auto inner = json::parse(detail); inner && read_envelope(*inner, error)) return true;
  }
  if (type != "about:blank") error.code = base::printable(type, kMaxCode);
  error.text = base::printable(base::trim(detail.empty() ? json::string_or(root, "title") : detail), kMaxText);
  error.request_id = shown(root, "requestId", kMaxCode);
  return true;
}

bool read_registry(const json::Value& root, ServiceError& error) {
  const json::Value* errors = json::member(root, "errors");
  if (errors == nullptr || !errors->is_array() || errors->empty()) return false;
  error.code = shown(errors->front(), "code", kMaxCode);
  error.text = shown(errors->front(), "message", kMaxText);
  return true;
}

bool read_json(std::string_view body, ServiceError& error) {
  const auto root = json::parse(body);
  if (!root || !root->is_object()) return false;
  if (read_envelope(*root, error) || read_registry(*root, error) || read_problem(*root, error)) return true;
  error.text = shown(*root, "error", kMaxText);
  if (error.text.empty()) error.text = shown(*root, "message", kMaxText);
  return true;
}

std::string title_of(std::string_view html) {
  const std::string lowered = base::lower(html);
  const std::size_t open = lowered.find("<title>");
  const std::size_t close = lowered.find("</title>");
  if (open == std::string::npos || close == std::string::npos || close < open + 7) return "an HTML page";
  return base::printable(base::trim(html.substr(open + 7, close - open - 7)), kMaxText);
}

std::string_view reason_of(int status) {
  struct Row {
    int status;
    std::string_view reason;
  };
  constexpr std::array<Row, 13> kReasons = {{{400, "Bad Request"},
                                             {401, "Unauthorized"},
                                             {402, "Payment Required"},
                                             {403, "Forbidden"},
                                             {404, "Not Found"},
                                             {407, "Proxy Authentication Required"},
                                             {409, "Conflict"},
                                             {429, "Too Many Requests"},
                                             {451, "Unavailable For Legal Reasons"},
                                             {500, "Internal Server Error"},
                                             {502, "Bad Gateway"},
                                             {503, "Service Unavailable"},
                                             {504, "Gateway Timeout"}}};
  const auto* const found =
      std::find_if(kReasons.begin(), kReasons.end(), [&](const Row& row) { return row.status == status; });
  return found == kReasons.end() ? std::string_view() : found->reason;
}

Errc errc_of(int status) {
  if (status == 402 || status == 403 || status == 451) return Errc::kNotEntitled;
  if (status == 404) return Errc::kNotFound;
  if (status == 429 || status >= 500) return Errc::kService;
  return Errc::kUnexpected;
}

std::string hint_of(int status) {
  if (status == 429) return "wait a minute, then try again";
  if (status >= 500) return "try again later; https://status.ngc.nvidia.com shows outages";
  return {};
}

}  // namespace

std::string redact(std::string_view text, const SecretString& secret) {
  if (secret.empty()) return std::string(text);
  const SecretString encoded = base64_of_pair(secret);
  struct Form {
    std::string_view text;
    std::size_t shortest;
  };
  const std::array<Form, 2> forms = {
      {{secret.reveal(), std::min(kShortestSecretRun, secret.size())}, {encoded.reveal(), kShortestSecretRun}}};
  const auto longest_run = [&](std::size_t at) {
    std::size_t best = 0;
    for (const Form& form : forms) {
      std::size_t length = std::max(best + 1, form.shortest);
      while (at + length <= text.size() && form.text.find(text.substr(at, length)) != std::string_view::npos) {
        best = length++;
      }
    }
    return best;
  };
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t run = longest_run(at); run > 0) {
      out += "[secret]";
      at += run;
    } else {
      out += text[at++];
    }
  }
  return out;
}

ServiceError read_service_error(const http::Response& response) {
  ServiceError error;
  const std::string_view body = base::trim(response.body);
  if (body.empty()) return error;
  if (body.front() == '{' && read_json(body, error)) return error;
  if (body.front() == '<' || base::istarts_with(response.content_type, "text/html")) {
    error.text = title_of(body.substr(0, 4096));
  } else {
    error.text = base::printable(body, kMaxText);
  }
  return error;
}

base::Error answer_error(std::string_view asked, const http::Response& response, const SecretString* secret) {
  const ServiceError service = read_service_error(response);
  std::string said = service.code;
  if (!service.text.empty()) said += (said.empty() ? "" : ", ") + service.text;
  if (!service.request_id.empty()) said += " (request " + service.request_id + ")";
  if (secret != nullptr) said = redact(said, *secret);

  std::string message = std::string(asked) + " answered " + std::to_string(response.status);
  const std::string_view reason = reason_of(response.status);
  if (!reason.empty()) message += " (" + std::string(reason) + ")";
  if (response.status >= 300 && response.status < 400) message += ", a redirect that is not followed with a key";
  if (!said.empty()) message += ": " + said;
  return {errc_of(response.status), std::move(message), hint_of(response.status), response.status};
}

}  // namespace ngcs::ngc
