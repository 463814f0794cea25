#include "http/failure.h"

#include <string_view>

#include "base/text.h"
#include "http/transport.h"

namespace ngcs::http {
namespace {

using base::Errc;
using base::Error;

std::string seconds(int ms) { return std::to_string((ms + 999) / 1000) + " s"; }

Error proxy_error(const Url& url, const Failure& failure) {
  const std::string proxy = failure.proxy.empty() ? "the proxy" : "the proxy " + base::printable(failure.proxy, 256);
  std::string message = proxy;
  std::string hint = "check HTTPS_PROXY and NO_PROXY";
  NetworkDetail detail = kProxy;
  if (failure.proxy_status == 407) {
    message += " wants a user name and a password (407) before it connects to " + url.host();
    hint = "put them into HTTPS_PROXY, or ask whoever runs the proxy";
    detail = kProxyLogin;
  } else if (failure.proxy_status >= 300) {
    message += " refuses to connect to " + url.host() + " (" + std::to_string(failure.proxy_status) + ")";
    hint = "ask whoever runs the proxy to allow " + url.host() + ":" + std::to_string(url.port());
    detail = kProxyRefuses;
  } else if (failure.code == CURLE_COULDNT_RESOLVE_PROXY) {
    message += " has a name that cannot be resolved";
    detail = kProxyName;
  } else {
    message += " cannot be used to reach " + url.host() + ": " + curl_easy_strerror(failure.code);
  }
  return {Errc::kNetwork, std::move(message), std::move(hint), detail};
}

// Silence before the connection is the network's fault, after it the service's.
Error time_out(const Url& url, const Failure& failure) {
  const std::string after = " within " + seconds(failure.waited_ms);
  if (!failure.resolved) {
    return {Errc::kNetwork, "the name " + url.host() + " could not be resolved" + after,
            "check the network and its DNS", kDns};
  }
  if (!failure.connected) {
    return {Errc::kNetwork, "nothing answered at " + url.origin() + after,
            "a firewall may drop the packets: check the network, or set HTTPS_PROXY", kConnectTimeout};
  }
  if (failure.answered) {
    return {Errc::kService, "the answer of " + url.origin() + " did not end in time", "try again", kBroken};
  }
  return {Errc::kService, "connected to " + url.origin() + ", but no answer came in time", "try again later",
          kNoAnswer};
}

bool at_proxy(const Failure& failure) {
  if (failure.code == CURLE_COULDNT_RESOLVE_PROXY || failure.code == CURLE_PROXY) return true;
  if (failure.proxy.empty()) return false;
  if (failure.proxy_status >= 300) return true;
  // A refused connection names the host that refused; libcurl 7.88 has no other way to tell that it was the proxy.
  const std::string_view detail = failure.detail;
  return detail.find("CONNECT") != std::string_view::npos ||
         (failure.code == CURLE_COULDNT_CONNECT && detail.find(failure.proxy) != std::string_view::npos);
}

// What OpenSSL and libcurl say, in their own words: the result code alone does not separate these.
NetworkDetail certificate_detail(std::string_view detail) {
  if (detail.find("expired") != std::string_view::npos || detail.find("not yet valid") != std::string_view::npos) {
    return kCertificateExpired;
  }
  if (detail.find("does not match") != std::string_view::npos ||
      detail.find("no alternative certificate subject name matches") != std::string_view::npos) {
    return kCertificateName;
  }
  return kCertificate;
}
NetworkDetail handshake_detail(std::string_view detail) {
  if (detail.find("reset by peer") != std::string_view::npos || detail.find("SYSCALL") != std::string_view::npos) {
    return kReset;
  }
  // "wrong version number" is what no TLS at all looks like.
  if (detail.find("protocol version") != std::string_view::npos ||
      detail.find("unsupported protocol") != std::string_view::npos) {
    return kTlsVersion;
  }
  return kTls;
}

}  // namespace

bool is_below_http(const base::Error& error) noexcept {
  return error.code == Errc::kNetwork || (error.code == Errc::kService && error.detail <= kLastNetworkDetail);
}

base::Error explain_failure(const Url& url, const Failure& failure) {
  if (at_proxy(failure)) return proxy_error(url, failure);
  const std::string origin = url.origin();
  const std::string detail =
      base::printable(failure.detail.empty() ? curl_easy_strerror(failure.code) : failure.detail, 256);
  switch (failure.code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return {Errc::kNetwork, "the name " + url.host() + " cannot be resolved", "check the network and its DNS", kDns};
    case CURLE_COULDNT_CONNECT:
      return {Errc::kNetwork, "cannot connect to " + origin, "check the network, a firewall, or HTTPS_PROXY", kConnect};
    case CURLE_OPERATION_TIMEDOUT:
      return time_out(url, failure);
    case CURLE_PEER_FAILED_VERIFICATION:
      return {Errc::kNetwork, "the certificate of " + origin + " cannot be trusted: " + detail,
              "check the clock of this machine, and whether a proxy replaces certificates",
              certificate_detail(failure.detail)};
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
      return {Errc::kNetwork, "the certificates to trust cannot be read: " + detail, "install ca-certificates",
              kCertificate};
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ENGINE_INITFAILED:
      return {Errc::kNetwork, "no TLS connection to " + origin + ": " + detail,
              "something between here and there may not speak TLS", handshake_detail(failure.detail)};
    case CURLE_GOT_NOTHING:
      return {Errc::kNetwork, "connected to " + origin + ", but no answer came", "try again later", kNoAnswer};
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
      if (!failure.secured) {
        return {Errc::kNetwork, "the connection to " + origin + " was cut before TLS stood",
                "something between here and there may block it", kReset};
      }
      return {Errc::kNetwork, "the connection to " + origin + " was cut", "try again", kBroken};
    case CURLE_PARTIAL_FILE:
      return {Errc::kNetwork, "the answer of " + origin + " broke off", "try again", kBroken};
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_HTTP2:
      return {Errc::kNetwork, "what answers at " + origin + " does not speak HTTP",
              "something between here and there may intercept connections", kBroken};
    case CURLE_FILESIZE_EXCEEDED:
      return {Errc::kTooLarge, "the answer of " + origin + " is larger than allowed"};
    case CURLE_OUT_OF_MEMORY:
      return {Errc::kInternal, "out of memory in libcurl"};
    default:
      return {Errc::kNetwork, "the request to " + origin + " failed: " + curl_easy_strerror(failure.code), {}, kOther};
  }
}

}  // namespace ngcs::http
