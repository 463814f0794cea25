#include "diagnose/hygiene.h"

#include "base/text.h"
#include "key/base64.h"
#include "registry/server_name.h"

namespace ngcs::diagnose {
namespace {

using secret::SecretString;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// The placeholders of manuals.
bool is_placeholder(std::string_view text) {
  const std::string low = base::lower(text);
  if (low.size() >= 2 && low.front() == '<' && low.back() == '>') return true;
  if (!low.empty() && low.front() == '$' && low != registry::kUserName) return true;  // "$NGC_API_KEY"
  for (const std::string_view word :
       {"your-", "your_", "yourkey", "xxxx", "****", "api_key", "api-key", "ngc_api_key"}) {
    if (low.rfind(word, 0) == 0) return true;
  }
  return low == "..." || low == "nvapi-..." || low == "nvapi-xxx" || low.rfind("nvapi-xxxx", 0) == 0 ||
         low.rfind("nvapi-your", 0) == 0 || low.rfind("nvapi-<", 0) == 0 || low == "no-apikey";
}

bool is_pair_in_base64(std::string_view text) {
  const auto decoded = key::decode_base64(text);
  constexpr std::string_view kPair = "$oauthtoken:";
  return decoded && decoded->reveal().substr(0, kPair.size()) == kPair;
}

}  // namespace

std::optional<Defect> user_defect(std::string_view user) {
  if (user == registry::kUserName) return std::nullopt;
  if (base::trim(user).empty()) return Defect{"NGC1101"};
  if (user == "\\$oauthtoken" || user == "$$oauthtoken" || user == "\\\\$oauthtoken" || user == "'$oauthtoken'" ||
      user == "\"$oauthtoken\"") {
    return Defect{"NGC1103"};
  }
  return Defect{"NGC1102"};
}

std::optional<Defect> key_defect(const SecretString& secret) {
  const std::string_view text = secret.reveal();
  const std::string_view inner = base::trim(text);
  if (inner.empty()) return std::nullopt;  // an empty password is its own code, of the client
  const bool glued = inner.rfind("$oauthtoken:", 0) == 0 || base::istarts_with(inner, "bearer ");
  if (!glued && is_placeholder(inner)) return Defect{"NGC1205"};
  for (std::size_t i = 0; i < inner.size(); ++i) {
    if (inner[i] == '\n' || inner[i] == '\r' || inner[i] == '\t') {
      return Defect{"NGC1203", static_cast<std::size_t>(inner.data() - text.data()) + i + 1, {}};
    }
  }
  if (inner.size() > 2 && (inner.front() == '"' || inner.front() == '\'') && inner.back() == inner.front()) {
    return Defect{"NGC1204", 1, {}};
  }
  if (glued || is_pair_in_base64(inner)) return Defect{"NGC1207"};
  if (is_blank(text.back())) return Defect{"NGC1202", text.size(), "at its end"};
  if (is_blank(text.front())) return Defect{"NGC1202", 1, "at its start"};
  if (key::classify(secret) == key::Kind::kStaging) return Defect{"NGC1210"};
  return std::nullopt;
}

std::optional<SecretString> mended_key(const SecretString& text) {
  const auto defect = key_defect(text);
  if (!defect) return text.copy();
  if (defect->code == "NGC1205" || defect->code == "NGC1203" || defect->code == "NGC1210") return std::nullopt;
  auto clean = key::clean(text.copy());
  if (!clean) return std::nullopt;
  return std::move(clean->key);
}

}  // namespace ngcs::diagnose
