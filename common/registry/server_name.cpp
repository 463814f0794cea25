#include "registry/server_name.h"

#include <vector>

#include "base/text.h"

namespace ngcs::registry {

namespace {

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "[2001:db8::1]", "[fe80::1%eth0]" and the like. Only its form matters: such a host is never NGC.
bool is_bracketed_address(std::string_view host) {
  if (host.size() < 4 || host.front() != '[' || host.back() != ']') return false;
  const std::string_view inside = host.substr(1, host.size() - 2);
  for (const char c : inside.substr(0, inside.find('%'))) {
    const bool hex = is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (!hex && c != ':' && c != '.') return false;
  }
  return true;
}

bool is_host(std::string_view host) {
  if (host.empty() || host.size() > 255) return false;
  if (is_bracketed_address(host)) return true;
  if (host.front() == '.' || host.front() == '-') return false;
  char previous = '\0';
  for (const char c : host) {
    if (!is_host_character(c) || (c == '.' && previous == '.')) return false;
    previous = c;
  }
  return true;
}

// Lower case, one trailing dot dropped: "NVCR.IO." and "nvcr.io" are one host.
std::string canonical_host(std::string_view host) {
  if (host.size() > 1 && host.back() == '.') host.remove_suffix(1);
  return base::lower(host);
}

// Splits "host:port"; false where the port is not a number from 1 to 65535.
bool split_port(std::string_view authority, std::string_view& host, std::string_view& port) {
  host = authority;
  port = {};
  const std::size_t bracket = authority.rfind(']');
  const std::size_t colon = authority.rfind(':');
  if (colon == std::string_view::npos || (bracket != std::string_view::npos && colon < bracket)) return true;
  host = authority.substr(0, colon);
  port = authority.substr(colon + 1);
  if (port.empty() || port.size() > 5) return false;
  int number = 0;
  for (const char c : port) {
    if (!is_digit(c)) return false;
    number = number * 10 + (c - '0');
  }
  return number >= 1 && number <= 65535;
}

// Without tag and digest, which only the last segment of an image name can carry.
std::string_view without_reference(std::string_view segment) {
  segment = segment.substr(0, segment.find('@'));
  return segment.substr(0, segment.find(':'));
}

bool is_name(std::string_view name) {
  if (name.empty() || name.size() > 128) return false;
  for (const char c : name) {
    if (!is_host_character(c)) return false;
  }
  return true;
}

// nvcr.io/ORG/IMAGE and nvcr.io/ORG/TEAM/IMAGE. With two segments the second may be an image as well as a team, so only
// a third one makes it a team. "/v1/…" and "/v2/…" are the registry's API, whose paths follow the same rule behind it.
void read_space(std::string_view path, ServerName& name) {
  std::vector<std::string_view> segments;
  for (const std::string_view segment : base::split(path, '/')) {
    if (!segment.empty()) segments.push_back(segment);
  }
  if (!segments.empty() && (segments.front() == "v1" || segments.front() == "v2")) segments.erase(segments.begin());
  if (segments.empty()) return;
  const std::string_view org = segments.size() == 1 ? without_reference(segments.front()) : segments.front();
  if (!is_name(org)) return;
  name.org = org;
  if (segments.size() >= 3 && is_name(segments[1])) name.team = segments[1];
}

}  // namespace

ServerName parse_server(std::string_view asked) {
  ServerName name;
  std::string_view rest = base::trim(asked);
  if (rest.empty() || !base::valid_utf8(rest) || base::has_control(rest)) return name;

  // Other schemes are other services: whatever their host, they are not the registry.
  bool other_scheme = false;
  std::string_view scheme_port = "443";
  if (const std::size_t separator = rest.find("://"); separator != std::string_view::npos) {
    const std::string_view scheme = rest.substr(0, separator);
    if (scheme.empty()) return name;
    if (base::iequals(scheme, "http")) {
      scheme_port = "80";
    } else {
      other_scheme = !base::iequals(scheme, "https");
    }
    rest.remove_prefix(separator + 3);
  }

  const std::size_t path_start = rest.find_first_of("/?#");
  const std::string_view authority = rest.substr(0, path_start);
  std::string_view path = path_start == std::string_view::npos ? std::string_view() : rest.substr(path_start);
  path = path.substr(0, path.find_first_of("?#"));
  // A user part has disguised hosts before (nvcr.io@evil.example): refused, not skipped.
  if (authority.find('@') != std::string_view::npos) return name;

  std::string_view host;
  std::string_view port;
  if (!split_port(authority, host, port) || !is_host(host)) return name;

  name.host = canonical_host(host);
  const bool port_fits = port.empty() || port == "443" || port == scheme_port;
  if (other_scheme || name.host != kRegistryHost || !port_fits) {
    name.kind = ServerKind::kForeign;
    return name;
  }
  name.kind = ServerKind::kNgc;
  read_space(path, name);
  return name;
}

bool is_key_host(std::string_view host) {
  const std::string name = canonical_host(host);
  return name == kRegistryHost || name == kHelmHost || name == kApiHost || name == kAuthnHost;
}

}  // namespace ngcs::registry
