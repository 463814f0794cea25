#include "diagnose/outcome.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <memory>
#include <utility>

#include "base/text.h"
#include "ngc/service_error.h"

namespace ngcs::diagnose {
namespace {

using Kind = Outcome::Kind;

Outcome fault(std::string code, std::string_view host, std::string facts) {
  Outcome outcome;
  outcome.kind = Kind::kFault;
  outcome.code = std::move(code);
  outcome.values = {{"host", std::string(host)}, {"facts", facts}, {"reason", facts}};
  return outcome;
}

std::string code_of_detail(int detail, base::Errc code) {
  switch (detail) {
    case http::kDns:
      return "NGC3101";
    case http::kConnect:
      return "NGC3103";
    case http::kConnectTimeout:
      return "NGC3104";
    case http::kReset:
      return "NGC3106";
    case http::kProxyName:
      return "NGC3201";
    case http::kProxy:
      return "NGC3202";
    case http::kProxyLogin:
      return "NGC3203";
    case http::kProxyRefuses:
      return "NGC3204";
    case http::kCertificate:
    case http::kTls:
      return "NGC3301";
    case http::kCertificateExpired:
      return "NGC3302";
    case http::kCertificateName:
      return "NGC3303";
    case http::kTlsVersion:
      return "NGC3304";
    case http::kNoAnswer:
      return "NGC4104";
    case http::kBroken:
      return "NGC4106";
    default:
      return code == base::Errc::kService ? "NGC4104" : code == base::Errc::kNetwork ? "NGC3103" : "NGC0002";
  }
}

bool is_private(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    const std::uint32_t ip = ntohl(reinterpret_cast<const sockaddr_in*>(address)->sin_addr.s_addr);
    return (ip >> 24U) == 10 || (ip >> 24U) == 127 || (ip >> 24U) == 0 || (ip >> 20U) == 0xAC1 ||
           (ip >> 16U) == 0xC0A8 || (ip >> 16U) == 0xA9FE;
  }
  if (address->sa_family == AF_INET6) {
    const auto& ip = reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
    return IN6_IS_ADDR_LOOPBACK(&ip) || IN6_IS_ADDR_UNSPECIFIED(&ip) || IN6_IS_ADDR_LINKLOCAL(&ip) ||
           (ip.s6_addr[0] & 0xFEU) == 0xFC;
  }
  return false;
}

}  // namespace

std::string_view Outcome::word() const noexcept {
  switch (kind) {
    case Kind::kNotAsked:
      return "none";
    case Kind::kOk:
      return "ok";
    case Kind::kUnauthorized:
      return "401";
    case Kind::kPayment:
      return "402";
    case Kind::kForbidden:
      return "403";
    case Kind::kNotFound:
      return "404";
    case Kind::kRegion:
      return "451";
    case Kind::kFault:
      return "fault";
    case Kind::kOther:
      break;
  }
  return "other";
}

Outcome outcome_of(const base::Error& error, std::string_view host) {
  // Refused here, before anything was sent; a foreign realm is ask_challenge()'s business.
  if (error.code == base::Errc::kForbiddenHost) return {};
  if (error.code == base::Errc::kTimeout || error.code == base::Errc::kUnsupported) return {};  // not asked any more
  if (error.code == base::Errc::kTooLarge) return broken_answer(host, error.message);
  Outcome outcome = fault(code_of_detail(error.detail, error.code), host, error.message);
  // A filter that answers in NGC's place has no certificate of NGC, or no TLS at all.
  if (error.code == base::Errc::kNetwork && error.detail != http::kDns && outcome.code.rfind("NGC32", 0) != 0) {
    if (const auto address = sinkhole_address(std::string(host))) {
      outcome.code = "NGC3102";
      outcome.values["ip"] = *address;
    }
  }
  return outcome;
}

Outcome outcome_of(const base::Result<http::Response>& response, std::string_view host) {
  if (!response) return outcome_of(response.error(), host);
  Outcome outcome;
  outcome.status = response->status;
  const int status = response->status;
  if (status >= 200 && status < 300) {
    outcome.kind = Kind::kOk;
  } else if (status == 401) {
    outcome.kind = Kind::kUnauthorized;
  } else if (status == 402) {
    outcome.kind = Kind::kPayment;
  } else if (status == 403) {
    outcome.kind = Kind::kForbidden;
  } else if (status == 404) {
    outcome.kind = Kind::kNotFound;
  } else if (status == 451) {
    outcome.kind = Kind::kRegion;
  } else if (status == 429) {
    outcome = fault("NGC4103", host, "429");
    outcome.values["retry_after"] = base::printable(response->first("Retry-After").value_or("a while"), 40);
  } else if (status >= 500) {
    const ngc::ServiceError error = ngc::read_service_error(*response);
    outcome = fault("NGC4104", host, std::to_string(status));
    outcome.values["id"] = error.request_id.empty() ? "none" : base::printable(error.request_id, 80);
  } else if (status >= 300 && status < 400) {
    outcome = fault("NGC3401", host, "a redirect (" + std::to_string(status) + ")");
  } else {
    outcome.kind = Kind::kOther;
  }
  outcome.status = status;
  outcome.page = base::istarts_with(response->content_type, "text/html");
  return outcome;
}

Outcome outcome_of(const base::Result<ngc::TokenAnswer>& answer, std::string_view host) {
  if (!answer) return outcome_of(answer.error(), host);
  if (answer->token) {
    Outcome outcome;
    outcome.kind = Kind::kOk;
    outcome.status = answer->status;
    return outcome;
  }
  if (answer->status == 200) {
    return broken_answer(host, answer->error ? answer->error->message : std::string("no token in the answer"));
  }
  http::Response bare;
  bare.status = answer->status;
  Outcome outcome = outcome_of(base::Result<http::Response>(std::move(bare)), host);
  if (outcome.fault() && answer->error) outcome.values["facts"] = answer->error->message;
  return outcome;
}

Outcome broken_answer(std::string_view host, std::string facts) { return fault("NGC4106", host, std::move(facts)); }

std::optional<std::string> sinkhole_address(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), "443", &hints, &found) != 0) return std::nullopt;
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, ::freeaddrinfo);
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    if (!is_private(one->ai_addr)) continue;
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* address = one->ai_family == AF_INET
                              ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in*>(one->ai_addr)->sin_addr)
                              : &reinterpret_cast<const sockaddr_in6*>(one->ai_addr)->sin6_addr;
    if (::inet_ntop(one->ai_family, address, text.data(), text.size()) != nullptr) return std::string(text.data());
  }
  return std::nullopt;
}

}  // namespace ngcs::diagnose
