#include <algorithm>

#include "base/text.h"
#include "commands/commands.h"
#include "commands/docker_registration.h"
#include "commands/identity_text.h"
#include "commands/key_input.h"
#include "commands/login_space.h"
#include "commands/podman_registration.h"
#include "commands/profile_store.h"
#include "commands/usage_error.h"
#include "key/key.h"
#include "ngc/identity.h"
#include "registry/server_name.h"

namespace ngcs::commands {
namespace {

using base::Errc;
using base::Error;
using ngc::Verdict;

// One run of `login`. Each step answers an error or goes on; the exit code and the JSON object are made in run_login().
class Login {
 public:
  Login(Session& session, cli::Output& output, const LoginOptions& options)
      : session_(session), output_(output), options_(options) {}

  base::Result<void> run();
  [[nodiscard]] json::Value take_data() { return std::move(data_); }
  // The key was to be checked and could not be: exit code 3, whatever the reason was.
  [[nodiscard]] bool unchecked() const noexcept { return unchecked_; }

 private:
  base::Result<void> check_options();
  base::Result<void> read();
  base::Result<void> check_online();
  base::Result<void> choose_place();
  base::Result<void> save();
  void configure_docker();
  void configure_podman();
  void tell_identity();
  void tell_shadowing();
  void tell_sudo();
  void tell_keyring();
  void tell_next();

