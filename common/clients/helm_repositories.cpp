#include "clients/helm_repositories.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/file.h"
#include "base/text.h"
#include "registry/server_name.h"

namespace ngcs::clients {
namespace {

using base::Errc;
using base::Error;
using Kind = YamlNode::Kind;

constexpr std::string_view kHidden = "(not shown)";

Error in_file(const std::string& path, std::size_t line, const std::string& text, Errc code = Errc::kInvalidInput) {
  return {code, path + ": line " + std::to_string(line) + ": " + text, "repair it in an editor; nothing was changed"};
}

base::Result<std::string> text_of(const std::string& path, const YamlNode& entry, const char* name) {
  const YamlNode* value = entry.member(name);
  if (value == nullptr || value->is_null()) return std::string();
  if (value->kind != Kind::kScalar) return in_file(path, value->line, std::string(name) + " is no text");
  return std::string(value->text.reveal());
}

// Where "USER:PASSWORD@" stands in a URL; nothing where no user part is there.
struct UserPart {
  std::size_t begin;
  std::size_t end;  // of the "@"
};
std::optional<UserPart> user_part(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return std::nullopt;
  const std::size_t begin = scheme + 3;
  const std::size_t host_end = std::min(url.find_first_of("/?#", begin), url.size());
  const std::size_t at = url.substr(0, host_end).rfind('@');
  if (at == std::string_view::npos || at < begin) return std::nullopt;
  return UserPart{begin, at};
}

// A URL's user part is percent-encoded: "%24oauthtoken".
secret::SecretString decoded(std::string_view text) {
  const auto digit = [](char c) -> int {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  secret::SecretString plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0) {
      plain.push_back(static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2])));
      i += 2;
    } else {
      plain.push_back(text[i]);
    }
  }
  return plain;
}

// Takes the user part out of the entry's URL.
void split_url(HelmEntry& entry) {
  const auto part = user_part(entry.url);
  if (!part) return;
  const std::string_view pair = std::string_view(entry.url).substr(part->begin, part->end - part->begin);
  const std::size_t colon = pair.find(':');
  entry.user = decoded(pair.substr(0, colon)).reveal();
  if (colon != std::string_view::npos) {
    entry.password = decoded(pair.substr(colon + 1));
    entry.password_in_url = !entry.password.empty();
  }
  std::string rest = entry.url.substr(0, part->begin) + entry.url.substr(part->end + 1);
  secret::wipe(entry.url.data(), entry.url.size());
  entry.url = std::move(rest);
}

base::Result<HelmEntry> read_entry(const std::string& path, const YamlNode& node) {
  if (node.kind != Kind::kMap) return in_file(path, node.line, "a repository is expected here");
  HelmEntry entry;
  entry.line = node.line;
  auto name = text_of(path, node, "name");
  auto url = text_of(path, node, "url");
  auto user = text_of(path, node, "username");
  for (const auto* read : {&name, &url, &user}) {
    if (!*read) return read->error();
  }
  entry.name = std::move(*name);
  entry.url = std::move(*url);
  entry.user = std::move(*user);
  const YamlNode* password = node.member("password");
  if (password != nullptr && !password->is_null()) {
    if (password->kind != Kind::kScalar) return in_file(path, password->line, "password is no text");
    entry.password.append(password->text.reveal());
  }
  const YamlNode* passes = node.member("pass_credentials_all");
  entry.passes_credentials = passes != nullptr && passes->text.reveal() == "true";
  // What stands in fields of its own counts; the URL's user part is what Go's HTTP client falls back to.
  if (entry.user.empty() && entry.password.empty()) {
    split_url(entry);
  } else if (const auto part = user_part(entry.url)) {
    entry.url.erase(part->begin, part->end + 1 - part->begin);
  }
  return entry;
}

struct Span {
  std::size_t begin;
  std::size_t end;
  secret::SecretString text;
};

secret::SecretString exchanged(std::string_view text, std::vector<Span> spans) {
  std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
  secret::SecretString changed;
  changed.reserve(text.size() + 64);
  std::size_t at = 0;
  for (const Span& span : spans) {
    changed.append(text.substr(at, span.begin - at));
    changed.append(span.text.reveal());
    at = span.end;
  }
  changed.append(text.substr(at));
  return changed;
}

void hide_in_url(const YamlNode& url, std::string_view text, std::vector<Span>& hidden) {
  const auto part = user_part(text.substr(url.begin, url.end - url.begin));
  if (part) hidden.push_back({url.begin + part->begin, url.begin + part->end, secret::SecretString(kHidden)});
}

}  // namespace

