#include "service/core/key_scan.h"

#include <algorithm>
#include <string>

#include "service/core/crypto.h"

namespace ngcs::sandbox {

namespace {

// The characters of the text's base64 form that do not depend on what follows it, in the standard alphabet.
std::string base64_stem(std::string_view text) {
  std::string stem = base64url(text.substr(0, text.size() / 3 * 3));
  std::replace(stem.begin(), stem.end(), '-', '+');
  std::replace(stem.begin(), stem.end(), '_', '/');
  return stem;
}

}  // namespace

const Key* key_in(const World& world, std::string_view text) {
  const auto found = std::find_if(world.keys.begin(), world.keys.end(), [&](const Key& key) {
    return text.find(key.value) != std::string_view::npos ||
           text.find(base64_stem("$oauthtoken:" + key.value)) != std::string_view::npos;
  });
  return found == world.keys.end() ? nullptr : &*found;
}

}  // namespace ngcs::sandbox
