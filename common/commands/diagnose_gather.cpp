#include "commands/diagnose_gather.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>

#include "auth/sources.h"
#include "base/process.h"
#include "base/text.h"
#include "clients/helm_files.h"
#include "clients/helm_repositories.h"
#include "commands/profile_store.h"
#include "http/proxy.h"
#include "registry/server_name.h"

namespace ngcs::commands {
namespace {

using clients::Trace;
using clients::TraceContext;
using diagnose::Target;
using TargetKind = Target::Kind;

constexpr int kHelperDeadlineMs = 3000;
constexpr std::array<std::string_view, 4> kHosts = {"layers.nvcr.io", registry::kHelmHost, registry::kApiHost,
                                                    registry::kAuthnHost};

struct User {
  std::string name;
  std::string home;
  uid_t uid = 0;
};

std::optional<User> user_named(const std::string& name) {
  passwd entry{};
  passwd* found = nullptr;
  std::vector<char> buffer(16384);
  if (::getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) {
    return std::nullopt;
  }
  return User{name, found->pw_dir, found->pw_uid};
}

// The environment in which another user's client would run: their home, nothing that points elsewhere.
class OtherUser final : public base::Environment {
 public:
  OtherUser(const base::Environment& own, std::string home) : own_(own), home_(std::move(home)) {}
  [[nodiscard]] std::optional<std::string_view> get(const char* name) const override {
    const std::string_view wanted(name);
    if (wanted == "HOME") return home_;
    for (const std::string_view personal : {"XDG_", "DOCKER_", "HELM_", "NGC_", "REGISTRY_AUTH_FILE", "ENROOT_"}) {
      if (wanted.substr(0, personal.size()) == personal) return std::nullopt;
    }
    return own_.get(name);
  }

 private:
  const base::Environment& own_;
  std::string home_;
};

bool is_helm(const Target& target) {
  return target.kind == TargetKind::kHelmRepository || target.kind == TargetKind::kHelmChart;
}

// docker's own version, asked for only where it matters: DOCKER_AUTH_CONFIG is read by 28.3 and newer.
std::optional<std::string> docker_version(const base::Environment& environment) {
  if (!environment.get("DOCKER_AUTH_CONFIG")) return std::nullopt;
  const auto program = base::find_program("docker", environment.get("PATH").value_or(""));
  if (!program) return std::nullopt;
  std::string answer;
  base::ProcessSpec spec;
  spec.argv = {*program, "--version"};
  spec.env = base::environment_without({"DOCKER_AUTH_CONFIG"});
  spec.on_out = [&answer](std::string_view piece) { answer += piece; };
  spec.on_err = [](std::string_view) {};
  spec.deadline_ms = kHelperDeadlineMs;
  if (const auto ended = base::run_process(spec); !ended || ended->status != 0) return std::nullopt;
  constexpr std::string_view kPrefix = "Docker version ";
  const std::size_t start = answer.find(kPrefix);
  if (start == std::string::npos) return std::nullopt;
  const std::size_t begin = start + kPrefix.size();
  return answer.substr(begin, answer.find_first_not_of("0123456789.", begin) - begin);
}

// NO_PROXY sends some hosts of NGC past the proxy and others not.
bool splits_hosts(const base::Environment& environment) {
  const auto proxy = http::proxy_of(environment);
  if (!proxy || !*proxy) return false;
  const auto list = environment.get("no_proxy") ? environment.get("no_proxy") : environment.get("NO_PROXY");
  if (!list) return false;
  const auto covered = [&list](std::string_view host) {
    const auto entries = base::split(*list, ',');
    return std::any_of(entries.begin(), entries.end(), [host](std::string_view entry) {
      entry = base::trim(entry);
      while (!entry.empty() && entry.front() == '.') entry.remove_prefix(1);
      const bool below =
          host.size() > entry.size() && host.ends_with(entry) && host[host.size() - entry.size() - 1] == '.';
      return entry == "*" || (!entry.empty() && (entry == host || below));
    });
  };
  const bool first = covered(registry::kRegistryHost);
  return std::any_of(kHosts.begin(), kHosts.end(), [&](std::string_view host) { return covered(host) != first; });
}

class Look {
 public:
  Look(const Session& session, const DiagnoseOptions& options, const DiagnoseInput& input)
      : session_(session), options_(options), input_(input) {}

  base::Result<diagnose::LocalView> run() {
    if (auto chosen = choose_user(); !chosen) return chosen.error();
    add_clients();
    for (Trace& trace : others()) builder_.add_other(std::move(trace));
    builder_.set_suite(resolve_suite());
    add_variables();
    add_profiles();
    return std::move(builder_).take();
  }

