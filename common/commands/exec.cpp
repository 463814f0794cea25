#include "commands/exec.h"

#include <cstdio>
#include <optional>
#include <utility>

#include "base/file.h"
#include "base/foreground.h"
#include "base/memory_directory.h"
#include "clients/registries_conf.h"
#include "commands/profile_store.h"
#include "commands/remote_guard.h"

namespace ngcs::commands {
namespace {

using base::Errc;
using base::Error;
using config::Profile;

constexpr const char* kVerb = "exec";

// Its values are wiped: with --env they are keys.
class ChildEnvironment {
 public:
  ChildEnvironment() = default;
  ChildEnvironment(const ChildEnvironment&) = delete;
  ChildEnvironment& operator=(const ChildEnvironment&) = delete;
  ~ChildEnvironment() {
    for (std::string& entry : set_) secret::wipe(entry.data(), entry.size());
  }

  void set(std::string name, std::string_view value) {
    names_.push_back(name);
    name.reserve(name.size() + 1 + value.size());  // no copy of a key stays behind in a buffer that was too small
    name.push_back('=');
    name.append(value);
    set_.push_back(std::move(name));
  }
  void unset(std::string name) { names_.push_back(std::move(name)); }

  [[nodiscard]] std::vector<std::string> whole() const {
    const std::vector<std::string_view> names(names_.begin(), names_.end());
    std::vector<std::string> all = base::environment_without(names);
    all.insert(all.end(), set_.begin(), set_.end());
    return all;
  }

 private:
  std::vector<std::string> names_;
  std::vector<std::string> set_;
};

// Where files stay in memory: a login's own directory, root's /run, what every Linux has.
std::vector<std::string> memory_places(const Session& session) {
  std::vector<std::string> places;
  if (const auto runtime = session.environment.get("XDG_RUNTIME_DIR")) places.emplace_back(*runtime);
  if (session.uid == 0) places.emplace_back("/run");
  if (session.uid != 0) places.push_back("/run/user/" + std::to_string(session.uid));
  places.emplace_back("/dev/shm");
  return places;
}

class Exec {
 public:
  Exec(Session& session, cli::Output& output, const ExecOptions& options)
      : session_(session), output_(output), options_(options) {}

  cli::ExitCode run() {
    if (options_.command.empty()) {
      return output_.fail(kVerb, Error(Errc::kUsage, "there is no command to run",
                                       "it stands behind --: " + session_.command("exec --org ORG -- podman pull …")));
    }
    remote_ = remote_reason(options_.command, session_.environment);
    for (const auto step : {&Exec::choose, &Exec::give_file, &Exec::give_environment}) {
      if (auto done = (this->*step)(); !done) return output_.fail(kVerb, done.error());
    }
    tell_remote();
    const std::string path(session_.environment.get("PATH").value_or(""));
    base::ForegroundSpec spec{options_.command, environment_.whole(), path};
    // Our own words come before the command's.
    (void)std::fflush(session_.err);
    auto ended = session_.run_foreground ? session_.run_foreground(spec) : base::run_in_foreground(spec);
    for (std::string& entry : spec.env) secret::wipe(entry.data(), entry.size());
    if (!ended) {
      const int code = ended.error().code == Errc::kNotFound ? 127 : 126;
      return output_.fail(kVerb, ended.error(), static_cast<cli::ExitCode>(code), json::Value::object());
    }
    return static_cast<cli::ExitCode>(ended->status);
  }

 private:
  // The one profile of the child, where there is one.
  base::Result<void> choose() {
    if (options_.choice.empty()) return {};
    auto profiles = chosen_profiles(session_, options_.choice);
    if (!profiles) return std::move(profiles).error();
    if (profiles->size() > 1 && (options_.env || !options_.authfile)) {
      return Error(Errc::kUsage, "several profiles are named, and a helper or a variable can hold the key of one",
                   "add --authfile, which gives each org its own key");
    }
    if (profiles->size() == 1) profile_ = std::move(profiles->front());
    return {};
  }

