#include "clients/keyed_auth.h"

#include <algorithm>

#include "base/file.h"
#include "base/paths.h"
#include "base/text.h"
#include "clients/auth_file.h"
#include "clients/base64.h"
#include "clients/containers_files.h"
#include "registry/server_name.h"

namespace ngcs::clients {
namespace {

using secret::SecretString;

constexpr std::size_t kShown = 120;

bool is_ngc(std::string_view name) { return registry::parse_server(name).kind == registry::ServerKind::kNgc; }

// "quay.io" of "quay.io/org" and "https://quay.io/v1/".
std::string host_of(std::string_view name) {
  const std::size_t scheme = name.find("://");
  if (scheme != std::string_view::npos) name.remove_prefix(scheme + 3);
  return base::lower(name.substr(0, name.find('/')));
}

std::string quoted(const std::string& text) {
  return json::Value(text).dump(-1, ' ', false, json::Value::error_handler_t::replace);
}

class Collector {
 public:
  base::Result<void> add(const std::string& path, bool legacy) {
    auto text = base::read_file(path, kMaxAuthFile);
    if (!text) return std::move(text).error();
    if (!*text) return {};
    std::string content = std::move(**text);
    auto parsed = base::trim(content).empty() ? base::Result<json::Value>(json::Value::object())
                                              : json::parse(content, {.bytes = kMaxAuthFile, .depth = 32});
    secret::wipe(content.data(), content.size());
    if (!parsed) return std::move(parsed).error().with_context(path);
    const WipedValue document(std::move(*parsed));
    const json::Value* helpers = legacy ? nullptr : json::member(document.get(), "credHelpers");
    const json::Value* auths = legacy ? &document.get() : json::member(document.get(), "auths");
    // A helper is asked before the entries of its own file.
    if (helpers != nullptr && helpers->is_object()) add_helpers(path, *helpers);
    if (auths != nullptr && auths->is_object()) add_auths(path, *auths);
    return {};
  }

  OtherEntries take() { return std::move(found_); }

 private:
  [[nodiscard]] bool has_helper(const std::string& host) const {
    return std::any_of(found_.helpers.begin(), found_.helpers.end(),
                       [&host](const auto& helper) { return helper.first == host; });
  }
  [[nodiscard]] bool has_entry(const std::string& host) const {
    return std::any_of(found_.auths.begin(), found_.auths.end(),
                       [&host](const auto& entry) { return host_of(entry.first) == host; });
  }

  void add_helpers(const std::string& path, const json::Value& helpers) {
    for (const auto& [host, helper] : helpers.items()) {
      if (!helper.is_string() || is_ngc(host) || has_helper(host)) continue;
      // In one file a helper hides every entry of its host; those of an earlier file are meant to win.
      if (has_entry(base::lower(host))) {
        found_.left_out.push_back("docker-credential-" + base::printable(helper.get<std::string>(), kShown) + " for " +
                                  base::printable(host, kShown) + " (" + path +
                                  "), since an earlier file holds a login for it");
        continue;
      }
      found_.helpers.emplace_back(host, helper.get<std::string>());
    }
  }

  void add_auths(const std::string& path, const json::Value& auths) {
    for (const auto& [name, entry] : auths.items()) {
      if (!entry.is_object() || entry.empty() || is_ngc(name)) continue;
      const bool known = std::any_of(found_.auths.begin(), found_.auths.end(),
                                     [&name = name](const auto& other) { return other.first == name; });
      if (known) continue;
      if (has_helper(host_of(name))) {
        found_.left_out.push_back("the login for " + base::printable(name, kShown) + " (" + path +
                                  "), since a helper answers for its host");
        continue;
      }
      std::string text = entry.dump(-1, ' ', false, json::Value::error_handler_t::replace);
      found_.auths.emplace_back(name, SecretString(text));
      secret::wipe(text.data(), text.size());
    }
  }

  OtherEntries found_;
};

void append_entry(SecretString& text, bool& first, const std::string& name, std::string_view value) {
  text.append(first ? "\n    " : ",\n    ");
  first = false;
  text.append(quoted(name));
  text.append(": ");
  text.append(value);
}

}  // namespace

std::vector<std::string> read_order(const base::Environment& environment, uid_t uid) {
  std::vector<std::string> files;
  for (ContainersFile& file : containers_files(environment, uid)) files.push_back(std::move(file.path));
  if (const auto home = base::home_directory(environment)) files.push_back(*home + "/.dockercfg");
  return files;
}

base::Result<OtherEntries> other_entries(const std::vector<std::string>& files) {
  Collector collector;
  for (const std::string& path : files) {
    if (auto added = collector.add(path, path.ends_with("/.dockercfg")); !added) return std::move(added).error();
  }
  return collector.take();
}

SecretString keyed_auth_text(const std::vector<KeyedEntry>& entries, const OtherEntries& others) {
  SecretString text("{\n  ");
  text.append(quoted(kWrittenByMember));
  text.append(": \"holds keys in plain text\",\n  \"auths\": {");
  bool first = true;
  for (const KeyedEntry& entry : entries) {
    SecretString pair(registry::kUserName);
    pair.push_back(':');
    pair.append(entry.key.reveal());
    SecretString value("{\"auth\": \"");
    value.append(encode_base64(pair.reveal()).reveal());
    value.append("\"}");
    append_entry(text, first, entry.name, value.reveal());
  }
  for (const auto& [name, value] : others.auths) append_entry(text, first, name, value.reveal());
  text.append(first ? "}" : "\n  }");
  if (!others.helpers.empty()) {
    text.append(",\n  \"credHelpers\": {");
    first = true;
    for (const auto& [host, helper] : others.helpers) append_entry(text, first, host, quoted(helper));
    text.append("\n  }");
  }
  text.append("\n}\n");
  return text;
}

}  // namespace ngcs::clients
