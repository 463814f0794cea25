#include "diagnose/address.h"

#include <algorithm>

#include "base/text.h"
#include "diagnose/redact_text.h"

namespace ngcs::diagnose {
namespace {

bool is_scheme(std::string_view text) {
  return !text.empty() && text.size() <= 32 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '-' ||
           c == '.';
  });
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Display names of orgs hold blanks, which a web form writes as %20.
std::string with_blanks(std::string_view path) {
  std::string text;
  for (std::size_t at = 0; at < path.size(); ++at) {
    if (path.substr(at, 3) == "%20") {
      text += ' ';
      at += 2;
    } else {
      text += path[at];
    }
  }
  return text;
}

// A word without a path may end in a tag: "app:1.0" is no host.
bool looks_like_host(std::string_view first, bool has_path) {
  if (!has_path) first = first.substr(0, first.find(':'));
  return first.find_first_of(".:") != std::string_view::npos;
}

}  // namespace

std::vector<std::string_view> Address::segments() const {
  std::string_view rest = path;
  while (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.empty()) return {};
  return base::split(rest, '/');
}

Address split_address(std::string_view word) {
  Address address;
  const std::string clean = redact_text(base::trim(word));
  std::string_view rest = clean;
  if (const std::size_t mark = rest.find("://"); mark != std::string_view::npos && is_scheme(rest.substr(0, mark))) {
    address.scheme = base::lower(rest.substr(0, mark));
    address.shown = std::string(rest.substr(0, mark + 3));
    rest.remove_prefix(mark + 3);
  }
  const bool enroot = address.scheme == "docker";

  std::size_t end = std::min(rest.find_first_of(enroot ? "/#" : "/?#"), rest.size());
  std::string_view authority = rest.substr(0, end);
  if (const std::size_t at = authority.rfind('@');
      at != std::string_view::npos && (!address.scheme.empty() || looks_like_host(authority.substr(at + 1), true))) {
    address.user_part = true;
    rest.remove_prefix(at + 1);
    end -= at + 1;
    authority.remove_prefix(at + 1);
  }

  std::string_view path = rest;
  if (!address.scheme.empty() || looks_like_host(authority, end < rest.size())) {
    std::string_view host = authority;
    if (const std::size_t colon = authority.rfind(':');
        colon != std::string_view::npos && is_number(authority.substr(colon + 1))) {
      host = authority.substr(0, colon);
      address.port = authority.substr(colon + 1);
    }
    if (host.size() > 1 && host.ends_with('.')) host.remove_suffix(1);
    address.host = base::lower(host);
    path = rest.substr(std::min(end + 1, rest.size()));
    // "?query" directly behind the host.
    if (end < rest.size() && rest[end] != '/' && !(enroot && rest[end] == '#')) path = rest.substr(end);
  }

  if (!enroot) path = path.substr(0, path.find('#'));
  const std::size_t mark = path.find('?');
  if (mark != std::string_view::npos) {
    address.query = path.substr(mark + 1);
    path = path.substr(0, mark);
  }
  address.path = with_blanks(path);
  // Queries of signed addresses are credentials.
  std::string_view shown = rest;
  if (address.scheme != "ngc" && mark != std::string_view::npos) shown = shown.substr(0, shown.find('?'));
  address.shown += shown;
  return address;
}

}  // namespace ngcs::diagnose