  Session& session_;
  cli::Output& output_;
  const LoginOptions& options_;
  json::Value data_ = json::Value::object();
  secret::SecretString key_;
  key::Kind kind_ = key::Kind::kUnknown;
  std::optional<ngc::Identity> identity_;
  config::StoreKind store_ = config::StoreKind::kVault;
  SpaceChoice space_;
  std::string profile_;
  std::string default_profile_;
  bool docker_ready_ = false;
  bool podman_ready_ = false;
  bool unchecked_ = false;
};

base::Result<void> Login::check_options() {
  if (options_.username && *options_.username != registry::kUserName) {
    return Error(Errc::kUsage, "NGC accepts no user name but $oauthtoken",
                 "leave the option out: that name is always filled in");
  }
  if (options_.offline && options_.require_online) {
    return Error(Errc::kUsage, "--offline and --require-online exclude each other");
  }
  if (options_.key_stdin && options_.key_file) {
    return Error(Errc::kUsage, "--key-stdin and --key-file exclude each other");
  }
  if (options_.profile && !config::valid_profile_name(*options_.profile)) {
    return Error(Errc::kUsage, quoted(*options_.profile) + " cannot be a profile name",
                 "letters, digits, '.', '_', '-', at most 64, no '-' or '.' in front");
  }
  if (options_.store && !config::parse_store(*options_.store)) {
    return Error(Errc::kUsage, "there is no store " + quoted(*options_.store),
                 "--store vault or --store secret-service");
  }
  // Before a key is asked for: a damaged index or a missing home would waste the typing.
  auto config = load_config(session_);
  if (!config) return std::move(config).error();
  store_ = options_.store ? *config::parse_store(*options_.store) : config->settings().store.value;
  if (const config::Profile* known = options_.profile ? config->find(*options_.profile) : nullptr;
      known != nullptr && !options_.store) {
    store_ = known->store;
  }
  return {};
}

base::Result<void> Login::read() {
  auto raw = read_key(session_, {options_.key_stdin, options_.key_file});
  if (!raw) return std::move(raw).error();
  for (const std::string& warning : raw->warnings) output_.warn("key-file", warning);
  auto clean = key::clean(std::move(raw->key));
  if (!clean) return std::move(clean).error();
  for (const std::string& note : clean->notes) output_.warn("key-form", note);
  key_ = std::move(clean->key);
  kind_ = clean->kind;
  data_["kind"] = key::kind_name(kind_);
  return {};
}

base::Result<void> Login::check_online() {
  data_["check"] = "not-checked";
  if (options_.offline) return {};
  http::Transport& transport = session_.transport();
  ngc::KeyCheck check = ngc::check_key(transport, key_);
  if (check.verdict == Verdict::kRejected) {
    data_["check"] = "rejected";
    Error error = check.reason.value_or(Error(Errc::kRejected, "NGC rejected this key"));
    error.code = Errc::kRejected;
    error.message += "; nothing was stored";
    return error;
  }
  if (check.verdict == Verdict::kCouldNotCheck) {
    data_["check"] = "could-not-check";
    Error reason = check.reason.value_or(Error(Errc::kUnexpected, "NGC gave no usable answer"));
    if (options_.require_online) {
      unchecked_ = true;
      reason.message = "the key could not be checked, so nothing was stored: " + reason.message;
      return reason;
    }
    output_.warn("could-not-check", "the key could not be checked and is stored unchecked: " + reason.message);
    output_.hint(reason.hint);
    return {};
  }
  data_["check"] = "accepted";
  auto identity = ngc::who_am_i(transport, key_, kind_);
  if (identity) {
    identity_ = std::move(*identity);
    if (const std::string kind = kind_from_service(*identity_); !kind.empty()) data_["kind"] = kind;
  } else {
    output_.warn("who-am-i", "NGC accepted the key, but did not say whose it is: " + identity.error().message);
  }
  return {};
}

base::Result<void> Login::choose_place() {
  SpaceRequest request{options_.org, options_.team, {}};
  if (const auto org = session_.environment.get("NGC_CLI_ORG"); org && *org != "no-org") request.environment_org = *org;
  auto space = choose_space(request, identity_);
  if (!space) return std::move(space).error();
  space_ = std::move(*space);
  for (const std::string& warning : space_.warnings) output_.warn("team", warning);
  profile_ = options_.profile.value_or(profile_name_for(space_));
  return {};
}

base::Result<void> Login::save() {
  SaveRequest request;
  request.profile = profile_;
  request.org = space_.org;
  request.display_name = space_.display_name;
  request.team = space_.team;
  request.kind = data_["kind"].get<std::string>();
  request.store = store_;
  auto saved = save_key(session_, request, key_);
  if (!saved) return std::move(saved).error();

  const auto config = load_config(session_);
  default_profile_ = config ? config->default_profile() : std::string();
  data_["profile"] = profile_;
  data_["org"] = space_.org.empty() ? json::Value(nullptr) : json::Value(space_.org);
  data_["org_display_name"] = space_.display_name.empty() ? json::Value(nullptr) : json::Value(space_.display_name);
  data_["team"] = space_.team.empty() ? json::Value(nullptr) : json::Value(space_.team);
  data_["store"] = config::store_name(store_);
  data_["store_location"] = saved->location;
  data_["changed"] = saved->changed;
  data_["replaced"] = saved->replaced;
  data_["is_default"] = default_profile_ == profile_;
  data_["identity"] = identity_ ? identity_json(*identity_) : json::Value(nullptr);

  tell_identity();
  output_.line(std::string(saved->changed ? "Stored" : "Already stored") + " as profile " +
               output_.styled(profile_, cli::Style::kBold) + " in " +
               (store_ == config::StoreKind::kVault ? "the vault, " : "") + saved->location);
  if (saved->replaced) {
    output_.warn("replaced", "profile " + profile_ + " held another key; it is kept as the previous one: " +
                                 session_.command("profile restore " + profile_) +
                                 " brings it back, --profile NAME keeps both");
  }
  if (saved->left_behind) {
    output_.warn("left-behind",
                 "the profile's key in its former store could not be erased: " + saved->left_behind->message);
  }
  return {};
}

void Login::tell_identity() {
  if (data_["check"] != "accepted") return;
  output_.line(output_.styled("NGC accepted the key", cli::Style::kGood) + " (" + data_["kind"].get<std::string>() +
               ")");
  if (identity_) print_identity(output_, *identity_);
}

void Login::configure_docker() {
  data_["docker"] = nullptr;
  if (session_.client != Client::kDocker || options_.no_configure) return;
  auto done = register_with_docker(session_, {.online = data_["check"] == "accepted"});
  if (!done) {
    output_.warn("not-configured", "docker does not use this key yet: " + done.error().message);
    output_.hint(done.error().hint.empty() ? session_.command("configure docker") : done.error().hint);
    return;
  }
  docker_ready_ = true;
  const clients::DockerPlan& plan = done->plan;
  data_["docker"] = {{"file", plan.file.location.file}, {"changed", done->changed}};
  if (done->changed)
    output_.line("docker asks docker-credential-ngc for nvcr.io from now on (" + plan.file.location.file + ")");
  for (const clients::MovedKey& moved : plan.journal.keys) {
    output_.line("The key that lay there in plain text (" + base::printable(moved.entry, 80) + ") is now profile " +
                 moved.profile);
  }
  for (const clients::PlanNote& note : plan.notes) output_.warn(note.code, note.text);
  const std::string helper = json::string_or(plan.document.value().at("credHelpers"), "nvcr.io");
  if (helper != "ngc" && helper != "ngc-" + profile_) {
    output_.warn("pinned", "docker is pinned to profile " + helper.substr(4) + ": " +
                               session_.command("configure docker") + " lets it follow the default profile");
  }
}

void Login::configure_podman() {
  data_["podman"] = nullptr;
  if (session_.client != Client::kPodman || options_.no_configure) return;
  auto done = register_with_podman(session_, {.online = data_["check"] == "accepted"});
  if (!done) {
    output_.warn("not-configured", "podman does not use this key yet: " + done.error().message);
    output_.hint(done.error().hint.empty() ? session_.command("configure podman") : done.error().hint);
    return;
  }
  podman_ready_ = true;
  data_["podman"] = {{"file", done->own_file}, {"changed", done->changed}};
  for (const std::string& text : done->undone) output_.line("Undone since the last time: " + text + ".");
  if (done->changed) {
    output_.line("podman, buildah and skopeo ask docker-credential-" + done->helper + " for nvcr.io from now on (" +
                 done->own_file + ")");
  }
  for (const clients::MovedKey& moved : done->moved_keys()) {
    output_.line("A key that lay in plain text (" + base::printable(moved.entry, 80) + ") is now profile " +
                 moved.profile);
  }
  for (const clients::PlanNote& note : done->notes) output_.warn(note.code, note.text);
  if (done->helper != "ngc" && done->helper != "ngc-" + profile_) {
    output_.warn("pinned", "podman is pinned to profile " + done->helper.substr(4) + ": " +
                               session_.command("configure podman") + " lets it follow the default profile");
  }
}

void Login::tell_shadowing() {
  auto found = auth::resolve({}, session_.auth_context());
  if (!found || !found->key || found->source.kind == auth::SourceKind::kStore) return;
  const bool same = *found->key == key_;
  output_.warn("environment-key",
               found->source.name + (same ? " holds the same key, and is asked before the stored one"
                                          : " holds another key, and is asked before the stored one: unset it to use "
                                            "this login"));
}

void Login::tell_sudo() {
  if (session_.uid == 0) {
    if (session_.under_sudo) output_.line("This is root's store: it serves sudo docker, not your own docker");
    return;
  }
  if (session_.client == Client::kDocker) {
    output_.line("sudo docker reads root's store; for that one: sudo " + session_.command("login"));
  } else if (session_.client == Client::kPodman) {
    output_.line("sudo podman reads root's store; for that one: sudo " + session_.command("login"));
  }
}

void Login::tell_keyring() {
  if (store_ != config::StoreKind::kVault || options_.store || !session_.keyring_answers()) return;
  output_.line("The desktop keyring is open too; to keep the key there instead: " +
               session_.command("login --store secret-service"));
}

void Login::tell_next() {
  std::string next;
  const std::string space =
      space_.org.empty() ? std::string("ORG") : space_.org + (space_.team.empty() ? "" : "/" + space_.team);
  if (default_profile_ != profile_) {
    next = session_.command("use " + profile_);
    output_.line("The default profile is still " + default_profile_ +
                 ". Next, to switch: " + output_.styled(next, cli::Style::kBold));
  } else if (docker_ready_) {
    next = "docker pull nvcr.io/" + space + "/IMAGE:TAG";
    output_.line("Next: " + output_.styled(next, cli::Style::kBold));
  } else if (podman_ready_) {
    next = "podman pull nvcr.io/" + space + "/IMAGE:TAG";
    output_.line("Next: " + output_.styled(next, cli::Style::kBold));
  } else if (session_.client == Client::kHelm) {
    next = "helm repo add NAME ngc://" + space;
    output_.line("Next: " + output_.styled(next, cli::Style::kBold));
  } else {
    next = session_.command("status");
    output_.line("Next: " + output_.styled(next, cli::Style::kBold));
  }
  data_["next"] = next;
}

base::Result<void> Login::run() {
  for (const auto step :
       {&Login::check_options, &Login::read, &Login::check_online, &Login::choose_place, &Login::save}) {
    if (auto done = (this->*step)(); !done) return done;
  }
  configure_docker();
  configure_podman();
  tell_shadowing();
  tell_sudo();
  tell_keyring();
  tell_next();
  return {};
}

}  // namespace

cli::ExitCode run_login(Session& session, cli::Output& output, const LoginOptions& options) {
  Login login(session, output, options);
  if (auto done = login.run(); !done) {
    const cli::ExitCode code = login.unchecked() ? cli::kCouldNotVerify : cli::exit_code_of(done.error().code);
    return output.fail("login", done.error(), code, login.take_data());
  }
  return output.succeed("login", login.take_data());
}

}  // namespace ngcs::commands
