#include "base/text.h"
#include "clients/helm_files.h"
#include "clients/helm_plugins.h"
#include "clients/helm_repositories.h"
#include "commands/client_report.h"
#include "commands/helm_state.h"
#include "ngc/helm_url.h"

namespace ngcs::commands {
namespace {

using clients::HelmEntry;

class HelmReport {
 public:
  HelmReport(const Session& session, key::EqualityClasses& keys, ClientReport& report)
      : session_(session), keys_(keys), report_(report) {}

  void tell(const HelmEntry& entry, bool downloads) {
    const std::string name = base::printable(entry.name, 80);
    if (!entry.password.empty()) return plain(entry, name);
    report_.via = "downloader";
    if (!downloads) add(name, "no downloader for ngc:// is installed");
    const auto where = ngc::parse_ngc_url(entry.url);
    if (!where) return add(name, where.error().message);
    auth::Request request{.org = where->space.org, .team = where->space.team, .profile = std::nullopt};
    if (!where->profile.empty()) request.profile = where->profile;
    const auto found = auth::resolve(request, session_.looking_context());
    if (!found) return add(name, "no key: " + found.error().message);
    if (!found->key) return add(name, "no key: none is recorded");
    serve(name, keys_.name(*found->key), "from " + source_text(found->source));
    report_.source = source_text(found->source);
  }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void plain(const HelmEntry& entry, const std::string& name) {
    if (report_.via == "nothing") report_.via = "plain";
    serve(name, keys_.name(entry.password), "in plain text");
    add(name, "its key lies in plain text: " + session_.command("configure helm") + " moves it into the store");
  }

  void serve(const std::string& name, const std::string& key, const std::string& from) {
    text_ += (text_.empty() ? "" : "; ") + name + " " + key + " " + from;
    // One key for all of them is the client's key.
    report_.key = first_ || report_.key == key ? key : std::string();
    first_ = false;
  }

  void add(const std::string& name, const std::string& problem) {
    report_.problems.push_back("repository " + name + ": " + problem);
  }

  const Session& session_;
  key::EqualityClasses& keys_;
  ClientReport& report_;
  std::string text_;
  bool first_ = true;
};

bool is_of_ngc(const HelmEntry& entry) {
  if (base::istarts_with(entry.url, ngc::kNgcScheme)) return true;
  return entry.on_ngc_host() && !entry.password.empty();
}

}  // namespace

std::optional<ClientReport> report_helm(const Session& session, key::EqualityClasses& keys) {
  const auto files = clients::locate_helm(session.environment);
  if (!files) return std::nullopt;
  HelmState state;  // Helm is not started: any that is there
  state.files = *files;
  state.plugins = clients::find_helm_plugins(*files);
  const auto file = clients::HelmRepositories::read(files->repositories);
  if (file && !file->exists() && state.getter() == nullptr) return std::nullopt;

  ClientReport report;
  report.client = "helm";
  report.file = files->repositories;
  report.via = "nothing";
  report.text = "no repository with a key of NGC";
  if (!file) {
    report.problems.push_back(file.error().message);
    return report;
  }
  HelmReport all(session, keys, report);
  for (const HelmEntry& entry : file->entries()) {
    if (is_of_ngc(entry)) all.tell(entry, state.getter() != nullptr);
  }
  if (!all.text().empty()) report.text = all.text();
  return report;
}

}  // namespace ngcs::commands
