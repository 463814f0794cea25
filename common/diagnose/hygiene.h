// What is wrong with the text of a user name or of a key, before anything is sent: the exact defect, never the text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "key/key.h"
#include "secret/secret_string.h"

namespace ngcs::diagnose {

struct Defect {
  std::string code = {};     // "NGC1202"
  std::size_t position = 0;  // of the first offending byte, 1-based; 0 = none
  std::string where = {};    // "at its end", "at its start"; may be empty
};

// NGC1101, NGC1102 or NGC1103; nothing for `$oauthtoken`.
[[nodiscard]] std::optional<Defect> user_defect(std::string_view user);

// NGC1202 to NGC1205, NGC1207 or NGC1210: a key with one of these is not sent anywhere. Nothing for a key that may be
// tried, of an unknown shape too.
[[nodiscard]] std::optional<Defect> key_defect(const secret::SecretString& text);

// The key inside a text with a defect that can be mended here; nothing where there is none.
[[nodiscard]] std::optional<secret::SecretString> mended_key(const secret::SecretString& text);

}  // namespace ngcs::diagnose
