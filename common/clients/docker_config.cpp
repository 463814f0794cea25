#include "clients/docker_config.h"

#include <algorithm>
#include <array>

#include "base/file.h"
#include "base/lock.h"
#include "base/text.h"
#include "clients/base64.h"
#include "key/key.h"
#include "registry/server_name.h"

namespace ngcs::clients {
namespace {

using base::Errc;
using base::Error;

constexpr json::Limits kLimits = {.bytes = kMaxAuthFile, .depth = 32};
constexpr std::array<const char*, 2> kHosts = {"nvcr.io", "nvcr.io:443"};
constexpr const char* kMarkerHost = "nvcr.io";
constexpr std::array<const char*, 3> kPlainMembers = {"auth", "username", "password"};

bool is_ours(std::string_view helper) { return helper == "ngc" || helper.starts_with("ngc-"); }

// ~/.dockercfg has no `auths` around its entries.
json::Path entry_path(const DockerFile& file, const std::string& entry) {
  return file.legacy ? json::Path{entry} : json::Path{"auths", entry};
}

json::Path member_path(const DockerFile& file, const std::string& entry, const char* member) {
  json::Path path = entry_path(file, entry);
  path.emplace_back(member);
  return path;
}

base::Result<AuthFile> inspect(const DockerPlan& plan) {
  const std::string& path = plan.file.location.file;
  if (!plan.file.legacy) return inspect_auth_file(plan.document.value(), path);
  json::Value around = {{"auths", plan.document.value()}};
  const WipedValue wrapped(std::move(around));
  return inspect_auth_file(wrapped.get(), path);
}

base::Result<DockerPlan> start(DockerFile file, const std::string& client, const char* verb) {
  std::string content(file.source.reveal());
  auto document = json::Document::load(content, kLimits);
  secret::wipe(content.data(), content.size());
  if (!document) {
    Error error = std::move(document).error().with_context(file.location.file);
    error.hint = "repair it in an editor; nothing was changed";
    return error;
  }
  DockerPlan plan{.file = std::move(file), .document = std::move(*document), .journal = {}, .keys = {}, .notes = {}};
  plan.journal.client = client;
  plan.journal.verb = verb;
  plan.journal.file = plan.file.location.file;
  plan.journal.created_file = !plan.file.existed;
  return plan;
}

const json::Value* find(const json::Value& root, const json::Path& path) {
  const json::Value* at = &root;
  for (const std::string& name : path) {
    at = json::member(*at, name.c_str());
    if (at == nullptr) return nullptr;
  }
  return at;
}

std::optional<std::string> text_at(const json::Value& root, const json::Path& path) {
  const json::Value* found = find(root, path);
  if (found == nullptr || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

base::Result<void> set_member(DockerPlan& plan, json::Path path, const std::string& value) {
  const json::Value& root = plan.document.value();
  const auto before = text_at(root, path);
  if (before == value) return {};
  if (json::member(root, path.front().c_str()) == nullptr) plan.journal.created.push_back(path.front());
  if (auto done = plan.document.set(path, value); !done)
    return std::move(done).error().with_context(plan.file.location.file);
  plan.journal.members.push_back({std::move(path), before, value});
  return {};
}

base::Result<void> remove_member(DockerPlan& plan, json::Path path) {
  const auto before = text_at(plan.document.value(), path);
  auto removed = plan.document.remove(path);
  if (!removed) return std::move(removed).error().with_context(plan.file.location.file);
  if (*removed) plan.journal.members.push_back({std::move(path), before, std::nullopt});
  return {};
}

void note_entry(DockerPlan& plan, const AuthEntry& entry, const char* code, std::string_view why) {
  plan.notes.push_back({code, "auths[\"" + base::printable(entry.name, 80) + "\"] in " + plan.file.location.file +
                                  " stays as it is: " + std::string(why)});
}

// containers/image takes the longest name that fits, so "nvcr.io/org/team" is the key of a team.
std::string team_of(const std::string& name) {
  const std::vector<std::string_view> parts = base::split(name, '/');
  return parts.size() == 3 && parts[0].find(':') == std::string_view::npos ? std::string(parts[2]) : std::string();
}

// The secret out of the file, and into the plan. What docker reads as "a helper holds it" ({}) stays for nvcr.io
// itself.
base::Result<void> take_entry(DockerPlan& plan, AuthEntry& entry) {
  if (entry.kind == AuthEntry::Kind::kMarker) return {};
  if (entry.kind == AuthEntry::Kind::kUnreadable) {
    note_entry(plan, entry, "unreadable-entry", "its \"auth\" is not base64 of user:key");
    return {};
  }
  if (entry.kind == AuthEntry::Kind::kIdentityToken) {
    note_entry(plan, entry, "identity-token", "it holds an identity token, which NGC does not issue");
    return {};
  }
  if (entry.user != registry::kUserName) {
    note_entry(plan, entry, "foreign-user", "its user name is not $oauthtoken, so NGC never accepted it");
    return {};
  }
  auto clean = key::clean(std::move(entry.secret));
  if (!clean) {
    note_entry(plan, entry, "not-a-key", clean.error().message);
    return {};
  }
  const bool docker = plan.journal.client == "docker";
  const bool keep = (docker && entry.name == kMarkerHost) || entry.foreign_members;
  if (keep) {
    for (const char* member : kPlainMembers) {
      auto done = plan.document.remove(member_path(plan.file, entry.name, member));
      if (!done) return std::move(done).error();
    }
  } else if (auto done = plan.document.remove(entry_path(plan.file, entry.name)); !done) {
    return std::move(done).error();
  }
  plan.journal.keys.push_back({entry.name, {}});
  plan.keys.push_back({entry.name, entry.org, std::move(clean->key), docker ? std::string() : team_of(entry.name)});
  return {};
}

// docker chooses a helper by itself only while the file holds no auths, credHelpers and credsStore at all.
bool chooses_by_itself(const json::Value& root) {
  for (const char* name : {"auths", "credHelpers", "credsStore"}) {
    const json::Value* found = json::member(root, name);
    if (found != nullptr && !found->empty() && !(found->is_string() && found->get_ref<const std::string&>().empty())) {
      return false;
    }
  }
  return true;
}

bool undo_member(DockerPlan& plan, const MemberChange& change, base::Result<void>& outcome) {
  const json::Value& root = plan.document.value();
  const auto now = text_at(root, change.path);
  if (now != change.after || (!now && find(root, change.path) != nullptr)) {
    if (now != change.before) {
      plan.notes.push_back({"changed-since", base::printable(change.path.back(), 80) + " in " +
                                                 plan.file.location.file + " was changed since; it stays as it is"});
    }
    return false;
  }
  outcome = change.before ? set_member(plan, change.path, *change.before) : remove_member(plan, change.path);
  return true;
}

bool is_creds_store(const MemberChange& change) {
  return change.path.size() == 1 && change.path.front() == "credsStore";
}

base::Result<void> remove_if_empty(DockerPlan& plan, const std::string& name) {
  const json::Value* found = json::member(plan.document.value(), name.c_str());
  if (found == nullptr || !found->is_object() || !found->empty()) return {};
  auto removed = plan.document.remove({name});
  if (!removed) return std::move(removed).error();
  return {};
}

base::Result<void> restore_key(DockerPlan& plan, const MovedKey& moved, const KeyLookup& lookup) {
  auto key = lookup(moved.profile);
  if (!key) return std::move(key).error().with_context("profile " + moved.profile);
  if (!*key) {
    plan.notes.push_back({"key-gone", "profile " + moved.profile + " holds no key any more: auths[\"" +
                                          base::printable(moved.entry, 80) + "\"] cannot be restored"});
    return {};
  }
  secret::SecretString pair(registry::kUserName);
  pair.push_back(':');
  pair.append((*key)->reveal());
  const secret::SecretString encoded = encode_base64(pair.reveal());
  // The one place that writes a key in plain text: the user asked for it by name.
  json::Value value = std::string(encoded.reveal());
  auto done = plan.document.set(member_path(plan.file, moved.entry, "auth"), value);
  wipe_strings(value);
  return done;
}

base::Result<void> undo_into(DockerPlan& plan, const Journal& journal, const KeyLookup& restore_plain) {
  base::Result<void> outcome;
  for (const MemberChange& change : journal.members) {
    if (is_creds_store(change)) continue;
    undo_member(plan, change, outcome);
    if (!outcome) return outcome;
  }
  for (const MovedKey& moved : journal.keys) {
    if (restore_plain) {
      if (auto done = restore_key(plan, moved, restore_plain); !done) return done;
    } else {
      plan.notes.push_back({"key-stays", "the key of auths[\"" + base::printable(moved.entry, 80) +
                                             "\"] stays in the store, as profile " + moved.profile});
    }
  }
  for (const std::string& name : journal.created) {
    if (auto done = remove_if_empty(plan, name); !done) return done;
  }
  // Last, since it depends on what is left: with logins of other registries in the file, docker would no longer choose
  // this helper by itself, and would not find them.
  for (const MemberChange& change : journal.members) {
    if (!is_creds_store(change)) continue;
    json::Value rest = json::Value::object();
    for (const char* name : {"auths", "credHelpers"}) {
      if (const json::Value* found = json::member(plan.document.value(), name); found != nullptr) {
        rest[name] = found->size();
        if (found->empty()) rest.erase(name);
      }
    }
    if (!change.before && !rest.empty()) {
      plan.notes.push_back({"creds-store-kept", "credsStore stays: logins of other registries depend on it"});
      continue;
    }
    undo_member(plan, change, outcome);
    if (!outcome) return outcome;
  }
  if (journal.created_file && plan.document.value().empty() && plan.file.existed) plan.remove_file = true;
  return {};
}

void mask(json::Value& value, bool shown) {
  if (value.is_object()) {
    for (const auto& [name, child] : value.items()) mask(child, shown || name == "credHelpers" || name == "credsStore");
  } else if (value.is_array()) {
    for (json::Value& child : value) mask(child, shown);
  } else if (value.is_string() && !shown) {
    wipe_strings(value);
    value = "(not shown)";
  }
}

std::string masked_text(const json::Value& root) {
  json::Value copy = root;
  for (const auto& [name, child] : copy.items()) mask(child, name == "credHelpers" || name == "credsStore");
  return copy.dump(2, ' ', false, json::Value::error_handler_t::replace) + "\n";
}

base::Result<void> check_unchanged(const DockerPlan& plan) {
  auto now = base::read_file(plan.file.location.file, kMaxAuthFile);
  if (!now) return std::move(now).error();
  const bool exists = now->has_value();
  std::string content = exists ? std::move(**now) : std::string();
  const bool same = exists == plan.file.existed && content == plan.file.source.reveal();
  secret::wipe(content.data(), content.size());
  if (!same) {
    return Error(Errc::kConflict, plan.file.location.file + " was changed by another program meanwhile",
                 "run the command again");
  }
  return {};
}

base::Result<void> write_configuration(const DockerPlan& plan) {
  if (plan.remove_file) {
    auto removed = base::remove_file(plan.file.location.file);
    if (!removed) return std::move(removed).error();
    return {};
  }
  return base::replace_file(plan.file.location.file, plan.document.text(), {.keep_mode = true, .follow_symlink = true});
}

base::Result<void> put_back(const std::string& path, const std::optional<Journal>& journal) {
  if (journal) return write_journal(path, *journal);
  auto removed = base::remove_file(path);
  if (!removed) return std::move(removed).error();
  return {};
}

}  // namespace

base::Result<DockerFile> read_docker_file(const DockerLocation& location) {
  auto text = base::read_file(location.file, kMaxAuthFile);
  if (!text) return std::move(text).error();
  DockerFile file{.location = location, .source = {}, .existed = text->has_value()};
  if (*text) {
    file.source.append(**text);
    secret::wipe((*text)->data(), (*text)->size());
  }
  return file;
}

namespace {

// Our helper's name under credHelpers.
base::Result<void> name_helper(DockerPlan& plan, const AuthFile& file, const ConfigureOptions& options) {
  const std::string present = file.helper_for(kMarkerHost);
  std::string helper = options.helper.value_or("ngc");
  if (!options.helper && is_ours(present)) helper = present;
  if (!present.empty() && !is_ours(present)) {
    plan.notes.push_back({"other-helper", "docker-credential-" + base::printable(present, 80) +
                                              " answered for nvcr.io until now; it is replaced (--undo puts it back)"});
  }
  for (const char* host : kHosts) {
    if (auto done = set_member(plan, {"credHelpers", host}, helper); !done) return done;
  }
  return {};
}

// Helpers of a file that is read first, unless they are the one that is named later anyway.
base::Result<void> clear_helpers(DockerPlan& plan, const AuthFile& file, const ConfigureOptions& options) {
  for (const auto& [host, helper] : file.helpers) {
    if (helper == options.helper.value_or("ngc")) continue;
    plan.notes.push_back({"other-helper", "docker-credential-" + base::printable(helper, 80) + " answered for " +
                                              base::printable(host, 80) + " in " + plan.file.location.file +
                                              ", before any other file; it is taken out (--undo puts it back)"});
    if (auto done = remove_member(plan, {"credHelpers", host}); !done) return done;
  }
  return {};
}

}  // namespace

base::Result<DockerPlan> plan_configure(DockerFile source, const ConfigureOptions& options) {
  auto plan = start(std::move(source), options.client, "configure");
  if (!plan) return plan;
  auto file = inspect(*plan);
  if (!file) return std::move(file).error();

  const bool by_itself = chooses_by_itself(plan->document.value());
  auto helpers = options.comes_before ? clear_helpers(*plan, *file, options) : name_helper(*plan, *file, options);
  if (!helpers) return std::move(helpers).error();
  for (AuthEntry& entry : file->entries) {
    if (auto done = take_entry(*plan, entry); !done) {
      return std::move(done).error().with_context(plan->file.location.file);
    }
  }
  if (by_itself && options.automatic_store) {
    if (auto done = set_member(*plan, {"credsStore"}, *options.automatic_store); !done) return std::move(done).error();
    plan->notes.push_back({"creds-store-written",
                           "docker kept other registries' logins with docker-credential-" + *options.automatic_store +
                               " by its own choice; credsStore now says so, so that it stays like that"});
  }
  return plan;
}

base::Result<DockerPlan> plan_undo(DockerFile source, const Journal& journal, const KeyLookup& restore_plain) {
  auto plan = start(std::move(source), journal.client, "undo");
  if (!plan) return plan;
  auto file = inspect(*plan);
  if (!file) return std::move(file).error();
  if (auto done = undo_into(*plan, journal, restore_plain); !done) return std::move(done).error();
  return plan;
}

base::Result<DockerPlan> plan_unconfigure(DockerFile source, const std::optional<Journal>& configured,
                                          const KeyLookup& restore_plain, const std::string& client) {
  auto plan = start(std::move(source), client, "unconfigure");
  if (!plan) return plan;
  if (configured) {
    if (auto done = undo_into(*plan, *configured, restore_plain); !done) return std::move(done).error();
  }
  auto file = inspect(*plan);
  if (!file) return std::move(file).error();
  for (const auto& [host, helper] : file->helpers) {
    if (!is_ours(helper)) continue;
    if (auto done = remove_member(*plan, {"credHelpers", host}); !done) return std::move(done).error();
  }
  if (!file->helpers.empty()) {
    if (auto done = remove_if_empty(*plan, "credHelpers"); !done) return std::move(done).error();
  }
  return plan;
}

base::Result<void> apply(DockerPlan& plan, const base::Paths& paths, const KeyImport& import, std::string now,
                         Record record) {
  const std::string path = journal_path(paths, plan.journal.client, plan.journal.verb, plan.file.location.file);
  auto lock = base::FileLock::acquire(paths.state_dir + "/undo/lock", 5000);
  if (!lock) return std::move(lock).error();
  if (auto same = check_unchanged(plan); !same) return same;

  for (std::size_t i = 0; i < plan.keys.size(); ++i) {
    auto profile = import(plan.keys[i]);
    if (!profile) return std::move(profile).error().with_context("the key in " + plan.file.location.file);
    plan.journal.keys[i].profile = std::move(*profile);
  }
  std::optional<Journal> known;
  if (record == Record::kMerge) {
    auto read = read_journal(path);
    if (!read) return std::move(read).error();
    known = std::move(*read);
    plan.journal.written_at = std::move(now);
    Journal whole = known.value_or(plan.journal);
    if (known) whole.merge(plan.journal);
    if (auto written = write_journal(path, whole); !written) return written;
  }
  auto written = write_configuration(plan);
  if (!written && record == Record::kMerge) {
    if (auto back = put_back(path, known); !back) return std::move(back).error().with_context(written.error().message);
  }
  return written;
}

std::pair<std::string, std::string> masked_texts(const DockerPlan& plan) {
  std::string before = "{}\n";
  if (!base::trim(plan.file.source.reveal()).empty()) {
    auto parsed = json::parse(plan.file.source.reveal(), kLimits);
    if (parsed) {
      before = masked_text(*parsed);
      wipe_strings(*parsed);
    }
  }
  return {std::move(before), plan.remove_file ? std::string() : masked_text(plan.document.value())};
}

}  // namespace ngcs::clients
