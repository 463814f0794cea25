// One HTTPS request and its answer, without curl types. All security rules for sending keys live behind this interface
// (docs/threat-model.md, rules 1 and 5).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "secret/secret_string.h"

namespace ngcs::http {

enum class Method { kGet, kHead, kPost, kPut, kPatch, kDelete };

// "GET" and so on.
[[nodiscard]] std::string_view method_name(Method method) noexcept;

// A credential to attach. It can be attached only to a URL whose host is_key_host() (https, port 443, no user part); a
// request that breaks this is refused with kForbiddenHost before any name is resolved.
struct Credential {
  enum class Form { kBasic, kBearer } form = Form::kBasic;
  std::string user;                              // for kBasic: always "$oauthtoken" in the product
  const secret::SecretString* secret = nullptr;  // borrowed for the call
};

struct Header {
  std::string name;
  std::string value;
};

// A body that is too large to be held in memory: read piece by piece while it is sent, once.
struct BodySource {
  std::uint64_t size = 0;  // exactly what `read` will give
  // Fills at most `room` bytes (never 0) and answers how many; 0 before `size` bytes were given, or an error, ends the
  // request (kIo).
  std::function<base::Result<std::size_t>(char* into, std::size_t room)> read;
};

struct Request {
  Method method = Method::kGet;
  std::string url;  // https only
  std::optional<Credential> credential;
  std::vector<Header> headers;                        // no Authorization, no Cookie, no secret: refused
  std::string content_type;                           // of the body
  std::string_view body;                              // borrowed
  const secret::SecretString* secret_body = nullptr;  // a body that holds a key; borrowed; only to key hosts
  const BodySource* body_source = nullptr;            // instead of `body`; borrowed; such a request is never repeated
  std::size_t max_body = 1 << 20;                     // of the answer, streamed or kept; more is kTooLarge
  std::function<bool(std::string_view)> sink;  // streams the answer's body (2xx only) instead of keeping it; false ends
                                               // it early, and what has arrived counts as the answer
  int connect_timeout_ms = 8000;               // of one try
  int total_timeout_ms = 30000;                // of all tries together
  int stall_timeout_ms = 15000;                // without a byte in either direction; whole seconds
  bool retry = true;                           // the one retry policy (retry.h): at most 2 more tries for GET, HEAD on
                      // refused connections, 429, 502, 503, 504; Retry-After clamped to [0, 30] s
  bool compressed = false;  // asks for gzip; the body arrives decoded, and max_body counts decoded bytes
  bool repeatable = false;  // this POST changes nothing (key introspection): retried like a GET
  std::string purpose;      // behind the product's name in User-Agent: "diagnose"; empty = none
};

struct Response {
  int status = 0;
  std::vector<Header> headers;  // in order, names as sent
  std::string body;             // at most max_body bytes; never trusted to be JSON, UTF-8 or short
  std::string content_type;
  int tries = 1;
  std::int64_t time_ms = 0;                                                          // of all tries
  [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;      // case-insensitive
  [[nodiscard]] std::optional<std::string_view> first(std::string_view name) const;  // case-insensitive
};

// What went wrong below HTTP, in Error::detail of a kNetwork error, and of a kService error without an HTTP status.
enum NetworkDetail : int {
  kOther = 0,
  kDns = 1,                  // the name does not resolve
  kConnect = 2,              // refused or unreachable before a connection stood
  kConnectTimeout = 3,       // nothing answered at that address
  kTls = 4,                  // the handshake failed
  kCertificate = 5,          // the certificate is not from a trusted issuer
  kNoAnswer = 6,             // connected, but no answer came
  kBroken = 7,               // the answer broke off, or is no HTTP
  kProxy = 8,                // the proxy cannot be reached
  kCertificateName = 9,      // the certificate is for another name
  kCertificateExpired = 10,  // the certificate is not valid now
  kReset = 11,               // cut after the connection stood and before TLS did
  kProxyName = 12,           // the proxy's name does not resolve
  kProxyLogin = 13,          // the proxy wants a user name and a password (407)
  kProxyRefuses = 14,        // the proxy answers CONNECT with another status
  kTlsVersion = 15,          // no TLS version that both sides speak
  kLastNetworkDetail = 15,
};

// Whether there was no (whole) HTTP answer at all: asking the same host again will hardly help.
[[nodiscard]] bool is_below_http(const base::Error& error) noexcept;

class Transport {
 public:
  virtual ~Transport() = default;
  // Never follows a redirect. Any HTTP status is a value; errors are kNetwork, kService (connected, but
  // no whole answer in time), kTooLarge, kForbiddenHost,
  // kInvalidInput (and kUnsupported for a proxy scheme that is not spoken).
  [[nodiscard]] virtual base::Result<Response> send(const Request& request) = 0;
};

}  // namespace ngcs::http
