#include "registry/reference.h"

#include "base/text.h"
#include "registry/server_name.h"

namespace ngcs::registry {

namespace {

using base::Errc;
using base::Error;

// Orgs, teams, images and tags are written with the same characters.
bool is_name(std::string_view name) {
  if (name.empty() || name.size() > 128 || name.front() == '.' || name.front() == '-') return false;
  for (const char c : name) {
    const bool ok =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    if (!ok) return false;
  }
  return true;
}

Error bad_name(std::string_view what, std::string_view name) {
  std::string message(what);
  message += name.empty() ? " is missing" : " '" + base::printable(name, 80) + "' is not a name of NGC";
  return {Errc::kInvalidInput, std::move(message), "names hold letters, digits, '-', '_' and '.'"};
}

bool is_digest(std::string_view digest) {
  constexpr std::string_view kPrefix = "sha256:";
  if (!digest.starts_with(kPrefix) || digest.size() != kPrefix.size() + 64) return false;
  for (const char c : digest.substr(kPrefix.size())) {
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

}  // namespace

base::Result<Space> parse_space(std::string_view text) {
  const std::vector<std::string_view> parts = base::split(base::trim(text), '/');
  if (parts.size() > 2) {
    return Error{Errc::kInvalidInput, "'" + base::printable(text, 80) + "' has more than an org and a team",
                 "write ORG or ORG/TEAM"};
  }
  if (!is_name(parts.front())) return bad_name("the org", parts.front());
  if (parts.size() == 2 && !is_name(parts.back())) return bad_name("the team", parts.back());
  return Space{std::string(parts.front()), parts.size() == 2 ? std::string(parts.back()) : std::string()};
}

base::Result<ImageReference> parse_image(std::string_view text, bool host_optional) {
  const std::string_view trimmed = base::trim(text);
  std::string_view rest = trimmed;
  const auto refuse = [&](std::string_view why) {
    return Error{Errc::kInvalidInput,
                 "'" + base::printable(trimmed, 120) + "' is no image of nvcr.io: " + std::string(why),
                 "write nvcr.io/ORG[/TEAM]/NAME[:TAG]"};
  };
  if (!base::valid_utf8(rest) || base::has_control(rest)) return refuse("it holds control characters");
  for (const std::string_view scheme : {std::string_view("https://"), std::string_view("docker://")}) {
    if (base::istarts_with(rest, scheme)) {
      rest.remove_prefix(scheme.size());
      break;
    }
  }

  const std::string_view first = rest.substr(0, rest.find('/'));
  const ServerName server = parse_server(first);
  if (server.kind == ServerKind::kNgc) {
    if (rest.size() == first.size()) return refuse("it names no org");
    rest.remove_prefix(first.size() + 1);
  } else if (!host_optional || first.find_first_of(".:") != std::string_view::npos) {
    return refuse("the host is another one");
  }

  ImageReference image;
  if (const std::size_t at = rest.find('@'); at != std::string_view::npos) {
    if (!is_digest(rest.substr(at + 1))) return refuse("the digest is not sha256 and 64 hexadecimal digits");
    image.digest = rest.substr(at + 1);
    rest = rest.substr(0, at);
  }
  if (const std::size_t colon = rest.rfind(':');
      colon != std::string_view::npos && rest.find('/', colon) == std::string_view::npos) {
    if (!is_name(rest.substr(colon + 1))) return refuse("the tag is not valid");
    image.tag = rest.substr(colon + 1);
    rest = rest.substr(0, colon);
  }

  const std::vector<std::string_view> parts = base::split(rest, '/');
  if (parts.size() < 2) return refuse("it names no org");
  if (parts.size() > 3) return refuse("it has more than org, team and name");
  for (const std::string_view part : parts) {
    if (!is_name(part)) return refuse("'" + base::printable(part, 80) + "' is not a name");
  }
  image.space.org = parts.front();
  if (parts.size() == 3) image.space.team = parts[1];
  image.name = parts.back();
  return image;
}

}  // namespace ngcs::registry
