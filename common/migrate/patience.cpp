#include "migrate/patience.h"

#include <algorithm>

namespace ngcs::migrate {
namespace {

constexpr int kFirstDelayMs = 400;  // as http/retry.cpp

}  // namespace

bool may_pass(const base::Error& error) noexcept {
  if (error.code == base::Errc::kService) return true;
  if (error.code != base::Errc::kNetwork) return false;
  // Names that do not resolve and certificates that do not fit stay as they are.
  switch (error.detail) {
    case http::kDns:
    case http::kTls:
    case http::kCertificate:
    case http::kCertificateName:
    case http::kCertificateExpired:
    case http::kTlsVersion:
    case http::kProxyName:
    case http::kProxyLogin:
    case http::kProxyRefuses:
      return false;
    default:
      return true;
  }
}

void Patience::heed(const http::Response& response, std::int64_t now) {
  if (response.status < 400) return;
  if (const auto seconds = http::retry_after_seconds(response, now)) wanted_s_ = *seconds;
}

void Patience::wait(int tries) {
  const int usual = kFirstDelayMs * (1 << (tries - 1));
  if (sleep_) sleep_(std::max(usual, wanted_s_ * 1000));
}

}  // namespace ngcs::migrate