  base::Result<void> give_file() {
    if (!options_.authfile) return {};
    // First of all: the watcher that clears up is a copy of this process, which holds no key yet.
    auto made = base::MemoryDirectory::make(memory_places(session_), in_memory());
    if (!made) return std::move(made).error();
    directory_.emplace(std::move(*made));
    auto keys = org_keys(session_, options_.choice);
    if (!keys) return std::move(keys).error();
    for (const std::string& warning : keys->warnings) output_.warn("keys", warning);
    clients::OtherEntries others;
    if (remote_.empty()) {
      auto found = clients::other_entries(clients::read_order(session_.environment, session_.uid));
      if (!found) return std::move(found).error();
      others = std::move(*found);
      for (const std::string& text : others.left_out) output_.warn("left-out", "left out: " + text);
    }
    const std::string file = directory_->path() + "/auth.json";
    const secret::SecretString text = clients::keyed_auth_text(keys->entries, others);
    if (auto written = base::replace_file(file, text.reveal()); !written) return written;
    environment_.set("REGISTRY_AUTH_FILE", file);
    tell_unread();
    return {};
  }

  [[nodiscard]] std::function<bool(const std::string&)> in_memory() const {
    return session_.in_memory ? session_.in_memory : base::is_in_memory;
  }

  // What keeps the file from being read as it is meant.
  void tell_unread() {
    if (names_auth_file(options_.command)) {
      output_.warn("own-authfile", "the command names an auth file of its own: the one made here is not read");
    }
    const clients::HelperList list = clients::credential_helpers(session_.environment, session_.containers_dir);
    if (list.failure || list.names.empty() || list.names.front() != clients::kAuthFilesHelper) {
      output_.warn("registries-conf", list.file +
                                          " does not ask the auth files first: what stands before them is sent "
                                          "instead of the keys chosen here");
    }
  }

  base::Result<void> give_environment() {
    if (options_.env) return give_key();
    if (options_.authfile && !profile_) return {};
    auto config = load_config(session_);
    if (!config) return std::move(config).error();
    if (!profile_) {
      // Nothing is chosen: what a client gets that names no org, which may be a key of the environment.
      auto found = auth::resolve({}, session_.auth_context());
      if (!found) return std::move(found).error();
      if (!found->key) return not_logged_in();
      if (found->source.kind != auth::SourceKind::kStore) return {};
      if (const Profile* known = config->find(found->source.profile)) profile_ = *known;
    } else if (auto key = key_of(session_, *profile_); !key) {
      return std::move(key).error();
    }
    give_profile();
    return {};
  }

  // The key itself, for programs that ask no helper.
  base::Result<void> give_key() {
    auth::Request request;
    if (profile_) request.profile = profile_->name;
    auto found = auth::resolve(request, session_.auth_context());
    if (!found) return std::move(found).error();
    if (!found->key) return not_logged_in();
    if (!profile_ && found->source.kind == auth::SourceKind::kStore) {
      auto config = load_config(session_);
      if (!config) return std::move(config).error();
      if (const Profile* known = config->find(found->source.profile)) profile_ = *known;
    }
    environment_.set("NGC_API_KEY", found->key->reveal());
    environment_.set("NGC_CLI_API_KEY", found->key->reveal());
    give_profile();
    return {};
  }

  void give_profile() {
    if (!profile_) return;
    environment_.set("NGC_PROFILE", profile_->name);
    // Another org's name from outside would contradict the key.
    if (profile_->org.empty()) return;
    environment_.set("NGC_CLI_ORG", profile_->org);
    if (profile_->team.empty()) {
      environment_.unset("NGC_CLI_TEAM");
    } else {
      environment_.set("NGC_CLI_TEAM", profile_->team);
    }
  }

  [[nodiscard]] Error not_logged_in() const {
    return {Errc::kNotLoggedIn, "no key is recorded", "log in: " + session_.command("login")};
  }

  void tell_remote() {
    if (remote_.empty()) return;
    output_.warn("remote", remote_ +
                               ": podman sends the service every secret that its files and helpers have, for all "
                               "registries, whatever is pulled");
    if (options_.authfile) {
      output_.note(
          "The auth file made here holds the chosen NGC keys only, no login of another registry; podman before "
          "4.4 adds those of your own files all the same.");
    } else {
      output_.hint("to offer one key only: " + session_.command("exec --authfile --org ORG -- podman --remote …"));
    }
  }

  Session& session_;
  cli::Output& output_;
  const ExecOptions& options_;
  std::string remote_;
  std::optional<Profile> profile_;
  std::optional<base::MemoryDirectory> directory_;
  ChildEnvironment environment_;
};

}  // namespace

cli::ExitCode run_exec(Session& session, cli::Output& output, const ExecOptions& options) {
  return Exec(session, output, options).run();
}

}  // namespace ngcs::commands
