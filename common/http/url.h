// An https URL, parsed by libcurl and then held to a stricter form. The only way a URL gets into a request.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace ngcs::http {

class Url {
 public:
  static constexpr std::size_t kMaxBytes = std::size_t{16} * 1024;  // pre-signed download URLs are a few KiB

  // Accepts "https://HOST[:PORT][/PATH][?QUERY][#FRAGMENT]"; the fragment is dropped. kInvalidInput for everything that
  // two parsers could read differently: another scheme, a user part, a backslash, a percent sign or a non-ASCII byte in
  // the host (libcurl would decode "nvcr.io%2eevil.example" to another host), blanks, control characters.
  [[nodiscard]] static base::Result<Url> parse(std::string_view text);

  // The URL that a Location header means, seen from this one. The same rules hold for the result.
  [[nodiscard]] base::Result<Url> resolve(std::string_view location) const;

  // Lower case, without a trailing dot; an IPv6 address in brackets.
  [[nodiscard]] const std::string& host() const noexcept { return host_; }
  [[nodiscard]] int port() const noexcept { return port_; }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }    // starts with '/'
  [[nodiscard]] const std::string& query() const noexcept { return query_; }  // without '?'; empty = none
  void set_query(std::string query) { query_ = std::move(query); }

  // "https://nvcr.io" or "https://nvcr.io:8443".
  [[nodiscard]] std::string origin() const;
  [[nodiscard]] std::string str() const;
  // For messages and logs: queries of signed URLs are credentials.
  [[nodiscard]] std::string without_query() const { return origin() + path_; }
  [[nodiscard]] bool same_origin(const Url& other) const { return host_ == other.host_ && port_ == other.port_; }
  // An IPv4 or IPv6 address instead of a name.
  [[nodiscard]] bool host_is_address() const;

 private:
  Url() = default;
  // `url` is what libcurl is to parse; checks of the raw text are done.
  [[nodiscard]] static base::Result<Url> take_apart(const char* base, const std::string& url);

  std::string host_;
  int port_ = 443;
  std::string path_ = "/";
  std::string query_;
};

// Everything but RFC 3986's unreserved characters as %XX.
[[nodiscard]] std::string percent_encode(std::string_view text);
// Reverses %XX; anything malformed stays as it is.
[[nodiscard]] std::string percent_decode(std::string_view text);

// "a=1&b" as {{"a","1"},{"b",""}}, still encoded. Empty parts are dropped.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> query_parameters(std::string_view query);

}  // namespace ngcs::http
