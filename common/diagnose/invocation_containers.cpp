#include <algorithm>
#include <optional>

#include "base/text.h"
#include "diagnose/invocation_parts.h"
#include "registry/server_name.h"

namespace ngcs::diagnose {
namespace {

using Kind = Target::Kind;

// Options before the command that take a value. Sources: `docker --help` 28.2.2, podman(1) 4.3 and 5, buildah(1),
// skopeo(1).
constexpr OptionTable kGlobalOptions{
    "config c context H host l log-level tlscacert tlscert tlskey connection url identity root runroot storage-driver "
    "storage-opt cgroup-manager conmon events-backend hooks-dir module namespace network-cmd-path network-config-dir "
    "out "
    "registries-conf registries-conf-dir runtime runtime-flag ssh tmpdir volumepath imagestore db-backend cdi-spec-dir "
    "cpu-profile memory-profile default-mounts-file short-name-alias-cache-dir userns-uid-map userns-gid-map "
    "command-timeout override-arch override-os override-variant policy registries.d user-agent-prefix",
    false, true};
// Of pull, push, login, manifest inspect, imagetools inspect, and skopeo's commands.
constexpr OptionTable kTransferOptions{
    "platform arch os variant authfile cert-dir creds decryption-key retry retry-delay retry-times policy format f "
    "compression-format compression-level digestfile encrypt-layer encryption-key sign-by sign-by-sigstore "
    "sign-by-sigstore-private-key sign-passphrase-file sign-identity username u password p secret src-creds dest-creds "
    "src-authfile dest-authfile src-cert-dir dest-cert-dir src-daemon-host dest-daemon-host daemon-host src-username "
    "src-password dest-username dest-password src-registry-token dest-registry-token registry-token "
    "src-shared-blob-dir "
    "dest-shared-blob-dir shared-blob-dir additional-tag multi-arch image-parallel-copies dest-compress-format "
    "dest-compress-level builder"};
// Of run, create and `buildah from` there are too many with a value: these have none.
constexpr OptionTable kRunOptions{
    "d detach i interactive t tty rm P publish-all privileged init read-only no-healthcheck oom-kill-disable sig-proxy "
    "disable-content-trust help q quiet use-api-socket http-proxy no-hosts no-hostname replace rmi tls-verify env-host "
    "rootfs unsetenv-all read-only-tmpfs passwd pull-always pull-never",
    true, true};

enum class Verb { kPull, kPush, kRun, kInspect, kCopy, kLogin, kUnknown };

struct Command {
  Verb verb = Verb::kUnknown;
  std::string name;  // as typed: "image pull"
  std::size_t begin = 0;
};

Verb verb_of(std::string_view program, std::string_view name) {
  if (name == "login") return Verb::kLogin;
  if (program == "skopeo") {
    if (name == "copy") return Verb::kCopy;
    return name == "inspect" || name == "list-tags" ? Verb::kInspect : Verb::kUnknown;
  }
  if (name == "pull" || name == "image pull") return Verb::kPull;
  if (name == "push" || name == "image push") return Verb::kPush;
  if (program == "buildah") return name == "from" ? Verb::kRun : Verb::kUnknown;
  if (name == "run" || name == "create" || name == "container run" || name == "container create") return Verb::kRun;
  if (name == "manifest inspect" || (program == "docker" && name == "buildx imagetools inspect")) return Verb::kInspect;
  return Verb::kUnknown;
}

Command command_at(const CommandLine& line, std::size_t at, std::string_view program) {
  Command command;
  std::size_t most = 1;
  for (std::size_t count = 0; at < line.words.size() && count < most; ++count) {
    const std::string& word = line.words[at++];
    if (count == 0 && (word == "image" || word == "container" || word == "manifest")) most = 2;
    if (count == 0 && word == "buildx") most = 3;
    command.name += (command.name.empty() ? "" : " ") + word;
  }
  command.begin = at;
  command.verb = verb_of(program, command.name);
  return command;
}

bool names_target_host(std::string_view word) { return is_target_host(split_address(word).host); }

base::Result<Target> image_of(std::string_view raw, const Invocation& invocation) {
  auto word = checked_word(raw);
  if (!word) return std::move(word).error();
  const Address address = split_address(*word);
  if (!address.scheme.empty() && (invocation.client == "docker" || address.scheme != "docker")) {
    return refuse_command(invocation.program + " takes no '" + shown_word(address.scheme) + "://' before an image",
                          "write nvcr.io/ORG[/TEAM]/NAME[:TAG]");
  }
  if (address.host.empty()) {
    return refuse_command(
        "without a host, " + invocation.program + " does not look for '" + shown_word(*word) + "' at nvcr.io",
        "write nvcr.io/ORG[/TEAM]/NAME[:TAG]");
  }
  auto target = parse_address_target(address);
  if (!target || target->kind == Kind::kImage || target->kind == Kind::kWebHost) return target;
  if (target->host() == registry::kHelmHost) {
    return refuse_command("charts at " + std::string(registry::kHelmHost) + " are not for " + invocation.program,
                          "name the chart to Helm: helm pull CHART --repo https://helm.ngc.nvidia.com/ORG[/TEAM]");
  }
  return refuse_command("'" + shown_word(*word) + "' names no org: images are at nvcr.io/ORG[/TEAM]/NAME",
                        "put the org before the image's name");
}

base::Result<void> set_image(std::string_view word, Invocation& invocation) {
  auto target = image_of(word, invocation);
  if (!target) return std::move(target).error();
  invocation.target = std::move(*target);
  return {};
}

// "USER:PASSWORD"
void note_pair(std::optional<std::string_view> pair, Invocation& invocation) {
  if (!pair) return;
  const std::size_t colon = pair->find(':');
  invocation.login = true;
  invocation.user = std::string(pair->substr(0, colon));
  if (colon == std::string_view::npos) return;
  invocation.password.emplace(pair->substr(colon + 1));
  invocation.password_on_command_line = colon + 1 < pair->size();
}

void note_auth_file(std::optional<std::string_view> file, Invocation& invocation) {
  if (file) invocation.auth_file = std::string(*file);
}

// An option that this list does not know may have taken the image for its value.
std::optional<std::string_view> swallowed_image(const CommandLine& line, std::size_t begin) {
  for (std::size_t at = begin; at < line.words.size(); ++at) {
    if (names_target_host(line.words[at]) && line.words[at].find('/') != std::string::npos) return line.words[at];
  }
  return std::nullopt;
}

base::Result<void> read_login(const CommandLine& line, const Command& command, Invocation& invocation) {
  CommandWords read = read_command_words(line.words, command.begin, kTransferOptions, /*login=*/true);
  invocation.login = true;
  note_credential(read, invocation);
  note_auth_file(read.value("authfile"), invocation);
  give_back_swallowed_word(read, 1, invocation);
  if (read.words.empty()) {
    return refuse_command("without a server, " + invocation.program + " login does not ask nvcr.io",
                          invocation.program + " login --username '$oauthtoken' nvcr.io");
  }
  auto word = checked_word(read.words.front());
  if (!word) return std::move(word).error();
  Address address = split_address(*word);
  if (address.host.empty()) return refuse_command("'" + shown_word(*word) + "' is not nvcr.io", "log in to nvcr.io");
  // Docker logs in to hosts; podman knows orgs and teams, too.
  if (invocation.client == "docker") address.path.clear();
  if (!address.path.empty() && !address.path.ends_with('/')) address.path += '/';
  auto target = parse_address_target(address);
  if (!target) return std::move(target).error();
  if (target->kind == Kind::kImage) target->kind = Kind::kSpace;
  if (target->kind != Kind::kSpace && target->kind != Kind::kWebHost) {
    return refuse_command(invocation.program + " does not log in at " + address.host, "log in to nvcr.io");
  }
  invocation.target = std::move(*target);
  return {};
}

base::Result<void> read_run(const CommandLine& line, const Command& command, Invocation& invocation) {
  std::size_t image = command.begin;
  const CommandWords read = read_command_words(line.words, command.begin, kRunOptions, /*login=*/false, &image);
  note_auth_file(read.value("authfile"), invocation);
  note_pair(read.value("creds"), invocation);
  if (image < line.words.size()) return set_image(line.words[image], invocation);
  if (const auto found = swallowed_image(line, command.begin)) return set_image(*found, invocation);
  return refuse_command(invocation.program + " " + command.name + " names no image", "name one of nvcr.io");
}

base::Result<void> read_copy(const CommandWords& read, Invocation& invocation) {
  if (read.words.size() != 2) return refuse_command("skopeo copy needs a source and a destination", "name both");
  const bool to_ngc = names_target_host(read.words[1]);
  if (!to_ngc && !names_target_host(read.words[0])) {
    return refuse_command("skopeo copy touches no image of nvcr.io here", "name one: docker://nvcr.io/ORG/NAME");
  }
  invocation.push = to_ngc;
  const std::string side = to_ngc ? "dest-" : "src-";
  note_auth_file(read.value("authfile"), invocation);
  note_auth_file(read.value(side + "authfile"), invocation);
  note_pair(read.value(side + "creds"), invocation);
  return set_image(read.words[to_ngc ? 1 : 0], invocation);
}

base::Result<void> read_transfer(const CommandLine& line, const Command& command, Invocation& invocation) {
  const CommandWords read = read_command_words(line.words, command.begin, kTransferOptions, /*login=*/false);
  if (command.verb == Verb::kCopy) return read_copy(read, invocation);
  note_auth_file(read.value("authfile"), invocation);
  note_pair(read.value("creds"), invocation);
  invocation.push = command.verb == Verb::kPush;
  if (read.words.empty()) {
    if (const auto found = swallowed_image(line, command.begin)) return set_image(*found, invocation);
    return refuse_command(invocation.program + " " + shown_word(command.name) + " names no image",
                          "name one of nvcr.io");
  }
  // podman push IMAGE DESTINATION
  if (invocation.push && invocation.client == "podman" && read.words.size() > 1) {
    return set_image(read.words[1], invocation);
  }
  const auto found = std::find_if(read.words.begin(), read.words.end(), names_target_host);
  return set_image(found == read.words.end() ? read.words.front() : *found, invocation);
}

}  // namespace

base::Result<void> read_container_command(const CommandLine& line, Invocation& invocation) {
  std::size_t at = line.begin;
  const CommandWords global = read_command_words(line.words, line.begin, kGlobalOptions, /*login=*/false, &at);
  if (invocation.client == "docker") {
    if (const auto directory = global.value("config")) invocation.docker_config_dir = std::string(*directory);
  }
  const Command command = command_at(line, at, invocation.program);
  switch (command.verb) {
    case Verb::kLogin:
      return read_login(line, command, invocation);
    case Verb::kRun:
      return read_run(line, command, invocation);
    case Verb::kPull:
    case Verb::kPush:
    case Verb::kInspect:
    case Verb::kCopy:
      return read_transfer(line, command, invocation);
    case Verb::kUnknown:
      break;
  }
  const std::string name = invocation.program + (command.name.empty() ? "" : " " + shown_word(command.name));
  return refuse_command("what '" + name + "' asks of nvcr.io cannot be told from its command line",
                        "name the image instead: diagnose nvcr.io/ORG/NAME:TAG");
}

}  // namespace ngcs::diagnose
