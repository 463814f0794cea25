#include "http/url.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <optional>

#include "base/text.h"
#include "http/curl_handles.h"

namespace ngcs::http {
namespace {

constexpr std::size_t kMaxHostBytes = 253;

base::Error invalid(std::string_view why) {
  // The URL itself is not quoted: it may hold what a user pasted into the wrong place.
  return {base::Errc::kInvalidInput, "not a usable URL: " + std::string(why)};
}

bool visible_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

// What stands between "https://" and the path. Checked on the raw text, because libcurl percent-decodes the host.
base::Result<void> check_authority(std::string_view authority) {
  if (authority.empty()) return invalid("it names no host");
  const bool plain = std::all_of(authority.begin(), authority.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == '_' || c == ':' || c == '[' || c == ']';
  });
  if (!plain) return invalid("its host part holds a character that no host name has");
  return {};
}

std::string_view authority_of(std::string_view after_slashes) {
  return after_slashes.substr(0, after_slashes.find_first_of("/?#"));
}

base::Result<void> check_text(std::string_view text) {
  if (text.empty()) return invalid("it is empty");
  if (text.size() > Url::kMaxBytes) return base::Error{base::Errc::kTooLarge, "a URL of more than 16 KiB"};
  if (!visible_ascii(text)) return invalid("it holds a blank, a control character or a byte outside ASCII");
  if (text.find('\\') != std::string_view::npos) return invalid("it holds a backslash");
  return {};
}

// A part of the URL, or nothing where it is absent or libcurl refuses it.
std::optional<std::string> part(CURLU* handle, CURLUPart what, unsigned int flags) {
  char* raw = nullptr;
  if (curl_url_get(handle, what, &raw, flags) != CURLUE_OK) return std::nullopt;
  const UniqueCurlText text(raw);
  return std::string(text.get());
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

base::Result<Url> Url::take_apart(const char* base, const std::string& url) {
  const UniqueCurlUrl handle(curl_url());
  if (!handle) return base::Error{base::Errc::kInternal, "out of memory"};
  if (base != nullptr && curl_url_set(handle.get(), CURLUPART_URL, base, CURLU_DISALLOW_USER) != CURLUE_OK) {
    return invalid("the URL it belongs to cannot be parsed");
  }
  if (curl_url_set(handle.get(), CURLUPART_URL, url.c_str(), CURLU_DISALLOW_USER) != CURLUE_OK) {
    return invalid("it cannot be parsed");
  }
  const auto scheme = part(handle.get(), CURLUPART_SCHEME, 0);
  const auto host = part(handle.get(), CURLUPART_HOST, 0);
  const auto port = part(handle.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  const auto path = part(handle.get(), CURLUPART_PATH, 0);
  const auto query = part(handle.get(), CURLUPART_QUERY, 0);
  if (!scheme || *scheme != "https") return invalid("only https is spoken");
  if (!host || !port || !path || part(handle.get(), CURLUPART_USER, 0) || part(handle.get(), CURLUPART_PASSWORD, 0)) {
    return invalid("a part of it is missing or not allowed");
  }

  Url result;
  result.host_ = base::lower(*host);
  if (result.host_.ends_with('.')) {
    result.host_.pop_back();
    // "1." is a name, "1" is the address 0.0.0.1: without its dot such a name would read differently the next time.
    const std::size_t last_label = result.host_.rfind('.') + 1;
    if (last_label < result.host_.size() && result.host_[last_label] >= '0' && result.host_[last_label] <= '9') {
      return invalid("its host is a number with a dot behind it");
    }
  }
  if (const auto checked = check_authority(result.host_); !checked) return checked.error();
  if (result.host_.size() > kMaxHostBytes) return invalid("its host name is longer than 253 bytes");
  if (result.host_.starts_with('.') || result.host_.ends_with('.') || result.host_.find("..") != std::string::npos) {
    return invalid("its host name has an empty label");
  }
  const char* const end = port->data() + port->size();
  const auto number = std::from_chars(port->data(), end, result.port_);
  if (number.ec != std::errc() || number.ptr != end || result.port_ < 1 || result.port_ > 65535) {
    return invalid("its port is no number from 1 to 65535");
  }
  result.path_ = path->starts_with('/') ? *path : "/" + *path;
  result.query_ = query.value_or("");
  return result;
}

base::Result<Url> Url::parse(std::string_view text) {
  if (const auto checked = check_text(text); !checked) return checked.error();
  constexpr std::string_view kScheme = "https://";
  if (!base::istarts_with(text, kScheme)) return invalid("it does not start with https://");
  if (const auto checked = check_authority(authority_of(text.substr(kScheme.size()))); !checked) {
    return checked.error();
  }
  return take_apart(nullptr, std::string(text));
}

base::Result<Url> Url::resolve(std::string_view location) const {
  if (const auto checked = check_text(location); !checked) return checked.error();
  // A scheme is letters and a colon before any other separator. "host:443/path" counts as one too, and is refused.
  const std::size_t separator = location.find_first_of(":/?#");
  if (separator != std::string_view::npos && location[separator] == ':') return parse(location);
  if (location.starts_with("//")) return parse("https:" + std::string(location));
  return take_apart(str().c_str(), std::string(location));
}

std::string Url::origin() const {
  return "https://" + host_ + (port_ == 443 ? std::string() : ":" + std::to_string(port_));
}

std::string Url::str() const { return without_query() + (query_.empty() ? std::string() : "?" + query_); }

bool Url::host_is_address() const {
  if (host_.starts_with('[')) return true;
  std::array<unsigned char, 16> address{};
  return inet_pton(AF_INET, host_.c_str(), address.data()) == 1;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size() * 3);
  for (const char c : text) {
    const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                            c == '.' || c == '_' || c == '~';
    if (unreserved) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
    }
  }
  return out;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> query_parameters(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> parameters;
  for (const std::string_view piece : base::split(query, '&')) {
    if (piece.empty()) continue;
    const std::size_t equals = piece.find('=');
    parameters.emplace_back(std::string(piece.substr(0, equals)),
                            equals == std::string_view::npos ? std::string() : std::string(piece.substr(equals + 1)));
  }
  return parameters;
}

}  // namespace ngcs::http
