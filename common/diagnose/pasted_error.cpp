#include "diagnose/pasted_error.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/text.h"
#include "diagnose/target_forms.h"

namespace ngcs::diagnose {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::size_t kMaxLine = 4096;
constexpr std::size_t kMaxShown = 300;

// Longer names first where one ends in another.
constexpr std::array<std::string_view, 10> kHosts = {"layers.nvcr.io",        "nvcr.io",
                                                     "helm.ngc.nvidia.com",   "api.ngc.nvidia.com",
                                                     "authn.nvidia.com",      "files.ngc.nvidia.com",
                                                     "xfiles.ngc.nvidia.com", "catalog.ngc.nvidia.com",
                                                     "org.ngc.nvidia.com",    "ngc.nvidia.com"};

struct Reason {
  int status;
  std::string_view text;
};
constexpr std::array<Reason, 16> kReasons = {{{400, "bad request"},
                                              {401, "unauthorized"},
                                              {401, "authorization required"},
                                              {402, "payment required"},
                                              {403, "forbidden"},
                                              {403, "denied"},
                                              {404, "not found"},
                                              {407, "proxy authentication required"},
                                              {429, "too many requests"},
                                              {451, "unavailable for legal reasons"},
                                              {500, "internal server error"},
                                              {502, "bad gateway"},
                                              {503, "service unavailable"},
                                              {504, "gateway time"},
                                              {409, "conflict"},
                                              {405, "method not allowed"}}};
// What stands before a bare status.
constexpr std::array<std::string_view, 13> kStatusWords = {"status",   "code",       "http",    "http/1.0", "http/1.1",
                                                           "http/2",   "http/2.0",   "error",   "registry", "returned",
                                                           "response", "statuscode", "received"};

struct Phrase {
  std::string_view text;
  std::string_view meaning;
};

// In this order: a proxy's failure also holds the words of what failed there, a name that is not found in time too.
constexpr std::array<Phrase, 31> kTransport = {{
    {"proxyconnect", "proxy"},
    {"proxy authentication required", "proxy"},
    {"could not resolve proxy", "proxy"},
    {"no such host", "dns"},
    {"server misbehaving", "dns"},
    {"temporary failure in name resolution", "dns"},
    {"name or service not known", "dns"},
    {"could not resolve host", "dns"},
    {"tls handshake timeout", "timeout"},
    {"x509:", "tls"},
    {"ssl certificate", "tls"},
    {"certificate signed by unknown authority", "tls"},
    {"certificate has expired", "tls"},
    {"certificate is valid for", "tls"},
    {"certificate verify failed", "tls"},
    {"unable to get local issuer certificate", "tls"},
    {"failed to verify certificate", "tls"},
    {"remote error: tls", "tls"},
    {"tls: ", "tls"},
    {"connection refused", "connect"},
    {"connection reset", "connect"},
    {"no route to host", "connect"},
    {"network is unreachable", "connect"},
    {"failed to connect to", "connect"},
    {"i/o timeout", "timeout"},
    {"context deadline exceeded", "timeout"},
    {"client.timeout exceeded", "timeout"},
    {"request canceled while waiting for connection", "timeout"},
    {"connection timed out", "timeout"},
    {"operation timed out", "timeout"},
    {"connection attempt failed", "timeout"},
}};

// Errors that name no status.
constexpr std::array<std::string_view, 19> kRefusals = {
    "unauthorized",
    "access denied",
    "denied: ",
    "\"denied\"",
    "pull access denied",
    "no basic auth credentials",
    "authentication required",
    "insufficient_scope",
    "invalid username/password",
    "no scope specified for token auth challenge",
    "www-authenticate missing key",
    "unrecognized authentication challenge",
    "is not a valid chart repository",
    "manifest unknown",
    "no such manifest",
    "toomanyrequests",
    "payment required",
    "no chart name found",
    "no chart version found",
};

constexpr std::array<Phrase, 29> kTools = {{
    {"failed to fetch anonymous token", "containerd"},
    {"failed to fetch oauth token", "containerd"},
    {"failed to resolve source metadata", "containerd"},
    {"failed to pull and unpack image", "containerd"},
    {"failed to resolve reference", "containerd"},
    {"server message: insufficient_scope", "containerd"},
    {"no scope specified for token auth challenge", "containerd"},
    {"rpc error: code", "containerd"},
    {"requesting bearer token", "podman"},
    {"trying to pull", "podman"},
    {"initializing source docker://", "podman"},
    {"unable to copy from source docker://", "podman"},
    {"unable to retrieve auth token", "podman"},
    {"pinging container registry", "podman"},
    {"reading manifest", "podman"},
    {"writing blob", "podman"},
    {"[error] url ", "enroot"},
    {"is not a valid chart repository", "helm"},
    {"failed to fetch https://", "helm"},
    {"failed to download", "helm"},
    {"installation failed", "helm"},
    {"could not download chart", "helm"},
    {"failed to perform", "helm"},
    {"no chart name found", "helm"},
    {"no chart version found", "helm"},
    {"error response from daemon", "docker"},
    {"no basic auth credentials", "docker"},
    {"pull access denied", "docker"},
    {"error from registry", "docker"},
}};

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != npos; }

