#include "json/helper_json.h"

#include "base/text.h"
#include "json/strict_object.h"

namespace ngcs::json {

using base::Errc;
using base::Error;
using base::Result;
using secret::SecretString;

Result<HelperCredentials> parse_credentials(const SecretString& text, std::size_t limit) {
  if (text.size() > limit) {
    return Error(Errc::kTooLarge,
                 "the credentials on standard input are larger than " + std::to_string(limit) + " bytes");
  }
  HelperCredentials out;
  StrictObject parser(text.reveal());
  const bool read = parser.document([&](std::string& name) {
    // The reference implementation matches the names in any case, so two spellings of one are duplicates.
    const std::string lowered = base::lower(name);
    const auto known = [&](Sink sink) {
      name = lowered;
      return parser.string(sink);
    };
    if (lowered == "serverurl") return known(Sink(&out.server));
    if (lowered == "username") return known(Sink(&out.username));
    if (lowered == "secret") return known(Sink(&out.secret));
    return parser.skip_value(1);
  });
  if (!read) return Error(Errc::kInvalidInput, "the credentials on standard input are not usable: " + parser.problem());
  return out;
}

void append_string(secret::SecretString& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out.push_back('"');
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (code < 0x20) {
      out.append("\\u00");
      out.push_back(kHex[code >> 4]);
      out.push_back(kHex[code & 0xF]);
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
}

SecretString format_credentials(std::string_view server, std::string_view username, const SecretString& secret) {
  SecretString out;
  out.reserve(server.size() + username.size() + secret.size() + 64);
  out.append("{\"ServerURL\":");
  append_string(out, server);
  out.append(",\"Username\":");
  append_string(out, username);
  out.append(",\"Secret\":");
  append_string(out, secret.reveal());
  out.append("}\n");
  return out;
}

}  // namespace ngcs::json
