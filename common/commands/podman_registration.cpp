#include "commands/podman_registration.h"

#include <algorithm>
#include <utility>

#include "base/file.h"
#include "base/text.h"
#include "clients/registries_conf.h"
#include "commands/docker_registration.h"
#include "commands/key_import.h"
#include "commands/profile_store.h"

namespace ngcs::commands {
namespace {

using clients::DockerPlan;
using clients::Journal;
using clients::PlanNote;
using clients::PodmanFile;
using Role = PodmanFile::Role;

class Registering {
 public:
  Registering(const Session& session, const PodmanOptions& options, base::Paths paths)
      : session_(session), options_(options), paths_(std::move(paths)) {}

  base::Result<PodmanRegistration> run() {
    for (const PodmanFile& file : clients::podman_files(session_.environment, session_.uid)) {
      if (auto planned = plan(file); !planned) return std::move(planned).error();
    }
    auto found = clients::require_helper(session_.environment, result_.helper, session_.probe_helper);
    if (!found) return std::move(found).error();
    for (PlanNote& note : registries_conf_notes(session_)) result_.notes.push_back(std::move(note));
    if (docker_has_keys_) {
      auto planned = register_docker(true);
      if (!planned) return std::move(planned).error();
      take_docker(std::move(*planned));
    }
    if (!options_.dry_run) {
      if (auto imported = import_in_order(); !imported) return std::move(imported).error();
      for (PodmanChange& change : result_.files) {
        if (auto applied = apply(change); !applied) return std::move(applied).error();
      }
    }
    tell_erased_key();
    return std::move(result_);
  }

 private:
  base::Result<void> plan(const PodmanFile& file) {
    if (file.role == Role::kOwn) result_.own_file = file.path;
    if (file.role == Role::kDocker) return look_at_docker(file);
    auto read = clients::read_docker_file({file.path, file.why});
    if (!read) return std::move(read).error();
    read->legacy = file.role == Role::kLegacy;
    if (!read->existed && file.role != Role::kOwn) {
      if (file.role == Role::kNamed) {
        note("named-missing", "REGISTRY_AUTH_FILE names " + file.path +
                                  ", which is not there: podman and buildah refuse to work until it is");
      }
      return {};
    }
    const bool blank = base::trim(read->source.reveal()).empty();
    if (blank && file.role != Role::kOwn) return {};
    if (clients::written_by_suite(read->source.reveal())) {
      note("authfile-kept", file.path +
                                " was written by authfile or exec, with keys in plain text as it was asked to; "
                                "it stays as it is");
      return {};
    }
    const bool names_helper = file.role == Role::kOwn || file.role == Role::kNamed;
    clients::ConfigureOptions how{.client = "podman", .comes_before = !names_helper};
    if (names_helper && options_.repin) how.helper = wanted_helper();
    if (!names_helper) how.helper = result_.helper;
    auto journal = clients::read_journal(clients::journal_path(paths_, "podman", "configure", file.path));
    if (!journal) return std::move(journal).error();
    auto planned = clients::plan_configure(std::move(*read), how);
    if (!planned) return std::move(planned).error();
    if (file.role == Role::kOwn) {
      was_configured_ = journal->has_value();
      result_.helper = json::string_or(planned->document.value().at("credHelpers"), "nvcr.io");
    }
    tell_undone(file, *planned, *journal);
    for (PlanNote& found : planned->notes) result_.notes.push_back(std::move(found));
    planned->notes.clear();
    if (file.role == Role::kRuntime) tell_shadows(*planned);
    if (planned->changes() || file.role == Role::kOwn) {
      result_.files.push_back({file.role, std::move(*planned), false});
    }
    return {};
  }

  // What is no NGC credential stays, and podman sends it all the same: to be told with the way out.
  void tell_shadows(const DockerPlan& planned) {
    const auto left = clients::inspect_auth_file(planned.document.value(), planned.file.location.file);
    if (!left) return;
    for (const clients::AuthEntry& entry : left->entries) {
      if (entry.kind == clients::AuthEntry::Kind::kMarker) continue;
      const std::string name = base::printable(entry.name, 80);
      note("shadows", "podman reads auths[\"" + name + "\"] in " + planned.file.location.file +
                          " before the helper and sends it; remove it: podman logout " + base::shell_quote(name));
    }
  }

  // docker's file is read behind ours, so a helper or a key of docker's shadows nothing. Keys in plain text are taken
  // out all the same; docker then needs its own registration.
  base::Result<void> look_at_docker(const PodmanFile& file) {
    auto read = clients::read_auth_file(file.path);
    if (!read) return std::move(read).error();
    docker_has_keys_ = std::any_of(read->entries.begin(), read->entries.end(), [](const clients::AuthEntry& entry) {
      return entry.kind == clients::AuthEntry::Kind::kPlain;
    });
    return {};
  }

  base::Result<Registration> register_docker(bool dry_run) {
    return register_with_docker(session_, {.online = options_.online, .dry_run = dry_run});
  }

  void take_docker(Registration done) {
    for (PlanNote& found : done.plan.notes) result_.notes.push_back(std::move(found));
    done.plan.notes.clear();
    if (done.plan.changes()) result_.files.push_back({Role::kDocker, std::move(done.plan), false});
  }

  base::Result<std::string> import(const clients::PlainKey& key) {
    return import_key(session_, key, {.preferred = options_.profile, .online = options_.online});
  }

