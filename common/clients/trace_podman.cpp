#include <utility>

#include "base/paths.h"
#include "clients/containers_files.h"
#include "clients/registries_conf.h"
#include "clients/trace.h"
#include "clients/trace_parts.h"
#include "registry/server_name.h"

namespace ngcs::clients {
namespace {

using Kind = AuthEntry::Kind;
using Outcome = TraceStep::Outcome;

// The entry that answers for an image below `space`: the longest exact name, else one that is the host in the form
// which docker once wrote ("https://nvcr.io/v2/"). nullptr where none does.
const AuthEntry* match(const AuthFile& file, const std::string& host, std::string_view space) {
  std::string name = space.empty() ? host : host + "/" + std::string(space);
  while (true) {
    for (const AuthEntry& entry : file.entries) {
      if (entry.name == name) return &entry;
    }
    const std::size_t slash = name.rfind('/');
    if (slash == std::string::npos) break;
    name.resize(slash);
  }
  for (const AuthEntry& entry : file.entries) {
    if (entry.name.find("://") != std::string::npos && name_host(entry.name) == host) return &entry;
  }
  return nullptr;
}

class PodmanTrace {
 public:
  PodmanTrace(const TraceContext& context, std::string_view space)
      : context_(context), space_(space), tracer_(context, "podman", std::string(registry::kRegistryHost)) {}

  Trace run() {
    const HelperList list = credential_helpers(context_.environment, context_.containers_dir);
    if (list.failure) {
      tracer_.unreadable(list.file, *list.failure);
      return std::move(tracer_).take();
    }
    // What fails does not end the search here: the next of the list is asked.
    for (const std::string& name : list.names) {
      if (name == kAuthFilesHelper) {
        look_into_files();
      } else {
        ask_listed(list.file, name);
      }
    }
    if (!tracer_.decided() && !store_.empty() && !saw_helper_) {
      tracer_.find("NGC2202", {{"file", store_file_}, {"helper", store_}});
    }
    return std::move(tracer_).take();
  }

 private:
  void look_into_files() {
    std::vector<ContainersFile> files = containers_files(context_.environment, context_.uid);
    // A file that is named takes the place of the first one; the others stay behind it (containers/image before 5.24).
    if (context_.auth_file && !files.empty()) files.front() = {*context_.auth_file, "--authfile", true, false};
    for (const ContainersFile& file : files) {
      if (!look_into(file)) return;
    }
    look_into_legacy();
  }

  // A helper of registries.conf is asked for every registry.
  void ask_listed(const std::string& file, const std::string& name) {
    saw_helper_ = true;
    if (is_suite_helper(name)) tracer_.trace().has_entry = true;
    (void)tracer_.helper(file, "credential-helpers[" + name + "]", name);
  }

  // docker's oldest file is rare: where it is absent, it is not mentioned.
  void look_into_legacy() {
    const auto home = base::home_directory(context_.environment);
    if (!home) return;
    const ContainersFile place{*home + "/.dockercfg", "HOME", false, false};
    const auto file = read_legacy_auth_file(place.path);
    if (!file) {
      refuse(place, file.error());
    } else if (file->exists && !file->blank) {
      tracer_.check_entries(*file);
      take_entries(*file, {});
    }
  }

  // False where the whole command ends with an error.
  bool look_into(const ContainersFile& place) {
    const auto file = read_auth_file(place.path);
    if (!file) return refuse(place, file.error());
    if (!file->exists) {
      // podman and buildah want a file that is named to be there; skopeo does not.
      if (place.why == "--authfile" || place.why == "REGISTRY_AUTH_FILE") {
        return refuse(place, {base::Errc::kNotFound, place.why + " names it, and it is not there"});
      }
      tracer_.step(place.path, {}, Outcome::kAbsent, "by " + place.why);
      return true;
    }
    if (file->blank) return refuse(place, {base::Errc::kInvalidInput, "it is empty; the least it may hold is {}"});
    tracer_.check_entries(*file);
    if (!file->credentials_store.empty()) {
      tracer_.step(place.path, "credsStore", Outcome::kSkipped, "podman, buildah and skopeo do not read it");
      store_ = file->credentials_store;
      store_file_ = place.path;
    }
    const std::string helper = file->helper_for(tracer_.host());
    return helper.empty() ? take_entries(*file, space_) : ask_helper(*file, helper);
  }

  bool refuse(const ContainersFile& place, const base::Error& error) {
    if (tracer_.decided()) {
      // podman is content with the file before, and does not open this one.
      tracer_.step(place.path, {}, Outcome::kUnreadable, error.message);
      return true;
    }
    tracer_.trace().has_entry = true;  // it is this client's file, and nobody can tell what it names
    tracer_.unreadable(place.path, error);
    return false;
  }

  bool take_entries(const AuthFile& file, std::string_view space) {
    const AuthEntry* entry = match(file, tracer_.host(), space);
    const bool plain = entry != nullptr && entry->kind == Kind::kPlain;
    if (plain && entry->without_auth) {
      tracer_.pass_by(plain_credential(file, *entry), Outcome::kSkipped, "user and password without auth are not read");
    } else if (plain) {
      note_shadow(file.path);
      if (!tracer_.decided()) plain_file_ = file.path;
      tracer_.offer(plain_credential(file, *entry), "a password in plain text");
    } else if (entry == nullptr || entry->kind != Kind::kUnreadable) {
      tracer_.step(file.path, {}, Outcome::kNothing, "no entry for " + tracer_.host());
    }
    pass_by_rest(file, entry, Outcome::kSkipped, "for other images");
    return true;
  }

  bool ask_helper(const AuthFile& file, const std::string& helper) {
    saw_helper_ = true;
    note_shadow(file.path);
    const auto asked = tracer_.helper(file.path, helper_entry(tracer_.host()), helper);
    // In one file the helper beats every plain entry, also the namespaced ones.
    pass_by_rest(file, nullptr, Outcome::kShadowed, "behind the helper of the same file");
    // A helper that fails is the end of the command, also for public images.
    return asked != Tracer::Asked::kFailed;
  }

  void pass_by_rest(const AuthFile& file, const AuthEntry* taken, Outcome outcome, std::string_view text) {
    for (const AuthEntry& entry : file.entries) {
      if (&entry != taken && entry.kind == Kind::kPlain) tracer_.pass_by(plain_credential(file, entry), outcome, text);
    }
  }

  // A password of an earlier file hides what this one has; a helper that comes first is meant to.
  void note_shadow(const std::string& path) {
    if (plain_file_.empty()) return;
    tracer_.find("NGC2201", {{"file1", plain_file_}, {"file2", path}});
  }

  const TraceContext& context_;
  std::string_view space_;
  Tracer tracer_;
  std::string plain_file_;  // whose password is taken
  bool saw_helper_ = false;
  std::string store_;
  std::string store_file_;
};

}  // namespace

Trace trace_podman(const TraceContext& context, std::string_view space) { return PodmanTrace(context, space).run(); }

}  // namespace ngcs::clients