bool HelmEntry::on_ngc_host() const {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string::npos || !base::istarts_with(url, "http")) return false;
  const std::size_t begin = scheme + 3;
  const std::size_t end = std::min(url.find_first_of("/:?#", begin), url.size());
  return base::iequals(std::string_view(url).substr(begin, end - begin), registry::kHelmHost);
}

const char* helm_field_name(HelmField field) noexcept {
  switch (field) {
    case HelmField::kUrl:
      return "url";
    case HelmField::kUserName:
      return "username";
    case HelmField::kPassword:
      return "password";
  }
  return "";
}

base::Result<HelmRepositories> HelmRepositories::read(const std::string& path) {
  auto text = base::read_file(path, kMaxRepositories);
  if (!text) return std::move(text).error();
  const bool exists = text->has_value();
  secret::SecretString content;
  if (exists) {
    content.append(**text);
    secret::wipe((*text)->data(), (*text)->size());
  }
  auto parsed = parse(std::move(content), path);
  if (parsed) parsed->exists_ = exists;
  return parsed;
}

base::Result<HelmRepositories> HelmRepositories::parse(secret::SecretString text, std::string path) {
  HelmRepositories file;
  file.path_ = std::move(path);
  file.exists_ = true;
  auto root = parse_yaml(text.reveal(), {.bytes = kMaxRepositories});
  if (!root) {
    Error error = std::move(root).error();
    return Error(error.code, file.path_ + ": " + error.message, "repair it in an editor; nothing was changed");
  }
  if (root->kind != Kind::kMap && !root->is_null()) return in_file(file.path_, root->line, "no list of repositories");
  for (std::size_t i = 0; i < root->keys.size(); ++i) {
    YamlNode& list = root->items[i];
    if (!base::iequals(root->keys[i].text.reveal(), "repositories") || list.is_null()) continue;
    if (list.kind != Kind::kList) return in_file(file.path_, list.line, "repositories is no list");
    file.nodes_ = std::move(list.items);
  }
  for (const YamlNode& node : file.nodes_) {
    auto entry = read_entry(file.path_, node);
    if (!entry) return std::move(entry).error();
    file.entries_.push_back(std::move(*entry));
  }
  file.text_ = std::move(text);
  return file;
}

const HelmEntry* HelmRepositories::find(std::string_view name) const {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [name](const HelmEntry& entry) { return entry.name == name; });
  return found == entries_.end() ? nullptr : &*found;
}

base::Result<HelmRepositories> HelmRepositories::with(const std::vector<HelmEdit>& edits) const {
  std::vector<Span> spans;
  for (const HelmEdit& edit : edits) {
    const YamlNode& entry = nodes_[edit.entry];
    const char* field = helm_field_name(edit.field);
    const YamlNode* old = entry.member(field);
    if (old == nullptr && edit.value.empty()) continue;
    if (old == nullptr) {
      return in_file(path_, entry.line, "this repository has no field " + std::string(field), Errc::kUnsupported);
    }
    if (edit.value.empty() && old->is_null()) continue;
    auto text = yaml_scalar(edit.value.reveal(), *old);
    if (!text) return std::move(text).error().with_context(path_);
    spans.push_back({old->begin, old->end, std::move(*text)});
  }
  auto changed = parse(exchanged(text_.reveal(), std::move(spans)), path_);
  if (!changed) return changed;
  changed->exists_ = exists_;
  // Whatever a strange spelling made of it: nothing is handed out that does not say what was asked for.
  bool good = changed->entries_.size() == entries_.size();
  for (const HelmEdit& edit : edits) {
    if (!good) break;
    const YamlNode* now = changed->nodes_[edit.entry].member(helm_field_name(edit.field));
    const bool empty = now == nullptr || now->is_null();
    good = empty ? edit.value.empty() : now->text == edit.value;
  }
  if (!good) {
    return Error(Errc::kUnsupported, path_ + ": its spelling is too unusual to be changed in place",
                 "change it in an editor");
  }
  return changed;
}

std::string HelmRepositories::masked_text() const {
  std::vector<Span> hidden;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const YamlNode& entry = nodes_[i];
    if (const YamlNode* password = entry.member("password");
        password != nullptr && password->kind == Kind::kScalar && !password->text.empty() && !password->is_null()) {
      hidden.push_back({password->begin, password->end, secret::SecretString(kHidden)});
    }
    if (const YamlNode* url = entry.member("url"); url != nullptr) hide_in_url(*url, text_.reveal(), hidden);
  }
  return std::string(exchanged(text_.reveal(), std::move(hidden)).reveal());
}

}  // namespace ngcs::clients