  // The first profile that is stored becomes the default one. It is to be the key that podman sent until now: the
  // host's own entry in the file that is read first.
  base::Result<void> import_in_order() {
    for (const bool namespaced : {false, true}) {
      for (const Role role : {Role::kNamed, Role::kRuntime, Role::kOwn, Role::kDocker, Role::kLegacy}) {
        for (const PodmanChange& change : result_.files) {
          if (change.role != role) continue;
          for (const clients::PlainKey& key : change.plan.keys) {
            if (key.org.empty() == namespaced) continue;
            auto imported = import(key);
            if (!imported) {
              return std::move(imported).error().with_context("the key in " + change.plan.file.location.file);
            }
          }
        }
      }
    }
    return {};
  }

  base::Result<void> apply(PodmanChange& change) {
    if (!change.plan.changes()) return {};
    if (change.role == Role::kDocker) {
      auto done = register_docker(false);
      if (!done) return std::move(done).error();
      change.plan = std::move(done->plan);
      change.plan.notes.clear();
      change.changed = done->changed;
      result_.changed = result_.changed || done->changed;
      return {};
    }
    const auto import = [this](const clients::PlainKey& key) { return this->import(key); };
    auto applied = clients::apply(change.plan, paths_, import, base::format_rfc3339(session_.clock.now()),
                                  clients::Record::kMerge);
    if (!applied) return applied;
    // What an earlier `unconfigure` could undo is history now.
    (void)base::remove_file(clients::journal_path(paths_, "podman", "unconfigure", change.plan.file.location.file));
    change.changed = true;
    result_.changed = true;
    return {};
  }

  // The record says what the last `configure` wrote; what is missing of it was taken out since.
  void tell_undone(const PodmanFile& file, const DockerPlan& planned, const std::optional<Journal>& journal) {
    const std::vector<clients::MemberChange>& now = planned.journal.members;
    if (journal && std::any_of(now.begin(), now.end(), [&journal](const clients::MemberChange& change) {
          return !change.before && std::any_of(journal->members.begin(), journal->members.end(),
                                               [&change](const clients::MemberChange& old) {
                                                 return old.path == change.path && old.after == change.after;
                                               });
        })) {
      entries_were_lost_ = true;
      result_.undone.push_back("credHelpers had been taken out of " + file.path +
                               ", as `podman logout --all` does: podman sent no key of the store any more");
    }
    if (was_configured_ && file.role != Role::kOwn && !planned.keys.empty()) {
      result_.undone.push_back("`podman login` had put a key in plain text into " + file.path +
                               ", which podman reads first: it was sent instead of the stored one");
    }
  }

  // `podman logout --all` asks the helper to erase before it takes the entry out.
  void tell_erased_key() {
    if (!entries_were_lost_) return;
    const auto found = auth::resolve({}, session_.auth_context());
    if (found && !found->key) {
      note("key-erased",
           "no key is stored any more (`podman logout --all` asks every helper to erase): log in again, " +
               session_.command("login"));
    }
  }

  [[nodiscard]] std::string wanted_helper() const { return options_.profile ? "ngc-" + *options_.profile : "ngc"; }

  void note(std::string code, std::string text) { result_.notes.push_back({std::move(code), std::move(text)}); }

  const Session& session_;
  const PodmanOptions& options_;
  base::Paths paths_;
  PodmanRegistration result_;
  bool was_configured_ = false;
  bool entries_were_lost_ = false;
  bool docker_has_keys_ = false;
};

}  // namespace

bool PodmanRegistration::changes() const {
  return std::any_of(files.begin(), files.end(), [](const PodmanChange& file) { return file.plan.changes(); });
}

std::vector<clients::MovedKey> PodmanRegistration::moved_keys() const {
  std::vector<clients::MovedKey> keys;
  for (const PodmanChange& file : files) {
    keys.insert(keys.end(), file.plan.journal.keys.begin(), file.plan.journal.keys.end());
  }
  return keys;
}

base::Result<PodmanRegistration> register_with_podman(const Session& session, const PodmanOptions& options) {
  auto paths = require_paths(session);
  if (!paths) return std::move(paths).error();
  return Registering(session, options, std::move(*paths)).run();
}

std::vector<PlanNote> registries_conf_notes(const Session& session) {
  std::vector<PlanNote> notes;
  const clients::HelperList list = clients::credential_helpers(session.environment, session.containers_dir);
  if (list.failure) {
    notes.push_back(
        {"registries-conf", list.file + " cannot be read, and podman ends with an error: " + list.failure->message});
    return notes;
  }
  bool files_named = false;
  for (const std::string& name : list.names) {
    const std::string shown = base::printable(name, 80);
    if (name == clients::kAuthFilesHelper) {
      files_named = true;
    } else if (name != "ngc" && !name.starts_with("ngc-") && !files_named) {
      notes.push_back(
          {"registries-conf", list.file + " lets docker-credential-" + shown +
                                  " answer before every auth file; where it has a key for nvcr.io, that one "
                                  "is sent"});
    } else if (auto found = clients::require_helper(session.environment, name, session.probe_helper);
               name.starts_with("ngc") && !found) {
      notes.push_back({"registries-conf", list.file + " names a helper that does not run, and every pull fails: " +
                                              found.error().message});
    }
  }
  if (!files_named) {
    notes.push_back({"registries-conf", list.file + " sets credential-helpers without \"containers-auth.json\": podman "
                                                    "reads no auth file at all, whatever is written there"});
  }
  return notes;
}

}  // namespace ngcs::commands
