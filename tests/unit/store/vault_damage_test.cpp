// Every bit flipped, every length cut: never a success, and the class that the format promises.
#include <gtest/gtest.h>

#include "store/vault_crypto.h"
#include "vault_fixture.h"

namespace ngcs::store {
namespace {

using base::Errc;
using secret::SecretString;

class Damage : public ::testing::Test {
 protected:
  static SecretString root() { return SecretString(std::string(kRootKeyBytes, 'r')); }
  static std::string small_vault() {
    std::vector<Record> records(1);
    records[0].profile = "acme";
    records[0].stored_at = 1764072000;
    records[0].secret = SecretString("nvapi-damage-test");
    auto plain = encode_records(records);
    EXPECT_TRUE(plain);
    Header header;
    header.vault_id.fill(7);
    auto file = seal(root(), header, *plain);
    EXPECT_TRUE(file);
    return *file;
  }
  // What reading the file ends with; nothing where it succeeds.
  static std::optional<Errc> outcome(const std::string& file) {
    auto header = decode_header(file, file.size());
    if (!header) return header.error().code;
    // Not the suite's concern here: a flipped bit may turn the file into one that wants a passphrase.
    if (header->source == KeySource::kPassphrase) return Errc::kLocked;
    auto plain = unseal(root(), *header, file);
    if (!plain) return plain.error().code;
    auto records = decode_records(*plain);
    if (!records) return records.error().code;
    return std::nullopt;
  }
  // By docs/vault-format.md.
  static Errc expected(std::size_t byte) {
    if (byte < 8) return Errc::kDamaged;       // magic
    if (byte < 12) return Errc::kUnsupported;  // version, key source, KDF
    if (byte < 16) return Errc::kDamaged;      // parameters that this KDF does not have
    if (byte < 96) return Errc::kWrongKey;     // vault id, salt, commitment: all bind the key
    return Errc::kDamaged;                     // time, size, reserved, ciphertext, tag
  }
};

TEST_F(Damage, EveryFlippedBit) {
  const std::string good = small_vault();
  ASSERT_EQ(outcome(good), std::nullopt);
  for (std::size_t byte = 0; byte < good.size(); ++byte) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string bad = good;
      bad[byte] = static_cast<char>(static_cast<unsigned char>(bad[byte]) ^ (1U << bit));
      ASSERT_EQ(outcome(bad), expected(byte)) << "byte " << byte << " bit " << bit;
    }
  }
}

TEST_F(Damage, EveryLength) {
  const std::string good = small_vault();
  for (std::size_t length = 0; length < good.size(); ++length) {
    ASSERT_EQ(outcome(good.substr(0, length)), Errc::kDamaged) << length;
  }
  for (const std::size_t extra : {1U, 16U, 1024U}) {
    EXPECT_EQ(outcome(good + std::string(extra, '\0')), Errc::kDamaged);
  }
}

TEST_F(Damage, PartsOfTwoWritesDoNotFitTogether) {
  const std::string one = small_vault();
  const std::string two = small_vault();
  EXPECT_EQ(outcome(one.substr(0, kHeaderBytes) + two.substr(kHeaderBytes)), Errc::kDamaged);
  EXPECT_EQ(outcome(one.substr(0, one.size() - kTagBytes) + two.substr(two.size() - kTagBytes)), Errc::kDamaged);
}

TEST_F(Damage, TheWholeFileThroughTheStore) {
  const test::TempDir dir;
  const base::Paths paths = vault_paths(dir.path());
  const base::FixedClock clock(1);
  Vault vault(paths, clock);
  ASSERT_TRUE(vault.put("acme", SecretString("nvapi-damage-test")));
  const std::string good = test::slurp(paths.vault_file);
  for (std::size_t byte = 0; byte < good.size(); byte += 7) {
    std::string bad = good;
    bad[byte] = static_cast<char>(bad[byte] ^ 0x10);
    test::write_file(paths.vault_file, bad);
    auto key = vault.get("acme", Slot::kCurrent);
    ASSERT_FALSE(key) << byte;
    EXPECT_NE(key.error().message.find(paths.vault_file), std::string::npos);
    ASSERT_FALSE(vault.put("acme", SecretString("new")));
    ASSERT_FALSE(vault.erase("acme"));
    ASSERT_EQ(test::slurp(paths.vault_file), bad) << "a damaged file was changed";
  }
}

}  // namespace
}  // namespace ngcs::store
