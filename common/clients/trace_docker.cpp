#include <charconv>
#include <utility>
#include <vector>

#include "base/text.h"
#include "clients/docker_files.h"
#include "clients/trace.h"
#include "clients/trace_parts.h"
#include "json/value.h"
#include "registry/server_name.h"

namespace ngcs::clients {
namespace {

using Kind = AuthEntry::Kind;
using Outcome = TraceStep::Outcome;

constexpr const char* kVariable = "DOCKER_AUTH_CONFIG";

bool at_least(const std::optional<std::string>& version, int wanted_major, int wanted_minor) {
  if (!version) return false;
  int major = 0;
  int minor = 0;
  const char* end = version->data() + version->size();
  const auto first = std::from_chars(version->data(), end, major);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != '.') return false;
  if (std::from_chars(first.ptr + 1, end, minor).ec != std::errc()) return false;
  return major > wanted_major || (major == wanted_major && minor >= wanted_minor);
}

// The entry of auths for the host: its exact name, else one whose host is it. Of several docker takes any.
struct Matched {
  const AuthEntry* entry = nullptr;
  std::size_t candidates = 0;
};
Matched match(const AuthFile& file, std::string_view host) {
  Matched matched;
  for (const AuthEntry& entry : file.entries) {
    if (entry.name == host) return {&entry, 1};
    if (name_host(entry.name) != host) continue;
    if (matched.entry == nullptr) matched.entry = &entry;
    ++matched.candidates;
  }
  return matched;
}

std::string text_of(const Matched& matched) {
  if (matched.candidates < 2) return "a password in plain text";
  return "one of " + std::to_string(matched.candidates) + " entries that fit; docker takes any of them, at random";
}

void pass_by_rest(Tracer& tracer, const AuthFile& file, const AuthEntry* taken) {
  for (const AuthEntry& entry : file.entries) {
    if (&entry == taken || entry.kind != Kind::kPlain) continue;
    const bool fits = name_host(entry.name) == tracer.host();
    tracer.pass_by(plain_credential(file, entry), fits ? Outcome::kShadowed : Outcome::kSkipped,
                   fits ? "another entry is taken" : "this spelling of the host is not looked at");
  }
}

void trace_entries(Tracer& tracer, const AuthFile& file, const Matched& matched, bool hidden) {
  if (matched.entry != nullptr && matched.entry->kind == Kind::kPlain) {
    if (hidden) {
      tracer.pass_by(plain_credential(file, *matched.entry), Outcome::kShadowed,
                     "a password in plain text, behind the helper");
    } else {
      tracer.offer(plain_credential(file, *matched.entry), text_of(matched));
    }
  } else if (matched.entry != nullptr && matched.entry->kind == Kind::kIdentityToken) {
    tracer.step(file.path, "auths[" + matched.entry->name + "]", Outcome::kFailed,
                "a token of another service: NGC issues none");
    tracer.decide();
  } else if (!hidden && !tracer.decided()) {
    tracer.step(file.path, {}, Outcome::kNothing, "no entry for " + tracer.host());
  }
  pass_by_rest(tracer, file, matched.entry);
}

// The helper that answers for the host, and what names it.
struct Helper {
  std::string name;
  std::string entry;
};
Helper helper_of(const TraceContext& context, const Tracer& tracer, const AuthFile& file) {
  for (const auto& [host, name] : file.helpers) {
    if (host == tracer.host()) return {name, helper_entry(host)};
  }
  if (!file.credentials_store.empty()) return {file.credentials_store, "credsStore"};
  if (!file.empty) return {};
  const auto automatic = automatic_store(context.environment);
  return automatic ? Helper{*automatic, "credsStore, chosen by itself"} : Helper{};
}

// From docker 28.3, the entry of exactly this host in the variable comes before everything else.
void trace_variable(const TraceContext& context, Tracer& tracer) {
  const auto text = context.environment.get(kVariable);
  if (!text) return;
  auto parsed = json::parse(*text, {.bytes = kMaxAuthFile, .depth = 32});
  if (!parsed) {
    tracer.step({}, kVariable, Outcome::kUnreadable, "it is no JSON document; docker goes on without it");
    return;
  }
  const WipedValue document(std::move(*parsed));
  const auto file = inspect_auth_file(document.get(), {});
  const AuthEntry* entry = nullptr;
  if (file) {
    for (const AuthEntry& one : file->entries) {
      if (one.name == tracer.host() && one.kind == Kind::kPlain) entry = &one;
    }
  }
  if (entry == nullptr) {
    tracer.step({}, kVariable, Outcome::kNothing, "it says nothing about " + tracer.host());
    return;
  }
  tracer.find("NGC2106", {{"entry", kVariable}});
  FoundCredential credential = plain_credential(*file, *entry);
  credential.entry = kVariable;
  if (at_least(context.docker_version, 28, 3)) {
    tracer.trace().has_entry = true;
    tracer.offer(std::move(credential), "docker takes it before every file");
  } else {
    tracer.pass_by(std::move(credential), Outcome::kSkipped,
                   context.docker_version ? "docker before 28.3 does not read it"
                                          : "read from docker 28.3 on; this docker's version is not known");
  }
}

}  // namespace

void trace_docker_file(const TraceContext& context, Tracer& tracer, const AuthFile& file, AfterFailure after_failure) {
  tracer.check_entries(file);
  const Matched matched = match(file, tracer.host());
  const Helper helper = helper_of(context, tracer, file);
  const bool is_store = helper.entry == "credsStore";
  if (is_store && !is_suite_helper(helper.name)) {
    tracer.find("NGC2102", {{"helper", helper.name}, {"file", file.path}});
  }
  bool hidden = false;
  if (!helper.name.empty()) {
    if (matched.entry != nullptr && matched.entry->kind == Kind::kPlain && after_failure == AfterFailure::kPlainEntry) {
      tracer.find("NGC2101", {{"file", file.path}, {"entry", matched.entry->name}, {"helper", helper.name}});
    }
    const bool before = tracer.decided();
    const auto asked = tracer.helper(file.path, helper.entry, helper.name);
    hidden = !before && (asked != Tracer::Asked::kFailed || after_failure == AfterFailure::kEnd);
    if (asked == Tracer::Asked::kFailed && after_failure == AfterFailure::kEnd) tracer.decide();
  }
  trace_entries(tracer, file, matched, hidden);
}

Trace trace_docker(const TraceContext& context, std::string_view /*space*/) {
  Tracer tracer(context, "docker", std::string(registry::kRegistryHost));
  trace_variable(context, tracer);
  const auto location = locate_docker(context.environment, context.docker_config_dir);
  if (!location) {
    tracer.unreadable({}, location.error());
    return std::move(tracer).take();
  }
  auto file = read_auth_file(location->file);
  if (!file) {
    tracer.trace().has_entry = true;  // it is this client's file, and nobody can tell what it names
    tracer.unreadable(location->file, file.error());
    return std::move(tracer).take();
  }
  if (!file->exists) tracer.step(location->file, {}, Outcome::kAbsent, "by " + location->why);
  if (file->exists || automatic_store(context.environment)) {
    trace_docker_file(context, tracer, *file,
                      at_least(context.docker_version, 29, 0) ? AfterFailure::kEnd : AfterFailure::kPlainEntry);
  }
  return std::move(tracer).take();
}

}  // namespace ngcs::clients
