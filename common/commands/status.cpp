#include "base/text.h"
#include "commands/client_report.h"
#include "commands/commands.h"
#include "commands/login_space.h"
#include "commands/profile_json.h"
#include "commands/profile_store.h"
#include "commands/status_online.h"
#include "commands/status_trace.h"
#include "key/key.h"

namespace ngcs::commands {
namespace {

using base::Errc;
using base::Error;
using config::Profile;
using config::StoreKind;

// What a store protects from, and what not, in plain words (rule 8 of docs/threat-model.md).
std::string protection_of(StoreKind store) {
  if (store == StoreKind::kVault) {
    return "an encrypted file that only you can read; the key to it is a file in another directory. A copy or backup "
           "of "
           "one of the two tells nothing; other users are kept out. Programs that run as you, and root, are not.";
  }
  return "the desktop keyring, encrypted with your login password while it is locked. While it is unlocked, every "
         "program of your session may read it.";
}

struct ProfileState {
  std::string state;  // "ok", "missing", "logged-out", "unreadable"
  std::string key;    // "K1"
  std::string text;   // why it is unreadable, and the remedy
};

ProfileState look_at(const Session& session, const Profile& profile, key::EqualityClasses& keys) {
  if (profile.logged_out) return {"logged-out", {}, "logged out; the store could not be changed then"};
  auto store = session.looking_context().stores.open(profile.store);
  if (!store) return {"unreadable", {}, store.error().message};
  auto key = (*store)->get(profile.name, store::Slot::kCurrent);
  if (!key) return {"unreadable", {}, key.error().message + (key.error().hint.empty() ? "" : "; " + key.error().hint)};
  if (!*key) return {"missing", {}, "no key in " + (*store)->location()};
  return {"ok", keys.name(**key), {}};
}

class Status {
 public:
  Status(Session& session, cli::Output& output, const StatusOptions& options)
      : session_(session), output_(output), options_(options) {}

  cli::ExitCode run() {
    std::optional<TraceTarget> traced;
    if (options_.trace) {
      auto target = parse_trace_target(*options_.trace);
      if (!target) return output_.fail("status", target.error());
      traced = std::move(*target);
    }
    data_ = {{"default_profile", nullptr},
             {"profiles", json::Value::array()},
             {"stores", json::Value::array()},
             {"default_source", nullptr},
             {"clients", json::Value::array()}};
    auto config = load_config(session_);
    if (config) {
      tell_profiles(*config);
    } else {
      output_.warn("index", config.error().message);
      output_.hint(config.error().hint);
    }
    auto error = tell_default_source();
    if (session_.client == Client::kPodman) tell_client(report_podman(session_, keys_));
    tell_client(report_docker(session_, keys_));
    if (session_.client != Client::kPodman) tell_client(report_podman(session_, keys_));
    if (const auto helm = report_helm(session_, keys_)) tell_client(*helm);
    if (options_.online && default_key_) {
      data_["online"] = tell_online(session_, output_, *default_key_, keys_.name(*default_key_));
    }
    if (traced) data_["trace"] = tell_trace(session_, output_, *traced, keys_);
    if (session_.under_sudo) output_.line("This is what sudo docker gets; your own docker reads your own files.");
    if (error) return output_.fail("status", *error, cli::kNotLoggedIn, std::move(data_));
    return output_.succeed("status", std::move(data_));
  }

 private:
  void tell_profiles(const config::Config& config) {
    bool used[2] = {false, false};
    std::vector<std::vector<std::string>> rows = {{"PROFILE", "ORG", "TEAM", "KEY", "KIND", "STORE"}};
    std::vector<std::string> troubles;
    for (const Profile& profile : config.profiles()) {
      const bool is_default = profile.name == config.default_profile();
      const ProfileState state = look_at(session_, profile, keys_);
      json::Value entry = profile_json(profile, is_default);
      entry["state"] = state.state;
      entry["key"] = state.key.empty() ? json::Value(nullptr) : json::Value(state.key);
      entry["problem"] = state.text.empty() ? json::Value(nullptr) : json::Value(state.text);
      data_["profiles"].push_back(std::move(entry));
      if (is_default) data_["default_profile"] = profile.name;
      rows.push_back({profile.name + (is_default ? " *" : ""),
                      profile.org.empty() ? "-" : org_label(profile.org, profile.org_display_name),
                      profile.team.empty() ? "-" : profile.team, state.key.empty() ? state.state : state.key,
                      profile.kind, std::string(config::store_name(profile.store))});
      if (!state.text.empty()) troubles.push_back("profile " + profile.name + ": " + state.text);
      used[profile.store == StoreKind::kVault ? 0 : 1] = true;
    }
    if (!config.profiles().empty()) {
      output_.table(rows);
      output_.line();
    }
    for (const std::string& trouble : troubles) output_.warn("profile", trouble);
    if (used[0]) tell_store(StoreKind::kVault);
    if (used[1]) tell_store(StoreKind::kSecretService);
  }

  void tell_store(StoreKind kind) {
    auto store = session_.looking_context().stores.open(kind);
    const std::string name(config::store_name(kind));
    const std::string location = store ? (*store)->location() : std::string();
    const std::string protection = protection_of(kind);
    data_["stores"].push_back({{"name", name}, {"location", location}, {"protects", protection}});
    output_.line("Store " + name + (location.empty() ? "" : " (" + location + ")") + ": " + protection);
    output_.line();
  }

  // The key a client gets that asks without naming anything; an error where it gets none.
  std::optional<Error> tell_default_source() {
    auto found = auth::resolve({}, session_.looking_context());
    if (!found) return found.error();
    for (const std::string& warning : found->warnings) output_.warn("key-source", warning);
    if (!found->key) {
      return Error(Errc::kNotLoggedIn, "not logged in: no key is recorded", "log in: " + session_.command("login"));
    }
    const std::string name = keys_.name(*found->key);
    data_["default_source"] = {{"key", name}, {"source", source_text(found->source)}};
    output_.line("A client that names no org gets " + output_.styled(name, cli::Style::kBold) + " from " +
                 source_text(found->source));
    if (found->source.kind != auth::SourceKind::kStore && !data_["profiles"].empty()) {
      output_.warn("environment-key", found->source.name + " is asked before every stored key");
    }
    default_key_ = std::move(*found->key);
    return std::nullopt;
  }

  void tell_client(const ClientReport& report) {
    data_["clients"].push_back(client_json(report));
    output_.line(report.client + ": " + report.text + (report.file.empty() ? "" : " (" + report.file + ")"));
    for (const std::string& problem : report.problems) {
      output_.line("  " + output_.styled("!", cli::Style::kWarn) + " " + base::printable(problem));
    }
  }

  Session& session_;
  cli::Output& output_;
  const StatusOptions& options_;
  key::EqualityClasses keys_;
  std::optional<secret::SecretString> default_key_;
  json::Value data_;
};

}  // namespace

cli::ExitCode run_status(Session& session, cli::Output& output, const StatusOptions& options) {
  return Status(session, output, options).run();
}

}  // namespace ngcs::commands