 private:
  base::Result<void> choose_user() {
    const bool sudo = input_.invocation && input_.invocation->sudo && session_.uid != 0;
    const std::string other = sudo && input_.invocation->sudo_user.empty() ? "root"
                              : sudo                                       ? input_.invocation->sudo_user
                                                                           : std::string();
    const std::string name = options_.as_user ? *options_.as_user : other;
    if (name.empty()) return {};
    auto user = user_named(name);
    if (!user) {
      return base::Error{base::Errc::kInvalidInput, "no user " + quoted_name(name) + " on this machine",
                         "name one of /etc/passwd"};
    }
    environment_ = std::make_unique<OtherUser>(session_.environment, user->home);
    user_ = std::move(user);
    return {};
  }
  static std::string quoted_name(const std::string& name) { return "\"" + base::printable(name, 64) + "\""; }

  [[nodiscard]] TraceContext context() const {
    TraceContext context{environment_ ? *environment_ : session_.environment, user_ ? user_->uid : session_.uid,
                         user_ ? std::nullopt : session_.docker_config_dir, std::nullopt,
                         clients::ask_real_helper(kHelperDeadlineMs)};
    context.docker_version = docker_version(context.environment);
    if (!input_.invocation) return context;
    if (input_.invocation->docker_config_dir) context.docker_config_dir = input_.invocation->docker_config_dir;
    if (input_.invocation->auth_file) context.auth_file = input_.invocation->auth_file;
    return context;
  }

  [[nodiscard]] std::string space() const {
    return input_.target.space.org.empty() ? std::string() : input_.target.space.path();
  }

  [[nodiscard]] std::string named_client() const {
    if (input_.invocation) return input_.invocation->client;
    return options_.client && *options_.client != "all" ? *options_.client : std::string();
  }

  void add_clients() {
    const std::string named = named_client();
    if (is_helm(input_.target)) return add_helm(named == "helm");
    if (input_.target.kind == TargetKind::kOciChart) return add(clients::trace_helm_oci(context(), space()), true);
    if (named == "helm") {
      if (input_.target.kind == TargetKind::kMachine) return add_helm(true);
      return add(clients::trace_helm_oci(context(), space()), true);
    }
    Trace docker = clients::trace_docker(context(), space());
    Trace podman = clients::trace_podman(context(), space());
    if (named == "docker") return add(std::move(docker), true);
    if (named == "podman") return add(std::move(podman), true);
    const bool all = options_.client == "all";
    const bool machine = input_.target.kind == TargetKind::kMachine;
    // podman reads docker's file, too: an entry there is one of both.
    const bool use_podman = all || podman.has_entry;
    const bool use_docker = all || docker.has_entry || (!machine && !podman.has_entry);
    if (use_docker) add(std::move(docker), all);
    if (use_podman) add(std::move(podman), all);
    if (machine) add_helm(all);
  }

  void add_helm(bool named) {
    Trace trace = clients::trace_helm(context(), {input_.target.repository, space()});
    const bool machine = input_.target.kind == TargetKind::kMachine;
    if (machine && !trace.has_entry && !named) return;
    // With --repo URL Helm looks into no repository's entry.
    if (input_.invocation && input_.invocation->stored_unused) trace = without_entries(std::move(trace));
    const bool typed_ngc = input_.target.typed.rfind("ngc://", 0) == 0;
    if (typed_ngc && !trace.sends) {
      trace.uses_suite = true;
      trace.sends = clients::FoundCredential{};
      trace.sends->helper = "ngc-getter";
      trace.sends->entry = input_.target.typed;
    }
    if (trace.uses_suite && trace.sends && trace.sends->secret.empty()) give_suite_key(trace);
    add(std::move(trace), named);
  }

  static Trace without_entries(Trace trace) {
    if (trace.sends) trace.shadowed.push_back(std::move(*trace.sends));
    trace.sends.reset();
    trace.findings.clear();
    trace.uses_suite = false;
    return trace;
  }

  // An ngc:// address is answered by this suite's getter, with the key that the suite chooses.
  void give_suite_key(Trace& trace) const {
    const auto resolved = resolve_suite();
    if (!resolved || !resolved->key) {
      clients::TraceFinding finding;
      if (!resolved) {
        finding.code = "NGC2105";
        finding.values = {{"helper", "ngc-getter"}, {"message", resolved.error().message}};
        trace.findings.push_back(std::move(finding));
      }
      trace.sends.reset();
      return;
    }
    trace.sends->user = std::string(registry::kUserName);
    trace.sends->secret = resolved->key->copy();
  }

  void add(Trace trace, bool named) {
    look_elsewhere(trace);
    const bool is_named = named || !named_client().empty();
    if (input_.invocation && input_.invocation->login) {
      builder_.add_typed(std::move(trace), *input_.invocation);
    } else {
      builder_.add_client(std::move(trace), is_named);
    }
  }