// The host of NGC that is named at `at`, as a whole.
std::string_view host_at(std::string_view line, std::size_t at) {
  for (const std::string_view host : kHosts) {
    if (line.substr(at, host.size()) != host) continue;
    const std::size_t end = at + host.size();
    const bool longer = end < line.size() && is_host_character(line[end]) &&
                        (line[end] != '.' || (end + 1 < line.size() && is_host_character(line[end + 1])));
    if (!longer) return host;
  }
  return {};
}

std::string_view first_host(std::string_view line) {
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (at > 0 && is_host_character(line[at - 1])) continue;
    if (const std::string_view host = host_at(line, at); !host.empty()) return host;
  }
  return {};
}

struct Hosts {
  std::string_view ngc;  // the one that the failure is about
  bool foreign = false;  // only another one is named
};

Hosts hosts_in(std::string_view line) {
  Hosts hosts;
  if (const std::size_t at = line.find("lookup "); at != npos) hosts.ngc = host_at(line, at + 7);
  std::size_t at = 0;
  while ((at = line.find("://", at)) != npos) {
    at += 3;
    const std::string_view host = host_at(line, at);
    if (host.empty()) hosts.foreign = true;
    // "docker://nvcr.io/…" names what was wanted, an https address what was asked.
    const std::string_view before = line.substr(0, at - 3);
    const bool web = before.ends_with("https") || before.ends_with("http");
    if (!host.empty() && web && hosts.ngc.empty()) hosts.ngc = host;
  }
  if (hosts.ngc.empty()) hosts.ngc = first_host(line);
  if (!hosts.ngc.empty()) hosts.foreign = false;
  return hosts;
}

