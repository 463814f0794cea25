// Takes out of pasted text whatever may be a secret, before anything else reads it.
#pragma once

#include <string>
#include <string_view>

namespace ngcs::diagnose {

inline constexpr std::string_view kRedacted = "[secret]";

// The text with "[secret]" in place of: keys by their prefix ("nvapi-"); base64 of a "name:secret" pair, which legacy
// keys and docker's `auth` values are; what follows "Authorization:", "Basic " and "Bearer "; values of options and
// variables that hold passwords, keys or tokens; user parts of URLs, and their queries except those of token requests;
// what `echo` or `printf` hands to
// --password-stdin; and long runs of mixed letters and digits of any other kind. A value that is empty or only names a
// variable stays, because that is what is to be diagnosed; so do line ends, quotes, hexadecimal digests.
[[nodiscard]] std::string redact_text(std::string_view text);

}  // namespace ngcs::diagnose
