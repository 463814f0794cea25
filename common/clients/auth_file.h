// The NGC part of docker's config.json and of containers/image's auth.json, which have the same form: who answers for
// nvcr.io, and which keys lie there in plain text. Everything else in such a file is somebody else's and is not looked
// at. Form: docker's cli/config/configfile/file.go and containers-auth.json(5).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "json/value.h"
#include "secret/secret_string.h"

namespace ngcs::clients {

inline constexpr std::size_t kMaxAuthFile = 4 << 20;  // bytes

// One member of `auths` whose name is a spelling of nvcr.io: "nvcr.io", "https://nvcr.io/v2/", "nvcr.io/org" …
struct AuthEntry {
  enum class Kind {
    kMarker,         // {}: docker's note that a helper holds the credential
    kPlain,          // user and secret in plain text
    kIdentityToken,  // an OAuth2 refresh token, which NGC does not issue
    kUnreadable,     // an `auth` that is no base64 of "user:secret"
  };
  std::string name;  // as spelled in the file
  std::string org;   // first path segment of a namespaced name; empty = the host itself
  Kind kind = Kind::kMarker;
  std::string user;              // as written; may be empty: the shell ate $oauthtoken
  secret::SecretString secret;   // for kPlain
  bool without_auth = false;     // kPlain from the members username and password: containers/image does not read those
  bool foreign_members = false;  // members besides the known ones
};

struct AuthFile {
  std::string path;
  bool exists = false;
  bool blank = false;             // it exists and holds nothing: docker reads that as {}, containers/image refuses it
  std::string credentials_store;  // credsStore
  std::vector<std::pair<std::string, std::string>> helpers;  // credHelpers of NGC spellings only, in file order
  std::vector<AuthEntry> entries;                            // auths of NGC spellings only, in file order
  bool empty = true;  // no auths, credHelpers, credsStore at all: docker then chooses a helper by itself

  // The helper for exactly this member name; empty where none.
  [[nodiscard]] std::string helper_for(std::string_view name) const;
};

// From a parsed document. `path` is only noted. kUnsupported where the file spells a member in a letter case of its own
// (Go reads those; we would overlook keys), kInvalidInput where auths or credHelpers are no objects.
[[nodiscard]] base::Result<AuthFile> inspect_auth_file(const json::Value& document, std::string path);

// Reads and parses. A missing or empty file is an AuthFile without entries. No error quotes content.
[[nodiscard]] base::Result<AuthFile> read_auth_file(const std::string& path);
// The same for docker's oldest file, ~/.dockercfg, which is the value of `auths` alone.
[[nodiscard]] base::Result<AuthFile> read_legacy_auth_file(const std::string& path);

// Overwrites every string of a parsed document that may have held keys.
void wipe_strings(json::Value& value);

// Wipes a document on every way out of a scope.
class WipedValue {
 public:
  explicit WipedValue(json::Value value) : value_(std::move(value)) {}
  WipedValue(const WipedValue&) = delete;
  WipedValue& operator=(const WipedValue&) = delete;
  WipedValue(WipedValue&&) = delete;
  WipedValue& operator=(WipedValue&&) = delete;
  // Walking a parsed value and overwriting what it holds throws nothing; the library's iterators are not marked so.
  ~WipedValue() { wipe_strings(value_); }  // NOLINT(bugprone-exception-escape)
  [[nodiscard]] const json::Value& get() const noexcept { return value_; }

 private:
  json::Value value_;
};

}  // namespace ngcs::clients
