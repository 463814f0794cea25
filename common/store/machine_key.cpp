#include "store/machine_key.h"

#include <array>
#include <utility>

#include "base/file.h"
#include "store/vault_crypto.h"

namespace ngcs::store {

namespace {

using base::Errc;
using base::Error;
using secret::SecretString;

constexpr std::string_view kMagic = "NGCMKEY1";

base::Result<void> create(const std::string& path) {
  std::array<unsigned char, kRootKeyBytes> bytes{};
  if (auto random = random_bytes(bytes.data(), bytes.size()); !random) return random;
  SecretString content(kMagic);
  content.append(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  secret::wipe(bytes.data(), bytes.size());
  base::ReplaceOptions options;
  options.only_new = true;
  auto written = base::replace_file(path, content.reveal(), options);
  if (!written && written.error().code == Errc::kConflict) return {};  // another process was first
  return written;
}

}  // namespace

base::Result<std::optional<SecretString>> read_machine_key(const std::string& path) {
  auto opened = base::open_private_file(path);
  if (!opened) return opened.error();
  if (!*opened) return std::optional<SecretString>();
  auto content = secret::read_secret((*opened)->get(), kMagic.size() + kRootKeyBytes);
  const std::string_view text = content ? content->reveal() : std::string_view();
  if (text.size() != kMagic.size() + kRootKeyBytes || !text.starts_with(kMagic)) {
    return Error{Errc::kDamaged, path + " is not a machine key",
                 "restore it from a backup, or remove it together with the vault and log in again"};
  }
  return std::optional<SecretString>(SecretString(text.substr(kMagic.size())));
}

base::Result<SecretString> read_or_create_machine_key(const std::string& path) {
  auto root = read_machine_key(path);
  if (!root) return root.error();
  if (*root) return std::move(**root);
  if (auto created = create(path); !created) return created.error();
  // Read back: the file may be another's.
  root = read_machine_key(path);
  if (!root) return root.error();
  if (!*root) return Error{Errc::kIo, "the machine key " + path + " vanished while it was made"};
  return std::move(**root);
}

}  // namespace ngcs::store
