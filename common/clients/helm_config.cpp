#include "clients/helm_config.h"

#include <algorithm>

#include "base/file.h"
#include "base/lock.h"
#include "base/text.h"
#include "clients/helm_lock.h"
#include "key/key.h"
#include "ngc/helm_url.h"
#include "registry/server_name.h"

namespace ngcs::clients {
namespace {

constexpr const char* kClient = "helm";
constexpr const char* kRoot = "repositories";
constexpr int kLockMs = 30000;  // as long as Helm itself waits

// A key that lies in an entry of NGC.
struct Found {
  std::size_t entry;
  ngc::HelmUrl where;
  secret::SecretString key;
};

std::string shown(const HelmEntry& entry) { return base::printable(entry.name, 80); }

void note(HelmPlan& plan, const HelmEntry& entry, const char* code, const std::string& why) {
  plan.notes.push_back(
      {code, "repository " + shown(entry) + " in " + plan.files.repositories + " stays as it is: " + why});
}

std::optional<ngc::HelmUrl> ngc_repository(const std::string& url) {
  std::string bare = url;
  while (bare.ends_with('/')) bare.pop_back();
  if (base::istarts_with(bare, "http://")) bare = "https://" + bare.substr(7);
  auto parsed = ngc::parse_helm_https_url(bare);
  if (!parsed || parsed->kind != ngc::HelmUrl::Kind::kIndex) return std::nullopt;
  return std::move(*parsed);
}

// Entries whose key moves; the others of NGC's host are noted.
std::vector<Found> find_keys(HelmPlan& plan) {
  std::vector<Found> found;
  for (std::size_t i = 0; i < plan.before.entries().size(); ++i) {
    const HelmEntry& entry = plan.before.entries()[i];
    if (!entry.on_ngc_host() || entry.password.empty()) continue;
    const auto where = ngc_repository(entry.url);
    if (!where) {
      note(plan, entry, "no-space", "its address is not https://helm.ngc.nvidia.com/ORG or …/ORG/TEAM");
    } else if (entry.user != registry::kUserName) {
      note(plan, entry, "foreign-user", "its user name is not $oauthtoken, so NGC never accepted it");
    } else if (auto clean = key::clean(entry.password.copy()); !clean) {
      note(plan, entry, "not-a-key", clean.error().message);
    } else if (plan.before.find(entry.name) != &entry) {
      note(plan, entry, "same-name", "another entry of that name stands before it");
    } else {
      found.push_back({i, *where, std::move(clean->key)});
    }
  }
  return found;
}

// Exchanges one value and records it; a password is exchanged without a record of what it was.
void exchange(HelmPlan& plan, std::vector<HelmEdit>& edits, std::size_t index, HelmField field,
              const std::string& now) {
  const HelmEntry& entry = plan.before.entries()[index];
  const std::string& before = field == HelmField::kUrl ? entry.url : entry.user;
  if (field != HelmField::kPassword && before != now) {
    plan.journal.members.push_back({{kRoot, entry.name, helm_field_name(field)}, before, now});
  }
  edits.push_back({index, field, secret::SecretString(now)});
}

base::Result<HelmPlan> start(HelmFiles files, const char* verb) {
  auto before = HelmRepositories::read(files.repositories);
  if (!before) return std::move(before).error();
  auto after = before->with({});
  if (!after) return std::move(after).error();
  HelmPlan plan{std::move(files), std::move(*before), std::move(*after), {}, {}, {}};
  plan.journal.client = kClient;
  plan.journal.verb = verb;
  plan.journal.file = plan.files.repositories;
  return plan;
}

base::Result<void> finish(HelmPlan& plan, const std::vector<HelmEdit>& edits) {
  auto after = plan.before.with(edits);
  if (!after) return std::move(after).error();
  plan.after = std::move(*after);
  return {};
}

// Stores the keys, and gives each address its profile.
base::Result<std::vector<std::string>> store_keys(const HelmPlan& plan, std::vector<Found>& found,
                                                  const HelmKeys& keys) {
  std::vector<std::string> profiles;
  for (Found& one : found) {
    const HelmEntry& entry = plan.before.entries()[one.entry];
    auto profile = keys.import({entry.name, {}, std::move(one.key)});
    if (!profile) return std::move(profile).error().with_context("the key of repository " + shown(entry));
    profiles.push_back(std::move(*profile));
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    auto chosen = keys.chosen(found[i].where.space);
    if (!chosen) return std::move(chosen).error();
    if (*chosen != profiles[i]) found[i].where.profile = profiles[i];
  }
  return profiles;
}

// Without `keys` nothing is stored.
base::Result<HelmPlan> plan_with(HelmFiles files, const HelmKeys* keys) {
  auto plan = start(std::move(files), "configure");
  if (!plan) return plan;
  std::vector<Found> found = find_keys(*plan);
  std::vector<std::string> profiles(found.size());
  if (keys != nullptr) {
    auto stored = store_keys(*plan, found, *keys);
    if (!stored) return std::move(stored).error();
    profiles = std::move(*stored);
  }
  std::vector<HelmEdit> edits;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const HelmEntry& entry = plan->before.entries()[found[i].entry];
    HelmChange change{.name = entry.name,
                      .before = entry.url,
                      .after = found[i].where.repository(),
                      .key_profile = profiles[i],
                      .moves_key = true};
    exchange(*plan, edits, found[i].entry, HelmField::kUrl, change.after);
    if (!entry.password_in_url) {
      exchange(*plan, edits, found[i].entry, HelmField::kUserName, {});
      exchange(*plan, edits, found[i].entry, HelmField::kPassword, {});
    }
    if (!profiles[i].empty()) plan->journal.keys.push_back({entry.name, profiles[i]});
    plan->changes.push_back(std::move(change));
  }
  if (auto done = finish(*plan, edits); !done) return std::move(done).error();
  return plan;
}

struct Locks {
  HelmLock helm;
  base::FileLock own;
};

base::Result<Locks> lock(const HelmFiles& files, const base::Paths& paths) {
  auto helm = HelmLock::acquire(files.lock_file(), kLockMs);
  if (!helm) return std::move(helm).error();
  auto own = base::FileLock::acquire(paths.state_dir + "/undo/lock", 5000);
  if (!own) return std::move(own).error();
  return Locks{std::move(*helm), std::move(*own)};
}

std::string record_path(const base::Paths& paths, const std::string& verb, const HelmFiles& files) {
  return journal_path(paths, kClient, verb, files.repositories);
}

base::Result<void> write_file(const HelmPlan& plan) {
  return base::replace_file(plan.files.repositories, plan.after.text().reveal(),
                            {.keep_mode = true, .follow_symlink = true});
}

// The record first: a change that nobody can take back is worse than a record of a change that was not made.
base::Result<void> write_with_record(HelmPlan& plan, const base::Paths& paths, const std::string& now) {
  const std::string path = record_path(paths, plan.journal.verb, plan.files);
  auto known = read_journal(path);
  if (!known) return std::move(known).error();
  plan.journal.written_at = now;
  Journal whole = known->value_or(plan.journal);
  if (*known) whole.merge(plan.journal);
  if (auto written = write_journal(path, whole); !written) return written;
  auto written = write_file(plan);
  if (!written) {
    base::Result<void> back;
    if (*known) {
      back = write_journal(path, **known);
    } else if (auto removed = base::remove_file(path); !removed) {
      back = removed.error();
    }
    if (!back) return back.error().with_context(written.error().message);
  }
  return written;
}

std::optional<HelmField> field_named(const std::string& name) {
  for (const HelmField field : {HelmField::kUrl, HelmField::kUserName}) {
    if (name == helm_field_name(field)) return field;
  }
  return std::nullopt;
}

std::optional<std::size_t> index_of(const HelmRepositories& file, const std::string& name) {
  const HelmEntry* entry = file.find(name);
  if (entry == nullptr) return std::nullopt;
  return static_cast<std::size_t>(entry - file.entries().data());
}

HelmChange& change_of(HelmPlan& plan, const HelmEntry& entry) {
  for (HelmChange& change : plan.changes) {
    if (change.name == entry.name) return change;
  }
  plan.changes.push_back({.name = entry.name, .before = entry.url, .after = entry.url, .key_profile = {}});
  return plan.changes.back();
}

// Puts back the members of the record. A repository whose address was changed since stays as it is, whole.
void undo_members(HelmPlan& plan, const Journal& record, std::vector<HelmEdit>& edits) {
  std::vector<std::string> skipped;
  for (const MemberChange& member : record.members) {
    const auto field = member.path.size() == 3 ? field_named(member.path[2]) : std::nullopt;
    if (!field || member.path[0] != kRoot) continue;
    const std::string& name = member.path[1];
    const auto index = index_of(plan.before, name);
    if (!index) {
      if (*field == HelmField::kUrl) {
        plan.notes.push_back({"gone", "repository " + base::printable(name, 80) + " is not there any more"});
      }
      continue;
    }
    const HelmEntry& entry = plan.before.entries()[*index];
    const bool is_url = *field == HelmField::kUrl;
    const std::string& present = is_url ? entry.url : entry.user;
    if (std::find(skipped.begin(), skipped.end(), name) != skipped.end()) continue;
    if (present != member.after.value_or("")) {
      if (is_url) {
        skipped.push_back(name);
        note(plan, entry, "changed-since", "it was changed since");
      }
      continue;
    }
    const std::string old = member.before.value_or("");
    if (is_url && base::istarts_with(old, ngc::kNgcScheme) && !entry.password.empty()) {
      skipped.push_back(name);
      note(plan, entry, "has-password", "it holds a password; configure helm moves that into the store");
      continue;
    }
    exchange(plan, edits, *index, *field, old);
    HelmChange& change = change_of(plan, entry);
    if (is_url) change.after = old;
  }
}

base::Result<void> put_keys_back(HelmPlan& plan, const Journal& record, const KeyLookup& lookup,
                                 std::vector<HelmEdit>& edits) {
  for (const MovedKey& moved : record.keys) {
    const auto change = std::find_if(plan.changes.begin(), plan.changes.end(),
                                     [&moved](const HelmChange& known) { return known.name == moved.entry; });
    const auto index = index_of(plan.before, moved.entry);
    if (change == plan.changes.end() || !index) continue;
    if (!lookup) {
      change->needs_login = true;
      plan.notes.push_back({"key-stays", "the key of repository " + base::printable(moved.entry, 80) +
                                             " stays in the store, as profile " + moved.profile});
      continue;
    }
    auto key = lookup(moved.profile);
    if (!key) return std::move(key).error().with_context("profile " + moved.profile);
    if (!*key) {
      change->needs_login = true;
      plan.notes.push_back({"key-gone", "profile " + moved.profile + " holds no key any more: the password of " +
                                            base::printable(moved.entry, 80) + " cannot be restored"});
      continue;
    }
    // One of the two places that write a key in plain text: the user asked for it by name.
    edits.push_back({*index, HelmField::kPassword, std::move(**key)});
    if (plan.before.entries()[*index].user.empty()) {
      std::erase_if(
          edits, [&index](const HelmEdit& edit) { return edit.entry == *index && edit.field == HelmField::kUserName; });
      edits.push_back({*index, HelmField::kUserName, secret::SecretString(registry::kUserName)});
    }
  }
  return {};
}

// Every ngc:// address that is left becomes the web address of the same repository.
void revert_addresses(HelmPlan& plan, std::vector<HelmEdit>& edits) {
  for (std::size_t i = 0; i < plan.before.entries().size(); ++i) {
    const HelmEntry& entry = plan.before.entries()[i];
    const bool planned = std::any_of(edits.begin(), edits.end(), [i](const HelmEdit& edit) {
      return edit.entry == i && edit.field == HelmField::kUrl;
    });
    if (planned || !base::istarts_with(entry.url, ngc::kNgcScheme)) continue;
    const auto where = ngc::parse_ngc_url(entry.url);
    if (!where) {
      note(plan, entry, "no-space",
           where.error().message + "; remove it: helm repo remove " +
               base::shell_quote(base::printable(entry.name, 80)));
      continue;
    }
    const std::string address = "https://" + std::string(registry::kHelmHost) + "/" + where->space.path();
    exchange(plan, edits, i, HelmField::kUrl, address);
    HelmChange& change = change_of(plan, entry);
    change.after = address;
    change.needs_login = true;
  }
}

}  // namespace

