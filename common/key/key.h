// What kind of key something is, and whether what a user pasted is a key at all. No network, no store.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "secret/secret_string.h"

namespace ngcs::key {

enum class Kind {
  kLegacy,   // base64 of "<client id>:<uuid>", 84 characters
  kScoped,   // "nvapi-…": personal or service, not told apart by shape
  kStaging,  // "nvapi-stg-…": belongs to NVIDIA's staging service
  kUnknown,  // any other shape: warned about, never refused for it
};

// "legacy", "personal-or-service", "staging", "unknown".
[[nodiscard]] std::string_view kind_name(Kind kind) noexcept;
[[nodiscard]] Kind classify(const secret::SecretString& key) noexcept;

inline constexpr std::size_t kMaxKeyBytes = 32 * 1024;

struct CleanKey {
  secret::SecretString key;
  Kind kind = Kind::kUnknown;
  std::vector<std::string> notes;  // one printable line each, for stderr: what was taken off, what is unusual
};

// Hygiene. Taken off with a note: blanks, line ends, a byte order mark at both ends; a pair of quotes; a glued-on
// "Bearer " or "$oauthtoken:"; base64 of the "$oauthtoken:KEY" pair. Refused (kInvalidInput, the remedy as hint, no
// character of the input quoted): empty, placeholders ("YOUR_KEY", "<api-key>", "$NGC_API_KEY", "***"), inner line
// breaks and control characters, bytes outside visible ASCII, keys of other vendors (hf_…, ghp_…, sk-…, AKIA…), a
// docker config document, `$oauthtoken` itself; kTooLarge above kMaxKeyBytes. Unknown shapes and lengths get a note
// only.
[[nodiscard]] base::Result<CleanKey> clean(secret::SecretString raw);

// Names for keys in reports: equal keys get equal names, K1, K2 … in order of appearance; never characters of a key.
class EqualityClasses {
 public:
  [[nodiscard]] std::string name(const secret::SecretString& key);

 private:
  std::vector<secret::SecretString> seen_;
};

}  // namespace ngcs::key