// The word before `at`, without the punctuation between.
std::string_view word_before(std::string_view line, std::size_t at) {
  std::size_t end = at;
  while (end > 0 && std::string_view(" :=(\"'").find(line[end - 1]) != npos) --end;
  std::size_t begin = end;
  while (begin > 0 && std::string_view(" :=(\"'").find(line[begin - 1]) == npos) --begin;
  return line.substr(begin, end - begin);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int find_status(std::string_view line) {
  for (std::size_t at = 0; at + 3 <= line.size(); ++at) {
    if ((line[at] != '4' && line[at] != '5') || !is_digit(line[at + 1]) || !is_digit(line[at + 2])) continue;
    if (at > 0 && std::string_view(" :=(\"'").find(line[at - 1]) == npos) continue;
    const std::size_t end = at + 3;
    if (end < line.size() && (is_host_character(line[end]) && line[end] != '.')) continue;
    const int status = (line[at] - '0') * 100 + (line[at + 1] - '0') * 10 + (line[at + 2] - '0');
    std::string_view behind = line.substr(end);
    while (!behind.empty() && std::string_view(" :(").find(behind.front()) != npos) behind.remove_prefix(1);
    const bool reason = std::any_of(kReasons.begin(), kReasons.end(), [&](const Reason& one) {
      return one.status == status && behind.starts_with(one.text);
    });
    const std::string_view before = word_before(line, at);
    const bool named = std::find(kStatusWords.begin(), kStatusWords.end(), before) != kStatusWords.end();
    if (reason || named) return status;
  }
  return 0;
}

template <std::size_t Size>
std::string_view meaning_of(const std::array<Phrase, Size>& phrases, std::string_view line) {
  const auto found =
      std::find_if(phrases.begin(), phrases.end(), [&](const Phrase& one) { return contains(line, one.text); });
  return found == phrases.end() ? std::string_view() : found->meaning;
}

std::string_view transport_of(std::string_view line) {
  // The client's own socket, and what is not NGC's port.
  if (contains(line, "docker.sock") || contains(line, "dial unix")) return {};
  const std::string_view transport = meaning_of(kTransport, line);
  // "dial tcp: lookup nvcr.io on 10.0.0.2:53: read udp …: i/o timeout": the resolver did not answer.
  if (transport == "timeout" && contains(line, "lookup ")) return "dns";
  return transport;
}

std::optional<bool> credential_attached(std::string_view line) {
  if (contains(line, "failed to fetch anonymous token") || contains(line, "no basic auth credentials")) return false;
  if (contains(line, "failed to fetch oauth token") || contains(line, "login did not succeed") ||
      contains(line, "stored credentials invalid or expired")) {
    return true;
  }
  return std::nullopt;
}

std::string_view tool_of(std::string_view line) {
  if (const std::string_view tool = meaning_of(kTools, line); !tool.empty()) return tool;
  if (line.starts_with("docker: ")) return "docker";
  if (line.starts_with("fata[")) return "podman";
  return {};
}

// The text between blanks, quotes and brackets, without the punctuation of the sentence.
std::vector<std::string_view> pieces_of(std::string_view line) {
  std::vector<std::string_view> pieces;
  constexpr std::string_view kBorders = " \t\"'<>()[]{}`,;";
  std::size_t at = 0;
  while (at < line.size()) {
    const std::size_t begin = line.find_first_not_of(kBorders, at);
    if (begin == npos) break;
    const std::size_t end = std::min(line.find_first_of(kBorders, begin), line.size());
    std::string_view piece = line.substr(begin, end - begin);
    while (!piece.empty() && std::string_view(":.").find(piece.back()) != npos) piece.remove_suffix(1);
    if (!piece.empty()) pieces.push_back(piece);
    at = end;
  }
  return pieces;
}

std::optional<Target> target_of_piece(std::string_view piece) {
  const auto word = checked_word(piece);
  if (!word) return std::nullopt;
  Address address = split_address(*word);
  // After a token expired, the registry names this realm; its scope names the image.
  if (address.host == "authn.nvidia.com" && !address.query.empty()) {
    address = split_address("https://nvcr.io/token?" + address.query);
  }
  if (address.scheme != "ngc" && !is_target_host(address.host)) return std::nullopt;
  if (address.scheme.empty() && address.path.empty()) return std::nullopt;
  auto target = parse_address_target(address);
  if (!target) return std::nullopt;
  // Pages of the web site stand in hints; a registry's request shows that it was taken for one.
  if (target->kind == Target::Kind::kWebHost && !address.scheme.empty() && address.path.rfind("v2/", 0) != 0) {
    return std::nullopt;
  }
  return std::move(*target);
}

}  // namespace

std::optional<PastedError> read_error_line(std::string_view line) {
  line = base::trim(line.substr(0, kMaxLine));
  const std::string lowered = base::lower(line);
  PastedError error;
  error.status = find_status(lowered);
  error.transport = transport_of(lowered);
  if (error.status == 407) error.transport = "proxy";
  const Hosts hosts = hosts_in(lowered);
  const bool refused = std::any_of(kRefusals.begin(), kRefusals.end(),
                                   [&](std::string_view phrase) { return contains(lowered, phrase); });
  const bool missing = contains(lowered, "not found") && !hosts.ngc.empty();
  if (error.status == 0 && error.transport.empty() && !refused && !missing) return std::nullopt;
  if (hosts.foreign) return std::nullopt;
  error.host = hosts.ngc;
  error.tool = tool_of(lowered);
  error.credential_attached = credential_attached(lowered);
  // The only status that has one cause: [D6] and [R9] of the diagnosis facts.
  if (error.status == 451) error.code = "NGC7301";
  error.text = base::printable(line, kMaxShown);
  return error;
}

std::optional<Target> find_target(std::string_view line) {
  line = line.substr(0, kMaxLine);
  const std::string lowered = base::lower(line);
  if (first_host(lowered).empty() && !contains(lowered, "ngc://")) return std::nullopt;
  std::optional<Target> best;
  for (const std::string_view piece : pieces_of(line)) {
    auto target = target_of_piece(piece);
    if (!target) continue;
    if (!target->name.empty()) return target;
    if (!best || (best->space.org.empty() && !target->space.org.empty())) best = std::move(target);
  }
  return best;
}

}  // namespace ngcs::diagnose
