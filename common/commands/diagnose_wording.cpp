#include <algorithm>

#include "base/text.h"
#include "commands/diagnose_report.h"
#include "diagnose/catalogue.h"
#include "ngc/sha256.h"
#include "registry/server_name.h"

namespace ngcs::commands {
namespace {

constexpr std::size_t kHashDigits = 8;

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  if (from.empty()) return;
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

void add_hidden(std::vector<std::pair<std::string, std::string>>& hidden, const std::string& name) {
  if (name.empty()) return;
  const bool known = std::any_of(hidden.begin(), hidden.end(), [&](const auto& one) { return one.first == name; });
  if (known) return;
  ngc::Sha256 digest;
  digest.update(name);
  hidden.emplace_back(name, "org-" + digest.hex().substr(0, kHashDigits));
}

std::string value_of(const std::map<std::string, std::string>& values, const char* name) {
  const auto found = values.find(name);
  return found == values.end() ? std::string() : found->second;
}

// How this client gets the stored key. A Helm repository without a known name gets the org's; an entry that is there
// already has to be replaced.
std::string login_command(std::map<std::string, std::string> values) {
  if (value_of(values, "host") != registry::kHelmHost) return diagnose::fill("{program} login", values);
  if (value_of(values, "repo").empty()) values["repo"] = value_of(values, "org");
  const bool there = value_of(values, "entry").rfind("repository ", 0) == 0;
  return diagnose::fill(there ? "helm ngc repo add {repo} {space} --force-update" : "helm ngc repo add {repo} {space}",
                        values);
}

}  // namespace

Wording::Wording(const Session& session, const DiagnoseOptions& options, const DiagnoseResult& result)
    : program_(session.program), home_(session.environment.get("HOME").value_or("")) {
  if (!options.redact_org) return;
  add_hidden(hidden_, result.question.target.space.org);
  for (const diagnose::KeyView& key : result.seen.keys) {
    if (!key.facts) continue;
    add_hidden(hidden_, key.facts->identity.key_org);
    for (const ngc::Org& org : key.facts->identity.orgs) {
      add_hidden(hidden_, org.name);
      add_hidden(hidden_, org.display_name);
    }
  }
  // Longest first: one name may be part of another.
  std::sort(hidden_.begin(), hidden_.end(),
            [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
}

std::string Wording::shown(const std::string& text) const {
  std::string result = text;
  if (home_.size() > 1) replace_all(result, home_ + "/", "~/");
  for (const auto& [name, replacement] : hidden_) replace_all(result, name, replacement);
  return base::printable(result, 4096);
}

std::string Wording::text(const diagnose::Cause& cause, std::string_view pattern) const {
  auto values = cause.values;
  values.emplace("program", program_);
  values.emplace("client", cause.client.empty() ? "the client" : cause.client);
  values.emplace("login_command", login_command(values));
  return shown(diagnose::fill(pattern, values));
}

std::string Wording::remark(const diagnose::Cause& cause) const {
  const diagnose::CatalogueEntry* entry = diagnose::find_entry(cause.first());
  return entry == nullptr ? cause.first() : text(cause, entry->cause);
}

}  // namespace ngcs::commands
