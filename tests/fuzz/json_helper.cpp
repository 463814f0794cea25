// The credential parser: nothing it accepts may break the rules of the protocol, and an accepted answer survives being
// written and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "json/helper_json.h"
#include "json/value.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using ngcs::secret::SecretString;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parsed = ngcs::json::parse_credentials(SecretString(text), 1 << 16);
  if (!parsed) {
    if (ngcs::base::has_control(parsed.error().message)) std::abort();
    return 0;
  }
  // Where the other parser of the suite accepts the text too, both read the same.
  if (const auto value = ngcs::json::parse(text)) {
    if (!value->is_object()) std::abort();
    for (const auto& member : value->items()) {
      const std::string name = ngcs::base::lower(member.key());
      const std::string_view read = name == "serverurl"  ? std::string_view(parsed->server)
                                    : name == "username" ? std::string_view(parsed->username)
                                                         : parsed->secret.reveal();
      const bool known = name == "serverurl" || name == "username" || name == "secret";
      if (known && member.value().get_ref<const std::string&>() != read) std::abort();
    }
  }
  for (const std::string_view part :
       {std::string_view(parsed->server), std::string_view(parsed->username), parsed->secret.reveal()}) {
    if (!ngcs::base::valid_utf8(part) || part.find('\0') != std::string_view::npos) std::abort();
  }
  const SecretString written = ngcs::json::format_credentials(parsed->server, parsed->username, parsed->secret);
  const auto again = ngcs::json::parse_credentials(written);
  if (!again || again->server != parsed->server || again->username != parsed->username ||
      !(again->secret == parsed->secret)) {
    std::abort();
  }
  return 0;
}
