#include "service/world/machine_text.h"

#include <openssl/evp.h>

#include <optional>

namespace ngcs::sandbox {

namespace {

constexpr std::string_view kKey = "key:";
constexpr std::string_view kAuth = "auth:";

std::string base64(const std::string& text) {
  std::string encoded((text.size() + 2) / 3 * 4 + 1, '\0');
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                      reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  encoded.resize(static_cast<std::size_t>(length));
  return encoded;
}

// What stands in the next ${…} at or after `from`; nothing where there is none.
struct Placeholder {
  std::size_t begin = 0;
  std::size_t end = 0;  // behind the brace
  std::string_view word;
};
std::optional<Placeholder> next_placeholder(std::string_view text, std::size_t from) {
  const std::size_t begin = text.find("${", from);
  if (begin == std::string_view::npos) return std::nullopt;
  const std::size_t end = text.find('}', begin);
  if (end == std::string_view::npos) return std::nullopt;
  return Placeholder{begin, end + 1, text.substr(begin + 2, end - begin - 2)};
}

std::optional<std::string_view> key_id(std::string_view word) {
  for (const std::string_view prefix : {kKey, kAuth}) {
    if (word.substr(0, prefix.size()) == prefix) return word.substr(prefix.size());
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string_view> keys_named_in(std::string_view text) {
  std::vector<std::string_view> ids;
  std::size_t from = 0;
  while (const auto found = next_placeholder(text, from)) {
    if (const auto id = key_id(found->word)) ids.push_back(*id);
    from = found->end;
  }
  return ids;
}

std::string expand_machine_text(std::string_view text, const World& world,
                                const std::map<std::string, std::string, std::less<>>& names) {
  std::string expanded;
  std::size_t from = 0;
  while (const auto found = next_placeholder(text, from)) {
    expanded += text.substr(from, found->begin - from);
    const auto id = key_id(found->word);
    const Key* key = id ? world.key_by_id(*id) : nullptr;
    if (key != nullptr) {
      const bool auth = found->word.substr(0, kAuth.size()) == kAuth;
      expanded += auth ? base64("$oauthtoken:" + key->value) : key->value;
    } else if (const auto name = names.find(found->word); name != names.end()) {
      expanded += name->second;
    } else {
      expanded += text.substr(found->begin, found->end - found->begin);
    }
    from = found->end;
  }
  expanded += text.substr(from);
  return expanded;
}

}  // namespace ngcs::sandbox
