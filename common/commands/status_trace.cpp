#include "commands/status_trace.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "auth/resolve.h"
#include "base/text.h"
#include "clients/helm_files.h"
#include "clients/helm_repositories.h"
#include "clients/trace.h"
#include "commands/wrapped_text.h"
#include "diagnose/catalogue.h"
#include "ngc/helm_url.h"
#include "registry/server_name.h"

namespace ngcs::commands {
namespace {

using clients::FoundCredential;
using clients::Trace;
using clients::TraceFinding;
using clients::TraceStep;
using Kind = TraceTarget::Kind;

constexpr int kHelperDeadlineMs = 3000;
constexpr std::string_view kGetter = "ngc-getter";
constexpr std::size_t kTextColumn = 11;
constexpr std::size_t kLineWidth = 76;

json::Value or_null(const std::string& text) { return text.empty() ? json::Value(nullptr) : json::Value(text); }

// The repository's address in Helm's file; empty where there is none of that name.
std::string address_of(const Session& session, const std::string& repository) {
  const auto files = clients::locate_helm(session.environment);
  if (!files) return {};
  const auto repositories = clients::HelmRepositories::read(files->repositories);
  const clients::HelmEntry* entry = repositories ? repositories->find(repository) : nullptr;
  return entry == nullptr ? std::string() : entry->url;
}

// The key that the suite's downloader brings for an ngc:// repository.
void give_suite_key(const Session& session, const TraceTarget& target, Trace& trace) {
  auth::Request request;
  request.profile = target.profile.empty() ? std::nullopt : std::optional<std::string>(target.profile);
  std::string space = target.path;
  if (!target.repository.empty()) {
    if (const auto url = ngc::parse_ngc_url(address_of(session, target.repository))) {
      space = url->space.path();
      if (!url->profile.empty()) request.profile = url->profile;
    }
  }
  const std::size_t slash = space.find('/');
  request.org = space.substr(0, slash);
  if (slash != std::string::npos) request.team = space.substr(slash + 1);
  auto found = auth::resolve(request, session.looking_context());
  if (found && found->key) {
    trace.sends->user = std::string(registry::kUserName);
    trace.sends->secret = found->key->copy();
    return;
  }
  if (!found) {
    const std::string message = base::printable(found.error().message);
    trace.findings.push_back(
        {"NGC2105",
         {{"client", trace.client}, {"host", trace.host}, {"helper", std::string(kGetter)}, {"message", message}}});
    trace.steps.push_back({{}, std::string(kGetter), TraceStep::Outcome::kFailed, message});
  } else {
    trace.steps.push_back({{}, std::string(kGetter), TraceStep::Outcome::kNothing, "no key is stored"});
  }
  trace.sends.reset();
}

std::vector<Trace> traces_of(const Session& session, const TraceTarget& target) {
  const clients::TraceContext context{session.environment, session.uid, session.docker_config_dir, std::nullopt,
                                      clients::ask_real_helper(kHelperDeadlineMs)};
  std::vector<Trace> traces;
  if (target.kind == Kind::kRegistry) {
    traces.push_back(clients::trace_docker(context, target.path));
    traces.push_back(clients::trace_podman(context, target.path));
    traces.push_back(clients::trace_enroot(context));
  } else if (target.kind == Kind::kOciChart) {
    traces.push_back(clients::trace_helm_oci(context, target.path));
  } else {
    Trace helm = clients::trace_helm(context, {target.repository, target.path});
    if (target.suite && (!helm.sends || helm.sends->helper != kGetter)) {
      // Helm takes such an address without an entry, too.
      helm.steps.push_back({{}, target.typed, TraceStep::Outcome::kWins, "this suite's downloader"});
      helm.uses_suite = true;
      helm.sends = FoundCredential{};
      helm.sends->entry = target.typed;
      helm.sends->helper = std::string(kGetter);
    }
    if (helm.sends && helm.sends->helper == kGetter) give_suite_key(session, target, helm);
    traces.push_back(std::move(helm));
  }
  traces.push_back(clients::trace_ngc_cli(context));
  return traces;
}

class TraceReport {
 public:
  TraceReport(cli::Output& output, key::EqualityClasses& keys) : output_(output), keys_(keys) {}

