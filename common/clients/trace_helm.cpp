#include <utility>
#include <vector>

#include "base/text.h"
#include "clients/docker_files.h"
#include "clients/helm_files.h"
#include "clients/helm_repositories.h"
#include "clients/trace.h"
#include "clients/trace_parts.h"
#include "registry/server_name.h"

namespace ngcs::clients {
namespace {

using Outcome = TraceStep::Outcome;

constexpr std::string_view kSuiteScheme = "ngc://";

// "org/team" of an entry's URL; empty for another host.
std::string space_of(const HelmEntry& entry) {
  std::string_view url = entry.url;
  if (url.substr(0, kSuiteScheme.size()) == kSuiteScheme) {
    url.remove_prefix(kSuiteScheme.size());
  } else if (entry.on_ngc_host()) {
    url.remove_prefix(url.find("://") + 3);
    const std::size_t slash = url.find('/');
    if (slash == std::string_view::npos) return {};
    url.remove_prefix(slash + 1);
  } else {
    return {};
  }
  url = url.substr(0, url.find('?'));
  while (!url.empty() && url.back() == '/') url.remove_suffix(1);
  return std::string(url);
}

bool is_suite(const HelmEntry& entry) { return entry.url.rfind(kSuiteScheme, 0) == 0; }

bool is_ngc(const HelmEntry& entry) { return is_suite(entry) || entry.on_ngc_host(); }

// The entry by its name, where there is one; then those of the address.
std::vector<const HelmEntry*> wanted_entries(const HelmRepositories& file, const HelmWanted& wanted) {
  std::vector<const HelmEntry*> found;
  const HelmEntry* named = wanted.name.empty() ? nullptr : file.find(wanted.name);
  if (named != nullptr) found.push_back(named);
  // A name that is not there, and no address: nothing is meant.
  if (named == nullptr && !wanted.name.empty() && wanted.space.empty()) return found;
  for (const HelmEntry& entry : file.entries()) {
    if (&entry == named || !is_ngc(entry)) continue;
    if (named != nullptr && wanted.space.empty()) continue;
    if (wanted.space.empty() || space_of(entry) == wanted.space) found.push_back(&entry);
  }
  return found;
}

FoundCredential credential_of(const HelmRepositories& file, const HelmEntry& entry) {
  FoundCredential credential;
  credential.file = file.path();
  credential.entry = "repository " + base::printable(entry.name, kMaxShownName);
  credential.user = entry.user;
  credential.secret = entry.password.copy();
  return credential;
}

void take_entry(Tracer& tracer, const HelmRepositories& file, const HelmEntry& entry) {
  FoundCredential credential = credential_of(file, entry);
  Trace& trace = tracer.trace();
  const std::string repo = base::printable(entry.name, kMaxShownName);
  if (!is_ngc(entry)) {
    tracer.step(credential.file, credential.entry, Outcome::kSkipped, "a repository of another host");
    return;
  }
  trace.has_entry = true;
  if (tracer.decided()) {
    if (entry.password.empty()) {
      tracer.step(credential.file, credential.entry, Outcome::kShadowed, "another repository of this host");
    } else {
      tracer.pass_by(std::move(credential), Outcome::kShadowed, "another repository of this host");
    }
    return;
  }
  if (entry.passes_credentials) tracer.find("NGC2306", {{"repo", repo}, {"file", file.path()}});
  if (is_suite(entry)) {
    credential.helper = "ngc-getter";
    // The getter brings a key of its own; what stands in the entry is not for it.
    credential.user.clear();
    credential.secret.clear();
    trace.uses_suite = true;
    tracer.offer(std::move(credential), entry.url + ": this suite's downloader");
    return;
  }
  // Helm sends no Authorization at all where either part is empty.
  if (entry.password.empty()) {
    tracer.step(credential.file, credential.entry, Outcome::kNothing, "the password is empty: nothing is sent");
    tracer.find("NGC2301", {{"repo", repo}, {"file", file.path()}, {"entry", credential.entry}});
    tracer.decide();
    return;
  }
  if (entry.user.empty()) {
    tracer.find("NGC1101", {{"repo", repo}, {"file", file.path()}, {"entry", credential.entry}});
    tracer.pass_by(std::move(credential), Outcome::kNothing, "the user name is empty: nothing is sent");
    tracer.decide();
    return;
  }
  tracer.offer(std::move(credential), entry.password_in_url ? "user and password in the URL, in plain text"
                                                            : "user and password in plain text");
}

}  // namespace

Trace trace_helm(const TraceContext& context, const HelmWanted& wanted) {
  Tracer tracer(context, "helm", std::string(registry::kHelmHost));
  const auto files = locate_helm(context.environment);
  if (!files) {
    tracer.unreadable({}, files.error());
    return std::move(tracer).take();
  }
  const auto repositories = HelmRepositories::read(files->repositories);
  if (!repositories) {
    tracer.trace().has_entry = true;
    tracer.unreadable(files->repositories, repositories.error());
    return std::move(tracer).take();
  }
  if (!repositories->exists()) {
    tracer.step(files->repositories, {}, Outcome::kAbsent, "by " + files->why);
    return std::move(tracer).take();
  }
  for (const HelmEntry* entry : wanted_entries(*repositories, wanted)) take_entry(tracer, *repositories, *entry);
  if (!tracer.trace().has_entry) {
    tracer.step(files->repositories, {}, Outcome::kNothing, "no such repository of " + tracer.host());
  }
  return std::move(tracer).take();
}

// Helm's registry client asks its own file, then docker's; an error of either ends the command.
Trace trace_helm_oci(const TraceContext& context, std::string_view /*space*/) {
  Tracer tracer(context, "helm", std::string(registry::kRegistryHost));
  std::vector<std::pair<std::string, std::string>> places;  // path, why
  if (const auto files = locate_helm(context.environment)) {
    places.emplace_back(files->registry_config, "Helm's own registry file");
  }
  // docker's --config is no option of Helm's.
  if (const auto docker = locate_docker(context.environment, std::nullopt)) {
    places.emplace_back(docker->file, "docker's file, by " + docker->why);
  }
  for (const auto& [path, why] : places) {
    const auto file = read_auth_file(path);
    if (!file) {
      tracer.trace().has_entry = true;  // nobody can tell what it names
      tracer.unreadable(path, file.error());
      break;
    }
    if (!file->exists) tracer.step(path, {}, Outcome::kAbsent, why);
    if (file->exists || automatic_store(context.environment)) {
      trace_docker_file(context, tracer, *file, AfterFailure::kEnd);
    }
  }
  return std::move(tracer).take();
}

}  // namespace ngcs::clients
