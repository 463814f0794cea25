// Pasted text: no key of it comes out, and what comes out is printable and bounded.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "diagnose/input.h"
#include "diagnose/redact_text.h"

namespace {

using namespace ngcs;

// Nobody's key.
constexpr std::string_view kKey = "nvapi-Zq8Zq8Zq8Zq8Zq8Zq8Zq8Zq8Zq8Zq8Zq8Zq8Zq8Zq8Zq8Zq8Zq8Zq8Zq8Zq8Zq8Zq";
constexpr std::string_view kPartOfKey = "Zq8Zq8Zq8";

void check(bool holds) {
  if (!holds) std::abort();
}

void check_shown(const std::string& text) {
  check(!base::has_control(text) && text.size() < 1024 && text.find(kPartOfKey) == std::string::npos);
}

void read(std::string_view text) {
  const auto pasted =
      diagnose::parse_pasted(secret::SecretString(text), {{"nvaie", "https://helm.ngc.nvidia.com/nvaie"}});
  if (!pasted) {
    check_shown(pasted.error().message);
    return;
  }
  check(pasted->command || pasted->target || !pasted->errors.empty());
  for (const diagnose::PastedError& error : pasted->errors) {
    check_shown(error.text);
    check(error.status == 0 || (error.status >= 400 && error.status < 600));
  }
  if (pasted->target) check_shown(pasted->target->typed);
  if (pasted->command) {
    check(!pasted->command->password || pasted->command->password->empty());
    check_shown(pasted->command->target.name);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  // Characters of the key without its beginning are no key.
  if (text.find(kPartOfKey) != std::string_view::npos) return 0;
  read(text);
  const std::string with_key = std::string(text) + " " + std::string(kKey) + "\n" + std::string(text);
  read(with_key);
  check(diagnose::redact_text(with_key).find(kPartOfKey) == std::string::npos);
  const std::string once = diagnose::redact_text(text);
  check(once.size() <= 16 * text.size() + 64);
  return 0;
}