  json::Value tell(const Trace& trace) {
    const std::string key = trace.sends ? key_of(*trace.sends) : std::string();
    output_.line();
    output_.line(output_.styled(trace.client, cli::Style::kBold) + " -> " + trace.host + ": " + sent(trace, key));
    json::Value data = {{"client", trace.client},           {"host", trace.host}, {"steps", json::Value::array()},
                        {"findings", json::Value::array()}, {"sends", nullptr},   {"shadowed", json::Value::array()}};
    for (const TraceStep& step : trace.steps) data["steps"].push_back(tell(step));
    for (const FoundCredential& other : trace.shadowed) data["shadowed"].push_back(tell_shadowed(other));
    for (const TraceFinding& finding : trace.findings) data["findings"].push_back(tell(finding, trace));
    if (trace.sends) data["sends"] = credential_json(*trace.sends, key);
    return data;
  }

 private:
  // "K1"; empty where what lies there is no key.
  std::string key_of(const FoundCredential& credential) {
    if (credential.secret.empty()) return {};
    const auto cleaned = key::clean(credential.secret.copy());
    return cleaned ? keys_.name(cleaned->key) : std::string();
  }

  static json::Value credential_json(const FoundCredential& credential, const std::string& key) {
    return {{"user", clients::shown_user(credential.user)},
            {"key", or_null(key)},
            {"file", or_null(credential.file)},
            {"entry", credential.entry},
            {"helper", or_null(credential.helper)}};
  }

  [[nodiscard]] static std::string what(const FoundCredential& credential, const std::string& key) {
    const std::string user = clients::shown_user(credential.user);
    const std::string secret = !key.empty()                ? key
                               : credential.secret.empty() ? "a password that is made at each use"
                                                           : "a password that is no key";
    return (user.empty() ? "an empty user name" : user) + " and " + secret;
  }
  [[nodiscard]] static std::string sent(const Trace& trace, const std::string& key) {
    if (!trace.sends) return ends(trace) ? "nothing, it ends with an error" : "nothing, the request is anonymous";
    const FoundCredential& credential = *trace.sends;
    return what(credential, key) + (credential.helper.empty() ? ", in plain text" : ", by " + credential.helper);
  }
  // docker goes on without what it cannot read; the others do not.
  [[nodiscard]] static bool ends(const Trace& trace) {
    if (trace.client == "docker") return false;
    return std::any_of(trace.steps.begin(), trace.steps.end(), [](const TraceStep& step) {
      return step.outcome == TraceStep::Outcome::kFailed || step.outcome == TraceStep::Outcome::kUnreadable;
    });
  }

  json::Value tell(const TraceStep& step) {
    const std::string outcome(clients::outcome_name(step.outcome));
    const std::string joint = step.entry.empty() || step.file.empty() ? "" : " in ";
    print_item(outcome + std::string(kTextColumn - std::min(kTextColumn - 1, outcome.size()), ' ') + step.entry +
                   joint + step.file,
               step.text);
    return {{"file", or_null(step.file)}, {"entry", or_null(step.entry)}, {"outcome", outcome}, {"text", step.text}};
  }
  // In one line where it fits.
  void print_item(const std::string& head, const std::string& text) {
    if (head.size() + text.size() < kLineWidth) return output_.line("  " + head + ": " + text);
    output_.line("  " + head);
    print_wrapped(output_, text, std::string(kTextColumn + 2, ' '));
  }

  json::Value tell_shadowed(const FoundCredential& credential) {
    const std::string key = key_of(credential);
    print_item("not sent   " + what(credential, key), "of " + credential.entry);
    return credential_json(credential, key);
  }

  json::Value tell(const TraceFinding& finding, const Trace& trace) {
    std::map<std::string, std::string> values = finding.values;
    values.emplace("client", trace.client);
    values.emplace("host", trace.host);
    if (const diagnose::CatalogueEntry* entry = diagnose::find_entry(finding.code)) {
      print_item("! " + finding.code + " " + entry->name, diagnose::fill(entry->cause, values));
    }
    return {{"code", finding.code}, {"values", finding.values}};
  }

  cli::Output& output_;
  key::EqualityClasses& keys_;
};

}  // namespace

json::Value tell_trace(const Session& session, cli::Output& output, const TraceTarget& target,
                       key::EqualityClasses& keys) {
  json::Value data = json::Value::array();
  output.line();
  output.line("For " + target.typed + ":");
  TraceReport report(output, keys);
  for (const Trace& trace : traces_of(session, target)) data.push_back(report.tell(trace));
  return data;
}

}  // namespace ngcs::commands
