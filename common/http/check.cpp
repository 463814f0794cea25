#include "http/check.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "registry/server_name.h"

namespace ngcs::http {
namespace {

using base::Errc;
using base::Error;

// Headers that carry credentials (the Credential member is the only way to send one), and headers that libcurl itself
// must write, because a second one would let two readers see two messages.
constexpr std::array<std::string_view, 17> kRefusedHeaders = {"authorization",
                                                              "proxy-authorization",
                                                              "cookie",
                                                              "cookie2",
                                                              "x-api-key",
                                                              "api-key",
                                                              "x-auth-token",
                                                              "x-registry-auth",
                                                              "x-registry-config",
                                                              "host",
                                                              "content-length",
                                                              "content-type",
                                                              "transfer-encoding",
                                                              "te",
                                                              "connection",
                                                              "upgrade",
                                                              "expect"};

bool token_char(char c) {
  constexpr std::string_view kSymbols = "!#$%&'*+-.^_`|~";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kSymbols.find(c) != std::string_view::npos;
}

bool header_value(std::string_view value) {
  return !value.empty() && value.front() != ' ' && value.back() != ' ' &&
         std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

bool visible_ascii(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

base::Result<void> check_headers(const Request& request) {
  for (const Header& header : request.headers) {
    const std::string name = base::lower(header.name);
    if (name.empty() || !std::all_of(name.begin(), name.end(), token_char)) {
      return Error(Errc::kInvalidInput, "a header name holds a character that header names do not have");
    }
    if (std::find(kRefusedHeaders.begin(), kRefusedHeaders.end(), name) != kRefusedHeaders.end()) {
      return Error(Errc::kInvalidInput, "the header " + name + " cannot be set by hand");
    }
    if (!header_value(header.value)) {
      return Error(Errc::kInvalidInput,
                   "the value of the header " + name +
                       " is empty or holds a line end, a control character or a byte outside ASCII");
    }
  }
  if (!request.content_type.empty() && !header_value(request.content_type)) {
    return Error(Errc::kInvalidInput, "the content type holds a character that header values do not have");
  }
  return {};
}

base::Result<void> check_credential(const Credential& credential) {
  if (credential.secret == nullptr) return Error(Errc::kInternal, "a credential without a secret");
  if (!visible_ascii(credential.secret->reveal())) {
    return Error(Errc::kInvalidInput, "the key or token is empty or holds a character outside visible ASCII");
  }
  if (credential.form == Credential::Form::kBasic &&
      (!visible_ascii(credential.user) || credential.user.find(':') != std::string::npos)) {
    return Error(Errc::kInvalidInput, "the user name is empty or holds a colon or a character outside visible ASCII");
  }
  return {};
}

}  // namespace

bool bears_key(const Request& request) noexcept { return request.credential || request.secret_body != nullptr; }

bool may_receive_key(const Url& url) { return url.port() == 443 && registry::is_key_host(url.host()); }

bool passes_last_check(bool with_key, std::string_view effective_url) {
  const auto url = Url::parse(effective_url);
  return url && (!with_key || may_receive_key(*url));
}

base::Result<Url> check_request(const Request& request) {
  auto url = Url::parse(request.url);
  if (bears_key(request)) {
    if (!url) {
      return Error(Errc::kForbiddenHost, "no key is sent there: " + url.error().message);
    }
    if (!may_receive_key(*url)) {
      return Error(Errc::kForbiddenHost,
                   "no key is sent to " + url->origin() + ": it is not one of NVIDIA's key hosts on port 443");
    }
  }
  if (!url) return url;
  if (const auto checked = check_headers(request); !checked) return checked.error();
  if (request.credential) {
    if (const auto checked = check_credential(*request.credential); !checked) return checked.error();
  }
  const int bodies = (request.body.empty() ? 0 : 1) + (request.secret_body == nullptr ? 0 : 1) +
                     (request.body_source == nullptr ? 0 : 1);
  if (bodies > 1) return Error(Errc::kInternal, "a request with two bodies");
  if (bodies == 1 && (request.method == Method::kGet || request.method == Method::kHead)) {
    return Error(Errc::kInternal, "a GET or HEAD request with a body");
  }
  return url;
}

}  // namespace ngcs::http