  // NGC2401: the client reads one home, the credentials lie in another.
  void look_elsewhere(Trace& trace) const {
    if (trace.sends || trace.client == "helm") return;
    std::optional<User> other;
    std::string reads;
    if (user_) {
      other = User{"you", std::string(session_.environment.get("HOME").value_or("")), session_.uid};
      reads = user_->home;
    } else if (session_.under_sudo) {
      other = user_named(std::string(session_.environment.get("SUDO_USER").value_or("")));
      reads = std::string(session_.environment.get("HOME").value_or("/root"));
    }
    if (!other || other->home.empty() || other->home == reads) return;
    const OtherUser environment(session_.environment, other->home);
    const TraceContext context{user_ ? session_.environment : environment, other->uid, std::nullopt, std::nullopt, {}};
    const Trace there =
        trace.client == "podman" ? clients::trace_podman(context, space()) : clients::trace_docker(context, space());
    if (!there.has_entry) return;
    trace.findings.push_back({"NGC2401",
                              {{"client", trace.client},
                               {"user", user_ ? user_->name : std::string("root")},
                               {"home", reads},
                               {"other_home", other->home},
                               {"other", other->home}}});
  }

  [[nodiscard]] std::vector<Trace> others() const {
    std::vector<Trace> traces;
    // Another client's key may be the one that opens the target.
    if (is_helm(input_.target)) {
      traces.push_back(clients::trace_docker(context(), space()));
      traces.push_back(clients::trace_podman(context(), space()));
    } else if (input_.target.kind != TargetKind::kMachine) {
      traces.push_back(clients::trace_helm(context(), {{}, space()}));
    }
    traces.push_back(clients::trace_ngc_cli(context()));
    traces.push_back(clients::trace_enroot(context()));
    return traces;
  }

  [[nodiscard]] base::Result<auth::Resolution> resolve_suite() const {
    auth::Request request{input_.target.space.org, input_.target.space.team, std::nullopt};
    if (!input_.target.profile.empty()) request.profile = input_.target.profile;
    return auth::resolve(request, session_.looking_context());
  }

  void add_variables() {
    for (const char* name : {auth::kFirstKeyVariable, auth::kSecondKeyVariable}) {
      const auto answer = auth::ask_variable(session_.looking_context(), name);
      if (answer && answer->key) builder_.add_variable(name, *answer->key);
    }
  }
  // Every stored key: another profile's may be the one that opens the target.
  void add_profiles() {
    const auto config = load_config(session_);
    if (!config) return;
    for (const config::Profile& profile : config->profiles()) {
      if (profile.logged_out) continue;
      const auto store = session_.looking_context().stores.open(profile.store);
      if (!store) continue;
      const auto key = (*store)->get(profile.name, store::Slot::kCurrent);
      const bool chosen = profile.org == input_.target.space.org || profile.name == config->default_profile();
      if (key && *key) builder_.add_profile(profile.name, **key, chosen);
    }
  }

  const Session& session_;
  const DiagnoseOptions& options_;
  const DiagnoseInput& input_;
  std::unique_ptr<base::Environment> environment_;
  std::optional<User> user_;
  diagnose::LocalBuilder builder_;
};

}  // namespace

std::vector<std::pair<std::string, std::string>> helm_repository_names(const Session& session) {
  std::vector<std::pair<std::string, std::string>> names;
  const auto files = clients::locate_helm(session.environment);
  if (!files) return names;
  const auto repositories = clients::HelmRepositories::read(files->repositories);
  if (!repositories) return names;
  for (const auto& one : repositories->entries()) names.emplace_back(one.name, one.url);
  return names;
}

base::Result<diagnose::LocalView> look_at_machine(const Session& session, const DiagnoseOptions& options,
                                                  const DiagnoseInput& input) {
  return Look(session, options, input).run();
}

TypedFindings look_at_command(const Session& session, const DiagnoseInput& input) {
  TypedFindings found;
  if (splits_hosts(session.environment)) {
    diagnose::Cause cause;
    cause.codes = {"NGC3205"};
    found.remarks.push_back(std::move(cause));
  }
  if (!input.invocation) return found;
  const diagnose::Invocation& invocation = *input.invocation;
  if (invocation.password_on_command_line) {
    diagnose::Cause cause;
    cause.codes = {"NGC1209"};
    cause.client = invocation.client;
    found.remarks.push_back(std::move(cause));
  }
  if (invocation.pass_credentials) {
    diagnose::Cause cause;
    cause.codes = {"NGC2306"};
    cause.client = invocation.client;
    cause.values = {{"repo", invocation.repository}};
    found.remarks.push_back(std::move(cause));
  }
  if (invocation.client != "helm" || invocation.repository.empty() || !invocation.login || invocation.force_update) {
    return found;
  }
  const std::string wanted = "https://helm.ngc.nvidia.com/" + input.target.space.path();
  for (const auto& [name, url] : helm_repository_names(session)) {
    if (name != invocation.repository || base::iequals(url, wanted) || base::iequals(url, wanted + "/")) continue;
    diagnose::Cause cause;
    cause.codes = {"NGC2303"};
    cause.client = "helm";
    cause.values = {
        {"repo", base::printable(name, 80)}, {"name", base::printable(name, 80)}, {"url", base::printable(url, 200)}};
    found.causes.push_back(std::move(cause));
  }
  return found;
}

}  // namespace ngcs::commands
