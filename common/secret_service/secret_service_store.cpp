#include "secret_service/secret_service_store.h"

#include <sys/stat.h>
#include <unistd.h>

#include <utility>

#include "base/process.h"
#include "base/text.h"
#include "config/file.h"
#include "key/key.h"

namespace ngcs::secret_service {

namespace {

using base::Errc;
using base::Error;
using secret::SecretString;

constexpr std::string_view kPut = "put";
constexpr std::string_view kUseVault = "docker ngc login --store vault keeps the key in the vault instead";

bool writable_by_nobody_else(const struct stat& info) {
  return (config::is_root_owner(info.st_uid) || info.st_uid == ::geteuid()) &&
         (info.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

Error broken_child(int status = 0) {
  return {Errc::kInternal, "the program ngc-secret-service failed", "install the suite again", status};
}

std::optional<Error> error_of(Status status, std::string_view message) {
  switch (status) {
    case Status::kOk:
    case Status::kNotFound:
      return std::nullopt;
    case Status::kAbsent:
      return Error{Errc::kUnavailable, "the key is in the desktop keyring, and this session has no D-Bus session bus",
                   "use it inside the desktop login; " + std::string(kUseVault)};
    case Status::kNoProvider:
      return Error{Errc::kUnavailable,
                   "the key is in the desktop keyring, and no keyring service answers on this session bus",
                   "start gnome-keyring, KeePassXC or KWallet 5.97 or newer; " + std::string(kUseVault)};
    case Status::kLocked:
      return Error{Errc::kLocked, "the desktop keyring is locked",
                   "unlock it (log in to the desktop, or open your password manager)"};
    case Status::kNoCollection:
      return Error{Errc::kUnavailable, "the desktop keyring has no default keyring to keep a key in",
                   "log in to the desktop once, or make one in its password program; " + std::string(kUseVault)};
    case Status::kDismissed:
      return Error{Errc::kLocked, "the desktop keyring stays locked: its dialogue was closed or not answered",
                   std::string(kUseVault)};
    case Status::kConflict:
      return Error{Errc::kConflict, "the new profile name holds a key already"};
    case Status::kFailed:
      return Error{Errc::kIo, "the desktop keyring failed: " + base::printable(message, 200), std::string(kUseVault)};
  }
  return broken_child();
}

// "1" or "0": whether put or erase changed something. No answer is no success.
base::Result<bool> changed_by(const std::vector<std::string_view>& fields) {
  if (fields.size() != 1 || (fields.front() != "1" && fields.front() != "0")) return broken_child();
  return fields.front() == "1";
}

bool has_session_bus(const base::Environment& environment) {
  if (environment.get("DBUS_SESSION_BUS_ADDRESS")) return true;
  const auto runtime = environment.get("XDG_RUNTIME_DIR");
  return runtime && ::access((std::string(*runtime) + "/bus").c_str(), F_OK) == 0;
}

bool has_display(const base::Environment& environment) {
  return environment.get("DISPLAY") || environment.get("WAYLAND_DISPLAY");
}

std::vector<std::string> child_environment(const base::Environment& environment) {
  std::vector<std::string> variables;
  for (const char* name : {"DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "HOME", "LANG", "LC_ALL", "DISPLAY",
                           "WAYLAND_DISPLAY", "XAUTHORITY"}) {
    if (const auto value = environment.get(name)) variables.push_back(std::string(name) + "=" + std::string(*value));
  }
  return variables;
}

}  // namespace

std::string trusted_child_in(const std::string& folder) {
  struct stat info {};
  if (::stat(folder.c_str(), &info) != 0 || !writable_by_nobody_else(info)) return {};
  std::string path = folder + "/ngc-secret-service";
  if (::stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode) || !writable_by_nobody_else(info)) return {};
  return ::access(path.c_str(), X_OK) == 0 ? path : std::string();
}

std::string find_child() {
  if (const std::string here = base::executable_directory(); !here.empty()) {
    // bin/, lib/docker/cli-plugins/ of the prefix, and the build tree.
    for (const char* place : {"/../libexec/ngc-auth", "/../../../libexec/ngc-auth", "/../secret-service"}) {
      if (std::string path = trusted_child_in(here + place); !path.empty()) return path;
    }
  }
  return trusted_child_in(NGCS_LIBEXEC);
}

base::Result<SecretServiceStore::Reply> SecretServiceStore::run_child(std::string_view verb,
                                                                      const SecretString& request, bool prompt) const {
  if (!has_session_bus(environment_)) return Reply{Status::kAbsent, {}, {}};
  const std::string child = options_.child.empty() ? find_child() : options_.child;
  if (child.empty()) {
    return Error{Errc::kUnavailable, "the program ngc-secret-service is missing or writable by others",
                 "install the suite again"};
  }
  Reply reply;
  base::ProcessSpec spec;
  spec.argv = {child, std::string(verb)};
  if (prompt) spec.argv.emplace_back("--prompt");
  spec.env = child_environment(environment_);
  spec.input = request.reveal();
  spec.on_out = [&reply](std::string_view piece) { reply.bytes.append(piece); };
  spec.on_err = [](std::string_view) {};  // GLib's warnings help nobody during a pull
  spec.max_output = kMaxFrameBytes;
  spec.deadline_ms = prompt ? options_.prompt_deadline_ms : options_.deadline_ms;
  auto exit = base::run_process(spec);
  if (!exit) {
    if (exit.error().code != Errc::kTimeout) return exit.error().with_context("the desktop keyring");
    if (prompt) return Reply{Status::kDismissed, {}, {}};  // nobody answered the dialogue
    return Error{Errc::kTimeout,
                 "the desktop keyring does not answer within " + std::to_string(spec.deadline_ms) + " ms",
                 "look for its dialogue on the desktop; " + std::string(kUseVault)};
  }
  auto fields = get_fields(reply.bytes.reveal());
  if (exit->status != 0 || !fields || fields->empty() || fields->front().size() != 1) {
    return broken_child(exit->status);
  }
  reply.status = static_cast<Status>(fields->front().front());
  reply.fields.assign(fields->begin() + 1, fields->end());
  return reply;
}

base::Result<SecretServiceStore::Reply> SecretServiceStore::call(std::string_view verb, const SecretString& request) {
  auto reply = run_child(verb, request, false);
  // Only for a key that a person is just storing, and where the desktop can show its dialogue.
  const bool person = options_.may_prompt && verb == kPut && has_display(environment_);
  if (reply && person && (reply->status == Status::kLocked || reply->status == Status::kNoCollection)) {
    reply = run_child(verb, request, true);
  }
  if (!reply) return reply;
  const std::string_view message = reply->fields.empty() ? std::string_view() : reply->fields.front();
  if (auto error = error_of(reply->status, message)) return std::move(*error);
  return reply;
}

base::Result<void> SecretServiceStore::probe() {
  auto reply = call("probe", SecretString());
  if (!reply) return reply.error();
  return {};
}

base::Result<std::optional<SecretString>> SecretServiceStore::get(std::string_view profile, store::Slot slot) {
  SecretString request;
  put_field(request, profile);
  put_field(request, slot == store::Slot::kPrevious ? "previous" : "current");
  auto reply = call("get", request);
  if (!reply) return reply.error();
  if (reply->status == Status::kNotFound) return std::optional<SecretString>();
  if (reply->fields.size() != 1 || reply->fields.front().empty()) return broken_child();
  return std::optional<SecretString>(SecretString(reply->fields.front()));
}

base::Result<bool> SecretServiceStore::put(std::string_view profile, const SecretString& key) {
  if (key.empty()) return Error{Errc::kInvalidInput, "the key is empty"};
  if (key.size() > key::kMaxKeyBytes) {
    return Error{Errc::kTooLarge, "the key has " + std::to_string(key.size()) + " bytes; at most " +
                                      std::to_string(key::kMaxKeyBytes) + " can be stored"};
  }
  SecretString request;
  put_field(request, profile);
  put_field(request, key.reveal());
  auto reply = call(kPut, request);
  if (!reply) return reply.error();
  return changed_by(reply->fields);
}

base::Result<void> SecretServiceStore::restore_previous(std::string_view profile) {
  SecretString request;
  put_field(request, profile);
  auto reply = call("restore", request);
  if (!reply) return reply.error();
  if (reply->status == Status::kNotFound) {
    return Error{Errc::kNotFound, "profile " + std::string(profile) + " has no previous key"};
  }
  return {};
}

base::Result<bool> SecretServiceStore::erase(std::string_view profile) {
  SecretString request;
  put_field(request, profile);
  auto reply = call("erase", request);
  if (!reply) return reply.error();
  return changed_by(reply->fields);
}

base::Result<void> SecretServiceStore::rename(std::string_view from, std::string_view to) {
  SecretString request;
  put_field(request, from);
  put_field(request, to);
  auto reply = call("rename", request);
  if (!reply) return reply.error();
  return {};
}

base::Result<std::vector<std::string>> SecretServiceStore::profiles() {
  auto reply = call("list", SecretString());
  if (!reply) return reply.error();
  return std::vector<std::string>(reply->fields.begin(), reply->fields.end());
}

}  // namespace ngcs::secret_service
