#include "commands/client_report.h"

#include "base/text.h"
#include "clients/auth_file.h"
#include "clients/containers_files.h"
#include "clients/docker_files.h"
#include "clients/registries_conf.h"
#include "commands/podman_registration.h"
#include "commands/remote_guard.h"
#include "registry/server_name.h"

namespace ngcs::commands {
namespace {

using clients::AuthEntry;
using clients::AuthFile;

// The helper `name` asked for nvcr.io, as docker and podman do it.
void ask_helper(const Session& session, const std::string& name, key::EqualityClasses& keys, ClientReport& report) {
  report.helper = "docker-credential-" + base::printable(name, 80);
  if (name != "ngc" && !name.starts_with("ngc-")) {
    report.via = "other-helper";
    report.text = report.helper + ", another program's helper";
    return;
  }
  report.via = "helper";
  if (auto found = clients::require_helper(session.environment, name, session.probe_helper); !found) {
    report.problems.push_back(found.error().message + (found.error().hint.empty() ? "" : "; " + found.error().hint));
  }
  auth::Request request;
  if (name != "ngc") request.profile = name.substr(4);
  auto resolved = auth::resolve(request, session.looking_context());
  if (!resolved) {
    report.text = "no key: " + resolved.error().message;
    report.problems.push_back(resolved.error().message +
                              (resolved.error().hint.empty() ? "" : "; " + resolved.error().hint));
    return;
  }
  if (!resolved->key) {
    report.text = "no key: none is recorded";
    return;
  }
  report.key = keys.name(*resolved->key);
  report.source = source_text(resolved->source);
  report.text = report.key + " from " + report.source;
}

void tell_plain(const AuthEntry& entry, key::EqualityClasses& keys, ClientReport& report) {
  report.via = "plain";
  report.key = keys.name(entry.secret);
  report.text = report.key + " in plain text";
  if (entry.user != registry::kUserName) {
    report.problems.push_back("the user name in " + report.file + " is not $oauthtoken: NGC refuses it");
  }
}

// Keys that lie in plain text behind the one that answers.
void tell_hidden(const AuthFile& file, key::EqualityClasses& keys, const AuthEntry* answering, ClientReport& report) {
  for (const AuthEntry& entry : file.entries) {
    if (entry.kind != AuthEntry::Kind::kPlain || &entry == answering) continue;
    report.problems.push_back(
        "auths[\"" + base::printable(entry.name, 80) + "\"] in " + file.path + " holds " + keys.name(entry.secret) +
        " in plain text, " + (entry.org.empty() ? "which is not used" : "which docker mixes up with other orgs' keys"));
  }
}

// DOCKER_AUTH_CONFIG is read by docker 28.3 and newer, before everything else.
void tell_auth_config(const Session& session, key::EqualityClasses& keys, ClientReport& report) {
  const auto text = session.environment.get("DOCKER_AUTH_CONFIG");
  if (!text) return;
  auto parsed = json::parse(*text, {.bytes = clients::kMaxAuthFile, .depth = 32});
  if (!parsed) {
    report.problems.emplace_back("DOCKER_AUTH_CONFIG is set, but is no JSON document");
    return;
  }
  const clients::WipedValue document(std::move(*parsed));
  auto file = clients::inspect_auth_file(document.get(), "DOCKER_AUTH_CONFIG");
  if (!file) return;
  for (const AuthEntry& entry : file->entries) {
    if (entry.kind != AuthEntry::Kind::kPlain) continue;
    report.problems.push_back("DOCKER_AUTH_CONFIG holds " + keys.name(entry.secret) +
                              ": docker 28.3 and newer use it instead");
    return;
  }
}

}  // namespace

std::string source_text(const auth::Source& source) {
  switch (source.kind) {
    case auth::SourceKind::kStore:
      return "profile " + source.profile + (source.why.empty() ? "" : " (" + source.why + ")");
    case auth::SourceKind::kKeyFile:
    case auth::SourceKind::kCredentialsDirectory:
      return "the file " + source.name;
    case auth::SourceKind::kEnvironment:
      return source.name + " in the environment";
  }
  return {};
}

ClientReport report_docker(const Session& session, key::EqualityClasses& keys) {
  ClientReport report;
  report.client = "docker";
  report.via = "nothing";
  report.text = "no key";
  const auto location = clients::locate_docker(session.environment, session.docker_config_dir);
  if (!location) {
    report.problems.push_back(location.error().message);
    return report;
  }
  report.file = location->file;
  const auto file = clients::read_auth_file(location->file);
  if (!file) {
    report.problems.push_back(file.error().message);
    return report;
  }
  const clients::Answer answer = clients::answer_of(*file);
  if (answer.kind == clients::Answer::Kind::kHelper) {
    ask_helper(session, answer.helper, keys, report);
    if (file->helper_for("nvcr.io:443") != answer.helper) {
      report.problems.push_back("nvcr.io:443 has no helper, so nerdctl login writes plain text: " +
                                session.command("configure docker"));
    }
  } else if (!file->credentials_store.empty()) {
    report.via = "credentials-store";
    report.helper = "docker-credential-" + base::printable(file->credentials_store, 80);
    report.text = "whatever " + report.helper + " holds";
    report.problems.push_back("docker does not ask docker-credential-ngc: " + session.command("configure docker"));
  } else if (answer.kind == clients::Answer::Kind::kPlain) {
    tell_plain(*answer.entry, keys, report);
    report.problems.push_back("a key lies in plain text: " + session.command("configure docker") +
                              " moves it into the store");
  } else {
    report.problems.push_back("docker does not ask docker-credential-ngc: " + session.command("configure docker"));
  }
  tell_hidden(*file, keys, answer.entry, report);
  tell_auth_config(session, keys, report);
  return report;
}

namespace {

// Keys of single orgs: the longest name that fits is sent, unless a helper answers for the host in the same file.
void tell_namespaced(const Session& session, const AuthFile& file, key::EqualityClasses& keys, ClientReport& report) {
  for (const AuthEntry& entry : file.entries) {
    if (entry.kind != AuthEntry::Kind::kPlain || entry.org.empty()) continue;
    report.problems.push_back("auths[\"" + base::printable(entry.name, 80) + "\"] in " + file.path + " holds " +
                              keys.name(entry.secret) + " in plain text; " + session.command("configure podman") +
                              " moves it into the store");
  }
}

// A helper that registries.conf names is asked behind (or before) the auth files.
void ask_listed_helper(const Session& session, key::EqualityClasses& keys, ClientReport& report) {
  const clients::HelperList list = clients::credential_helpers(session.environment, session.containers_dir);
  for (const std::string& name : list.names) {
    if (name == clients::kAuthFilesHelper) continue;
    report.file = list.file;
    ask_helper(session, name, keys, report);
    return;
  }
}

}  // namespace

ClientReport report_podman(const Session& session, key::EqualityClasses& keys) {
  ClientReport report;
  report.client = "podman";
  report.via = "nothing";
  report.text = "no key: none of its files names a helper or a key for nvcr.io";
  bool decided = false;
  for (const clients::ContainersFile& candidate : clients::containers_files(session.environment, session.uid)) {
    const auto file = clients::read_auth_file(candidate.path);
    if (!file) {
      report.problems.push_back(file.error().message);
      continue;
    }
    if (!candidate.shared_with_docker) tell_namespaced(session, *file, keys, report);
    const clients::Answer answer = clients::answer_of(*file);
    if (answer.kind == clients::Answer::Kind::kNothing) continue;
    if (decided) {
      if (answer.kind == clients::Answer::Kind::kPlain) {
        report.problems.push_back(keys.name(answer.entry->secret) + " lies in plain text in " + file->path +
                                  ", behind " + report.file);
      }
      continue;
    }
    decided = true;
    report.file = file->path;
    if (answer.kind == clients::Answer::Kind::kHelper) {
      ask_helper(session, answer.helper, keys, report);
    } else {
      tell_plain(*answer.entry, keys, report);
      report.problems.push_back("a key lies in plain text in " + file->path + "; " +
                                session.command("configure podman") + " moves it into the store");
    }
  }
  if (!decided) ask_listed_helper(session, keys, report);
  if (!decided && report.via == "nothing" && session.client == Client::kPodman) {
    report.problems.push_back("podman does not ask docker-credential-ngc: " + session.command("configure"));
  }
  for (const clients::PlanNote& note : registries_conf_notes(session)) report.problems.push_back(note.text);
  if (const std::string remote = remote_reason({}, session.environment); !remote.empty()) {
    report.problems.push_back(remote + ": podman sends the service every secret of these files and helpers, for all " +
                              "registries; " + session.command("exec --authfile --org ORG -- podman …") +
                              " offers one");
  }
  return report;
}

json::Value client_json(const ClientReport& report) {
  const auto or_null = [](const std::string& text) { return text.empty() ? json::Value(nullptr) : json::Value(text); };
  return {{"client", report.client},          {"file", or_null(report.file)}, {"via", report.via},
          {"helper", or_null(report.helper)}, {"key", or_null(report.key)},   {"source", or_null(report.source)},
          {"problems", report.problems}};
}

}  // namespace ngcs::commands
