// The vault: one encrypted file, opened by the machine key file (serves desktop, ssh, cron, systemd, CI and rootless
// podman alike) or by a passphrase. What it protects from, and what not: docs/stores.md.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/paths.h"
#include "store/store.h"
#include "store/vault_format.h"

namespace ngcs::store {

// Asked only where the vault needs it. An error from it ends the call.
using PassphraseSource = std::function<base::Result<secret::SecretString>()>;

class Vault final : public CredentialStore {
 public:
  // The clock is borrowed. A new vault is closed with the machine key. One that is closed with a passphrase is kLocked.
  Vault(const base::Paths& paths, const base::Clock& clock)
      : file_(paths.vault_file),
        lock_file_(paths.vault_lock_file),
        machine_key_file_(paths.machine_key_file),
        clock_(clock) {}
  // A new vault is closed with the passphrase at this cost; what an existing one is closed with, its header says.
  Vault(const base::Paths& paths, const base::Clock& clock, PassphraseSource passphrase,
        std::uint8_t log_n = Scrypt().log_n)
      : Vault(paths, clock) {
    passphrase_ = std::move(passphrase);
    log_n_ = log_n;
  }

  [[nodiscard]] std::string_view name() const noexcept override { return "vault"; }
  [[nodiscard]] std::string location() const override { return file_; }
  // Takes no lock: the file is only ever replaced whole.
  [[nodiscard]] base::Result<std::optional<secret::SecretString>> get(std::string_view profile, Slot slot) override;
  [[nodiscard]] base::Result<bool> put(std::string_view profile, const secret::SecretString& key) override;
  [[nodiscard]] base::Result<void> restore_previous(std::string_view profile) override;
  [[nodiscard]] base::Result<bool> erase(std::string_view profile) override;
  [[nodiscard]] base::Result<void> rename(std::string_view from, std::string_view to) override;
  [[nodiscard]] base::Result<std::vector<std::string>> profiles() override;

 private:
  struct Content {
    bool exists = false;
    Header header;
    secret::SecretString root;  // with `exists` only
    std::vector<Record> records;
  };
  [[nodiscard]] base::Result<Content> read() const;
  [[nodiscard]] base::Result<secret::SecretString> root_key(const Header& header) const;
  // Header and root key of a vault that does not exist yet.
  [[nodiscard]] base::Result<void> begin(Content& content) const;
  // Reads, changes and writes under the lock. `change` says whether anything is to be written.
  [[nodiscard]] base::Result<bool> update(const std::function<base::Result<bool>(std::vector<Record>&)>& change);
  [[nodiscard]] base::Result<void> write(Content& content) const;

  std::string file_;
  std::string lock_file_;
  std::string machine_key_file_;
  const base::Clock& clock_;
  PassphraseSource passphrase_;
  std::uint8_t log_n_ = 0;
};

}  // namespace ngcs::store
