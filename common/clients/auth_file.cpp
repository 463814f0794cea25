#include "clients/auth_file.h"

#include <array>

#include "base/file.h"
#include "base/text.h"
#include "clients/base64.h"
#include "registry/server_name.h"

namespace ngcs::clients {
namespace {

using base::Errc;
using base::Error;

constexpr std::array<std::string_view, 5> kEntryMembers = {"auth", "username", "password", "identitytoken",
                                                           "registrytoken"};

bool is_ngc(std::string_view name) { return registry::parse_server(name).kind == registry::ServerKind::kNgc; }

const std::string* string_member(const json::Value& object, const char* name) {
  const json::Value* found = json::member(object, name);
  return found == nullptr ? nullptr : found->get_ptr<const std::string*>();
}

bool filled(const std::string* text) { return text != nullptr && !text->empty(); }

// docker cuts at the first colon and trims NUL bytes off the secret (decodeAuth).
void split_pair(AuthEntry& entry, const secret::SecretString& pair) {
  std::string_view text = pair.reveal();
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) {
    entry.kind = AuthEntry::Kind::kUnreadable;
    return;
  }
  entry.user = std::string(text.substr(0, colon));
  text.remove_prefix(colon + 1);
  while (!text.empty() && text.front() == '\0') text.remove_prefix(1);
  while (!text.empty() && text.back() == '\0') text.remove_suffix(1);
  entry.secret = secret::SecretString(text);
  entry.kind = entry.secret.empty() && entry.user.empty() ? AuthEntry::Kind::kMarker : AuthEntry::Kind::kPlain;
}

AuthEntry read_entry(const std::string& name, const json::Value& value) {
  AuthEntry entry;
  entry.name = name;
  entry.org = registry::parse_server(name).org;
  if (!value.is_object()) {
    entry.kind = AuthEntry::Kind::kUnreadable;
    return entry;
  }
  for (const auto& [member, unused] : value.items()) {
    bool known = false;
    for (const std::string_view candidate : kEntryMembers) known = known || candidate == member;
    entry.foreign_members = entry.foreign_members || !known;
  }
  const std::string* auth = string_member(value, "auth");
  const std::string* user = string_member(value, "username");
  const std::string* password = string_member(value, "password");
  if (filled(auth)) {
    const auto pair = decode_base64(*auth);
    if (pair) {
      split_pair(entry, *pair);
    } else {
      entry.kind = AuthEntry::Kind::kUnreadable;
    }
  } else if (filled(password)) {
    entry.kind = AuthEntry::Kind::kPlain;
    entry.without_auth = true;
    entry.user = user == nullptr ? std::string() : *user;
    entry.secret = secret::SecretString(*password);
  }
  if (filled(string_member(value, "identitytoken")) || filled(string_member(value, "registrytoken"))) {
    entry.kind = AuthEntry::Kind::kIdentityToken;
  }
  return entry;
}

// Go's decoder takes "AUTHS" for auths. Nobody writes that; where somebody did, a key would be overlooked.
base::Result<void> check_spelling(const json::Value& document, const std::string& path) {
  for (const auto& [member, unused] : document.items()) {
    for (const std::string_view known : {"auths", "credHelpers", "credsStore"}) {
      if (member != known && base::iequals(member, known)) {
        return Error(Errc::kUnsupported, path + " spells \"" + std::string(known) + "\" in another letter case",
                     "rename that member to \"" + std::string(known) + "\" in an editor");
      }
    }
  }
  return {};
}

base::Result<const json::Value*> object_member(const json::Value& document, const char* name, const std::string& path) {
  const json::Value* found = json::member(document, name);
  if (found == nullptr || found->is_null()) return static_cast<const json::Value*>(nullptr);
  if (!found->is_object()) {
    return Error(Errc::kInvalidInput, std::string("\"") + name + "\" in " + path + " is no JSON object");
  }
  return found;
}

}  // namespace

std::string AuthFile::helper_for(std::string_view name) const {
  for (const auto& [host, helper] : helpers) {
    if (host == name) return helper;
  }
  return {};
}

base::Result<AuthFile> inspect_auth_file(const json::Value& document, std::string path) {
  AuthFile file;
  file.path = std::move(path);
  file.exists = true;
  if (!document.is_object()) return Error(Errc::kInvalidInput, file.path + " holds no JSON object");
  if (auto spelled = check_spelling(document, file.path); !spelled) return std::move(spelled).error();
  auto auths = object_member(document, "auths", file.path);
  if (!auths) return std::move(auths).error();
  auto helpers = object_member(document, "credHelpers", file.path);
  if (!helpers) return std::move(helpers).error();

  file.credentials_store = json::string_or(document, "credsStore");
  file.empty = file.credentials_store.empty();
  if (*helpers != nullptr) {
    file.empty = file.empty && (*helpers)->empty();
    for (const auto& [host, helper] : (*helpers)->items()) {
      if (helper.is_string() && is_ngc(host)) file.helpers.emplace_back(host, helper.get<std::string>());
    }
  }
  if (*auths != nullptr) {
    file.empty = file.empty && (*auths)->empty();
    for (const auto& [host, entry] : (*auths)->items()) {
      if (is_ngc(host)) file.entries.push_back(read_entry(host, entry));
    }
  }
  return file;
}

namespace {

base::Result<AuthFile> read_file_as(const std::string& path, bool legacy) {
  auto text = base::read_file(path, kMaxAuthFile);
  if (!text) return std::move(text).error();
  AuthFile absent;
  absent.path = path;
  if (!*text) return absent;
  std::string content = std::move(**text);
  absent.exists = true;
  absent.blank = base::trim(content).empty();
  if (absent.blank) return absent;
  auto parsed = json::parse(content, {.bytes = kMaxAuthFile, .depth = 32});
  secret::wipe(content.data(), content.size());
  if (!parsed) return std::move(parsed).error().with_context(path);
  if (legacy) *parsed = {{"auths", std::move(*parsed)}};
  const WipedValue document(std::move(*parsed));
  return inspect_auth_file(document.get(), path);
}

}  // namespace

base::Result<AuthFile> read_auth_file(const std::string& path) { return read_file_as(path, false); }

base::Result<AuthFile> read_legacy_auth_file(const std::string& path) { return read_file_as(path, true); }

void wipe_strings(json::Value& value) {
  if (auto* text = value.get_ptr<std::string*>(); text != nullptr) {
    secret::wipe(text->data(), text->size());
  } else if (value.is_structured()) {
    for (json::Value& child : value) wipe_strings(child);
  }
}

}  // namespace ngcs::clients
