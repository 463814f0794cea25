#include "store/vault.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/file.h"
#include "base/lock.h"
#include "key/key.h"
#include "store/machine_key.h"
#include "store/vault_crypto.h"

namespace ngcs::store {

namespace {

using base::Errc;
using base::Error;
using secret::SecretString;

constexpr int kLockTimeoutMs = 10000;

std::vector<Record>::iterator find(std::vector<Record>& records, std::string_view profile, Slot slot) {
  return std::find_if(records.begin(), records.end(),
                      [&](const Record& record) { return record.slot == slot && record.profile == profile; });
}

Error damaged(const std::string& file, const std::string& why) {
  return {Errc::kDamaged, "the vault " + file + " is damaged: " + why,
          "restore it from a backup, or remove it and log in again"};
}

}  // namespace

base::Result<SecretString> Vault::root_key(const Header& header) const {
  if (header.source == KeySource::kPassphrase) {
    if (!passphrase_) {
      return Error{Errc::kLocked,
                   "the vault " + file_ + " is closed with a passphrase, and nobody is asked for it here"};
    }
    auto passphrase = passphrase_();
    if (!passphrase) return passphrase.error();
    return root_of_passphrase(*passphrase, header.scrypt);
  }
  auto root = read_machine_key(machine_key_file_);
  if (!root) return root.error();
  if (!*root) {
    return Error{Errc::kWrongKey, "the machine key " + machine_key_file_ + " of the vault " + file_ + " is missing",
                 "restore it from a backup, or remove the vault and log in again"};
  }
  return std::move(**root);
}

base::Result<Vault::Content> Vault::read() const {
  Content content;
  auto opened = base::open_private_file(file_);
  if (!opened) return opened.error();
  if (!*opened) return content;
  content.exists = true;
  std::string bytes;
  auto drained =
      base::drain((*opened)->get(), kMaxVaultBytes, [&bytes](std::string_view piece) { bytes.append(piece); });
  if (!drained) {
    if (drained.error().code != Errc::kTooLarge) return drained.error().with_context(file_);
    return damaged(file_, "it is larger than a vault can be");
  }

  auto header = decode_header(bytes, bytes.size());
  if (!header) {
    if (header.error().code == Errc::kDamaged) return damaged(file_, header.error().message);
    return header.error().with_context("the vault " + file_);
  }
  auto root = root_key(*header);
  if (!root) return root.error();
  auto plain = unseal(*root, *header, bytes);
  if (!plain) {
    if (plain.error().code == Errc::kDamaged) return damaged(file_, plain.error().message);
    if (plain.error().code != Errc::kWrongKey) return plain.error().with_context("the vault " + file_);
    if (header->source == KeySource::kPassphrase) {
      return Error{Errc::kWrongKey, "the passphrase does not open the vault " + file_};
    }
    return Error{Errc::kWrongKey, "the machine key " + machine_key_file_ + " does not belong to the vault " + file_,
                 "restore the one that does, or remove the vault and log in again"};
  }
  auto records = decode_records(*plain);
  if (!records) return damaged(file_, records.error().message);
  content.header = *header;
  content.root = std::move(*root);
  content.records = std::move(*records);
  return content;
}

base::Result<void> Vault::begin(Content& content) const {
  Header& header = content.header;
  if (auto random = random_bytes(header.vault_id.data(), header.vault_id.size()); !random) return random;
  if (passphrase_) {
    header.source = KeySource::kPassphrase;
    header.scrypt.log_n = log_n_;
    if (auto random = random_bytes(header.scrypt.salt.data(), header.scrypt.salt.size()); !random) return random;
    auto root = root_key(header);
    if (!root) return root.error();
    content.root = std::move(*root);
    return {};
  }
  auto root = read_or_create_machine_key(machine_key_file_);
  if (!root) return root.error();
  content.root = std::move(*root);
  return {};
}

base::Result<void> Vault::write(Content& content) const {
  // The lock is held, so these belong to nobody; they may hold a key that is being erased.
  base::remove_leftovers(file_);
  if (content.records.empty()) {
    // Nothing to keep. The machine key stays: it opens nothing by itself.
    auto removed = base::remove_file(file_);
    if (!removed) return removed.error();
    return {};
  }
  auto plain = encode_records(content.records);
  if (!plain) return plain.error();
  if (!content.exists) {
    if (auto begun = begin(content); !begun) return begun;
  }
  content.header.written_at = clock_.now();
  auto file = seal(content.root, content.header, *plain);
  if (!file) return file.error();
  return base::replace_file(file_, *file);
}

base::Result<bool> Vault::update(const std::function<base::Result<bool>(std::vector<Record>&)>& change) {
  auto lock = base::FileLock::acquire(lock_file_, kLockTimeoutMs);
  if (!lock) return lock.error();
  auto content = read();
  if (!content) return content.error();
  auto changed = change(content->records);
  if (!changed || !*changed) return changed;
  if (auto written = write(*content); !written) return written.error();
  return true;
}

base::Result<std::optional<SecretString>> Vault::get(std::string_view profile, Slot slot) {
  auto content = read();
  if (!content) return content.error();
  const auto found = find(content->records, profile, slot);
  if (found == content->records.end()) return std::optional<SecretString>();
  return std::optional<SecretString>(std::move(found->secret));
}

base::Result<bool> Vault::put(std::string_view profile, const SecretString& key) {
  if (key.empty()) return Error{Errc::kInvalidInput, "the key is empty"};
  if (key.size() > key::kMaxKeyBytes) {
    return Error{Errc::kTooLarge, "the key has " + std::to_string(key.size()) + " bytes; at most " +
                                      std::to_string(key::kMaxKeyBytes) + " can be stored"};
  }
  return update([&](std::vector<Record>& records) -> base::Result<bool> {
    if (const auto current = find(records, profile, Slot::kCurrent); current != records.end()) {
      if (current->secret == key) return false;
      if (const auto previous = find(records, profile, Slot::kPrevious); previous != records.end()) {
        records.erase(previous);
      }
      find(records, profile, Slot::kCurrent)->slot = Slot::kPrevious;
    }
    Record record;
    record.profile = profile;
    record.stored_at = clock_.now();
    record.secret = key.copy();
    records.push_back(std::move(record));
    return true;
  });
}

base::Result<void> Vault::restore_previous(std::string_view profile) {
  auto changed = update([&](std::vector<Record>& records) -> base::Result<bool> {
    const auto previous = find(records, profile, Slot::kPrevious);
    if (previous == records.end()) {
      return Error{Errc::kNotFound, "profile " + std::string(profile) + " has no previous key"};
    }
    if (const auto current = find(records, profile, Slot::kCurrent); current != records.end()) {
      current->slot = Slot::kPrevious;
    }
    previous->slot = Slot::kCurrent;
    return true;
  });
  if (!changed) return changed.error();
  return {};
}

base::Result<bool> Vault::erase(std::string_view profile) {
  return update([&](std::vector<Record>& records) -> base::Result<bool> {
    return std::erase_if(records, [&](const Record& record) { return record.profile == profile; }) > 0;
  });
}

base::Result<void> Vault::rename(std::string_view from, std::string_view to) {
  auto changed = update([&](std::vector<Record>& records) -> base::Result<bool> {
    bool any = false;
    for (const Record& record : records) {
      if (record.profile == to) return Error{Errc::kConflict, "profile " + std::string(to) + " holds a key already"};
    }
    for (Record& record : records) {
      if (record.profile != from) continue;
      record.profile = to;
      any = true;
    }
    return any;
  });
  if (!changed) return changed.error();
  return {};
}

base::Result<std::vector<std::string>> Vault::profiles() {
  auto content = read();
  if (!content) return content.error();
  std::vector<std::string> names;
  for (const Record& record : content->records) {
    if (record.slot == Slot::kCurrent) names.push_back(record.profile);
  }
  return names;
}

}  // namespace ngcs::store
