#include "commands/secret_manifest.h"

#include <algorithm>
#include <string_view>

#include "clients/base64.h"
#include "commands/usage_error.h"

namespace ngcs::commands {
namespace {

using secret::SecretString;

constexpr std::size_t kMaxLabel = 63;
constexpr std::size_t kMaxName = 253;

bool is_label(std::string_view text) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !text.empty() && plain(text.front()) && plain(text.back()) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return plain(c) || c == '-'; });
}

bool is_subdomain(std::string_view text) {
  if (text.empty() || text.size() > kMaxName) return false;
  while (true) {
    const std::size_t dot = text.find('.');
    if (!is_label(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_member(std::string_view text) {
  return !text.empty() && text.size() <= kMaxName && text != "." && text != ".." &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                  c == '.';
         });
}

base::Error wrong(const std::string& name, const char* what, const char* rule) {
  return {base::Errc::kUsage, quoted(name) + " cannot be the name of " + what, rule};
}

void begin_secret(SecretString& out, const std::string& name, const std::string& space, std::string_view type) {
  if (!out.empty()) out.append("---\n");
  out.append("apiVersion: v1\nkind: Secret\nmetadata:\n  name: \"");
  out.append(name);
  out.append("\"\n");
  if (!space.empty()) {
    out.append("  namespace: \"");
    out.append(space);
    out.append("\"\n");
  }
  out.append("  labels:\n    app.kubernetes.io/managed-by: ngc-auth\ntype: ");
  out.append(type);
  out.append("\ndata:\n");
}

void add_value(SecretString& out, std::string_view name, std::string_view content) {
  out.append("  \"");
  out.append(name);
  out.append("\": ");
  out.append(clients::encode_base64(content).reveal());
  out.append("\n");
}

}  // namespace

base::Result<void> check_names(const SecretNames& names) {
  constexpr const char* kSubdomain = "small letters, digits, '-' and '.', a letter or digit at both ends of each part";
  for (const std::string& name : {names.pull_secret, names.api_key_secret}) {
    if (!name.empty() && !is_subdomain(name)) return wrong(name, "a secret", kSubdomain);
  }
  for (const std::string& name : names.namespaces) {
    if (name.size() > kMaxLabel || !is_label(name)) {
      return wrong(name, "a namespace", "small letters, digits and '-', at most 63, a letter or digit at both ends");
    }
  }
  for (const std::string& name : names.api_key_names) {
    if (!is_member(name)) return wrong(name, "a member of a secret", "letters, digits, '-', '_' and '.'");
  }
  return {};
}

SecretString secret_manifests(const SecretNames& names, const std::vector<clients::PullEntry>& entries,
                              const SecretString& api_key) {
  const std::vector<std::string> spaces = names.namespaces.empty() ? std::vector<std::string>{""} : names.namespaces;
  SecretString out;
  for (const std::string& space : spaces) {
    if (!names.pull_secret.empty()) {
      begin_secret(out, names.pull_secret, space, "kubernetes.io/dockerconfigjson");
      add_value(out, ".dockerconfigjson", clients::pull_secret_text(entries).reveal());
    }
    if (!names.api_key_secret.empty()) {
      begin_secret(out, names.api_key_secret, space, "Opaque");
      for (const std::string& name : names.api_key_names) add_value(out, name, api_key.reveal());
    }
  }
  return out;
}

}  // namespace ngcs::commands