base::Result<HelmPlan> plan_migration(HelmFiles files) { return plan_with(std::move(files), nullptr); }

base::Result<HelmPlan> migrate(HelmFiles files, const base::Paths& paths, const HelmKeys& keys,
                               const std::string& now) {
  // Where nothing is to be done nothing is made, not even a lock.
  if (auto idle = plan_migration(files); !idle || !idle->changed()) return idle;
  auto locks = lock(files, paths);
  if (!locks) return std::move(locks).error();
  auto plan = plan_with(std::move(files), &keys);
  if (!plan || !plan->changed()) return plan;
  if (auto written = write_with_record(*plan, paths, now); !written) return std::move(written).error();
  // What an earlier `unconfigure` could undo is history now.
  (void)base::remove_file(record_path(paths, "unconfigure", plan->files));
  return plan;
}

base::Result<HelmPlan> plan_revert(HelmFiles files, const base::Paths& paths, const HelmRevert& how) {
  auto record = read_journal(record_path(paths, how.verb, files));
  if (!record) return std::move(record).error();
  auto plan = start(std::move(files), how.every_ngc_entry ? "unconfigure" : "undo");
  if (!plan) return plan;
  std::vector<HelmEdit> edits;
  if (*record) {
    undo_members(*plan, **record, edits);
    if (auto done = put_keys_back(*plan, **record, how.restore_plain, edits); !done) return std::move(done).error();
  }
  if (how.every_ngc_entry) revert_addresses(*plan, edits);
  if (auto done = finish(*plan, edits); !done) return std::move(done).error();
  return plan;
}

base::Result<HelmPlan> revert(HelmFiles files, const base::Paths& paths, const HelmRevert& how,
                              const std::string& now) {
  if (auto idle = plan_revert(files, paths, how); !idle || !idle->changed()) {
    if (idle) (void)base::remove_file(record_path(paths, how.verb, files));
    return idle;
  }
  auto locks = lock(files, paths);
  if (!locks) return std::move(locks).error();
  auto plan = plan_revert(std::move(files), paths, how);
  if (!plan) return plan;
  if (plan->changed()) {
    auto written = how.every_ngc_entry ? write_with_record(*plan, paths, now) : write_file(*plan);
    if (!written) return std::move(written).error();
  }
  // A record that stays behind harms nothing: it is checked against the file before it is used.
  (void)base::remove_file(record_path(paths, how.verb, plan->files));
  return plan;
}

}  // namespace ngcs::clients
