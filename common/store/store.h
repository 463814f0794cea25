// Where a key lives. Implementations: the vault (vault.h), the Secret Service (secret_service/), memory
// (memory_store.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "secret/secret_string.h"

namespace ngcs::store {

// A profile keeps its key and, after a replacement, the one before it: encrypted, never served, until the next one.
enum class Slot { kCurrent, kPrevious };

class CredentialStore {
 public:
  virtual ~CredentialStore() = default;

  // "vault", "secret-service", "memory".
  [[nodiscard]] virtual std::string_view name() const noexcept = 0;
  // Where it is, for messages: a path, or "the desktop keyring".
  [[nodiscard]] virtual std::string location() const = 0;

  // The key, or nothing where none is recorded. Errors: kLocked, kTooOpen, kDamaged, kWrongKey, kUnavailable, kTimeout
  // …
  [[nodiscard]] virtual base::Result<std::optional<secret::SecretString>> get(std::string_view profile, Slot slot) = 0;
  // Stores `key` as current. A different current key becomes the previous one; storing the same key again changes
  // nothing at all. At most key::kMaxKeyBytes, else kTooLarge and the old key stays. True where something changed.
  [[nodiscard]] virtual base::Result<bool> put(std::string_view profile, const secret::SecretString& key) = 0;
  // Makes the previous key current (and the current one previous). kNotFound where there is no previous key.
  [[nodiscard]] virtual base::Result<void> restore_previous(std::string_view profile) = 0;
  // Really erases both slots. False where nothing was there.
  [[nodiscard]] virtual base::Result<bool> erase(std::string_view profile) = 0;
  [[nodiscard]] virtual base::Result<void> rename(std::string_view from, std::string_view to) = 0;
  // Names only; no secret is loaded for it where the store allows that.
  [[nodiscard]] virtual base::Result<std::vector<std::string>> profiles() = 0;
};

}  // namespace ngcs::store
