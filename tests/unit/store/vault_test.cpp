// The vault's own promises: keys, files, permissions.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <set>

#include "subprocess.h"
#include "vault_fixture.h"

namespace ngcs::store {
namespace {

using base::Errc;
using secret::SecretString;
namespace fs = std::filesystem;

constexpr std::string_view kKey = "nvapi-marked-vault-test-key";

// Every regular file below `root`, whole.
std::string everything_in(const std::string& root) {
  std::string all;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.is_regular_file()) all += test::slurp(entry.path().string());
  }
  return all;
}

TEST_F(VaultTest, FilesArePrivateAndHoldNoKeyInPlainText) {
  const mode_t old = ::umask(0);
  ASSERT_TRUE(put("acme", kKey));
  ::umask(old);
  EXPECT_EQ(test::mode_of(paths.vault_file), 0600U);
  EXPECT_EQ(test::mode_of(paths.machine_key_file), 0600U);
  EXPECT_EQ(test::mode_of(paths.vault_lock_file), 0600U);
  EXPECT_EQ(test::mode_of(dir / "data"), 0700U);
  EXPECT_EQ(test::mode_of(dir / "state"), 0700U);
  const std::string all = everything_in(dir.path());
  EXPECT_EQ(all.find("marked-vault"), std::string::npos);
  EXPECT_EQ(all.find("acme"), std::string::npos) << "the profile's name stands in plain text";
}

TEST_F(VaultTest, EveryWriteHasAFreshSaltAndKeepsTheVaultsId) {
  std::set<std::string> salts;
  std::set<std::string> ids;
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(put("acme", "key " + std::to_string(i)));
    const std::string file = test::slurp(paths.vault_file);
    ids.insert(file.substr(16, 16));
    salts.insert(file.substr(32, 32));
  }
  EXPECT_EQ(salts.size(), 20U);
  EXPECT_EQ(ids.size(), 1U);
}

TEST_F(VaultTest, SizeTellsNeitherKindNorNumberOfKeys) {
  ASSERT_TRUE(put("acme", "k"));
  const auto size = fs::file_size(paths.vault_file);
  ASSERT_TRUE(put("acme", std::string(84, 'k')));
  ASSERT_TRUE(put("beta", std::string(70, 'k')));
  EXPECT_EQ(fs::file_size(paths.vault_file), size);
}

TEST_F(VaultTest, StoringTheSameKeyAgainDoesNotTouchTheFile) {
  ASSERT_TRUE(put("acme", kKey));
  const std::string before = test::slurp(paths.vault_file);
  auto again = put("acme", kKey);
  ASSERT_TRUE(again);
  EXPECT_FALSE(*again);
  EXPECT_EQ(test::slurp(paths.vault_file), before);
}

TEST_F(VaultTest, ErasingTheLastKeyRemovesTheFile) {
  ASSERT_TRUE(put("acme", kKey));
  ASSERT_TRUE(vault().erase("acme"));
  EXPECT_FALSE(fs::exists(paths.vault_file));
  EXPECT_TRUE(fs::exists(paths.machine_key_file));
  ASSERT_TRUE(put("acme", kKey));
  EXPECT_EQ(read("acme"), kKey);
}

TEST_F(VaultTest, AnErasedKeyIsInNoFileAfterwards) {
  ASSERT_TRUE(put("acme", kKey));
  ASSERT_TRUE(put("beta", "another"));
  const std::string with_key = test::slurp(paths.vault_file);
  // What a writer leaves that was killed before its rename: a vault with the key.
  test::write_file(dir / "data/.vault.00112233445566778899aabb.ngc-tmp", with_key);
  ASSERT_TRUE(vault().erase("acme"));
  for (const auto& entry : fs::directory_iterator(dir / "data")) {
    const std::string name = entry.path().filename().string();
    EXPECT_TRUE(name == "vault" || name == "vault.lock") << name;
  }
  EXPECT_EQ(read("acme"), "(none)");
  EXPECT_EQ(read("beta"), "another");
}

TEST_F(VaultTest, MissingMachineKeyIsNamedAndNoNewOneIsMade) {
  ASSERT_TRUE(put("acme", kKey));
  fs::remove(paths.machine_key_file);
  for (const auto& error : {vault().get("acme", Slot::kCurrent).error(), put("acme", "new").error(),
                            vault().erase("acme").error(), vault().profiles().error()}) {
    EXPECT_EQ(error.code, Errc::kWrongKey);
    EXPECT_NE(error.message.find(paths.machine_key_file), std::string::npos) << error.message;
    EXPECT_NE(error.message.find(paths.vault_file), std::string::npos) << error.message;
    EXPECT_FALSE(error.hint.empty());
  }
  EXPECT_FALSE(fs::exists(paths.machine_key_file));
}

TEST_F(VaultTest, WrongMachineKeyIsToldFromDamage) {
  ASSERT_TRUE(put("acme", kKey));
  const std::string before = test::slurp(paths.vault_file);
  test::write_file(paths.machine_key_file, "NGCMKEY1" + std::string(32, 'x'));
  EXPECT_EQ(read("acme"), "error wrong-key");
  EXPECT_EQ(put("acme", "new").error().code, Errc::kWrongKey);
  EXPECT_EQ(test::slurp(paths.vault_file), before);
}

TEST_F(VaultTest, DamagedMachineKeyIsKept) {
  ASSERT_TRUE(put("acme", kKey));
  for (const std::string& content :
       {std::string(), std::string("NGCMKEY1"), std::string("NGCMKEY1") + std::string(33, 'x'), std::string(40, 'x')}) {
    test::write_file(paths.machine_key_file, content);
    EXPECT_EQ(read("acme"), "error damaged");
    EXPECT_FALSE(put("acme", "new"));
    EXPECT_EQ(test::slurp(paths.machine_key_file), content);
  }
}

TEST_F(VaultTest, AnExistingMachineKeyServesANewVault) {
  ASSERT_TRUE(put("acme", kKey));
  const std::string machine_key = test::slurp(paths.machine_key_file);
  fs::remove(paths.vault_file);
  ASSERT_TRUE(put("acme", kKey));
  EXPECT_EQ(test::slurp(paths.machine_key_file), machine_key);
}

TEST_F(VaultTest, FilesThatOthersCanReadAreRefusedWithTheRemedy) {
  ASSERT_TRUE(put("acme", kKey));
  for (const std::string& file : {paths.vault_file, paths.machine_key_file}) {
    for (const mode_t mode : {mode_t{0640}, mode_t{0604}, mode_t{0620}, mode_t{0602}, mode_t{0610}}) {
      ASSERT_EQ(::chmod(file.c_str(), mode), 0);
      auto key = vault().get("acme", Slot::kCurrent);
      ASSERT_FALSE(key) << file << " " << std::oct << mode;
      EXPECT_EQ(key.error().code, Errc::kTooOpen);
      EXPECT_NE(key.error().hint.find("chmod 600"), std::string::npos);
      EXPECT_NE(key.error().hint.find(file), std::string::npos);
    }
    ASSERT_EQ(::chmod(file.c_str(), 0600), 0);
  }
  EXPECT_EQ(read("acme"), kKey);
}

TEST_F(VaultTest, SymbolicLinksAreRefused) {
  ASSERT_TRUE(put("acme", kKey));
  for (const std::string& file : {paths.vault_file, paths.machine_key_file}) {
    fs::rename(file, file + ".real");
    fs::create_symlink(file + ".real", file);
    EXPECT_EQ(read("acme"), "error permission");
    EXPECT_FALSE(put("acme", "new"));
    EXPECT_TRUE(fs::is_symlink(file)) << "the link was replaced";
    fs::remove(file);
    fs::rename(file + ".real", file);
  }
  EXPECT_EQ(read("acme"), kKey);
}

TEST_F(VaultTest, FilesOfAnotherUserAreRefused) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to give a file away";
  ASSERT_TRUE(put("acme", kKey));
  for (const std::string& file : {paths.vault_file, paths.machine_key_file}) {
    ASSERT_EQ(::chown(file.c_str(), test::kOrdinaryUid, test::kOrdinaryUid), 0);
    EXPECT_EQ(read("acme"), "error permission");
    ASSERT_EQ(::chown(file.c_str(), 0, 0), 0);
  }
}

TEST_F(VaultTest, ReadingNeedsNoWritableDirectory) {
  ASSERT_TRUE(test::as_ordinary_user(dir.path().c_str(), [this] {
    ASSERT_TRUE(put("acme", kKey));
    fs::remove(paths.vault_lock_file);
    ASSERT_EQ(::chmod((dir / "data").c_str(), 0500), 0);
    ASSERT_EQ(::chmod((dir / "state").c_str(), 0500), 0);
    EXPECT_EQ(read("acme"), kKey);
    EXPECT_EQ(put("acme", "new").error().code, Errc::kPermission);
    EXPECT_FALSE(vault().erase("acme"));
    EXPECT_EQ(read("acme"), kKey);
    ASSERT_EQ(::chmod((dir / "data").c_str(), 0700), 0);
    ASSERT_EQ(::chmod((dir / "state").c_str(), 0700), 0);
  }));
}

TEST_F(VaultTest, PassphraseVaultStaysOneAndIsLockedWithoutIt) {
  int asked = 0;
  const auto with = [&](std::string_view passphrase) {
    return Vault(
        paths, clock,
        [&asked, text = std::string(passphrase)] {
          ++asked;
          return base::Result<SecretString>(SecretString(text));
        },
        Scrypt::kMinLogN);
  };
  ASSERT_TRUE(with("open sesame").put("acme", SecretString(kKey)));
  EXPECT_FALSE(fs::exists(paths.machine_key_file));
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(read("acme"), "error locked");
  EXPECT_EQ(put("acme", "new").error().code, Errc::kLocked);
  EXPECT_EQ(with("close sesame").get("acme", Slot::kCurrent).error().code, Errc::kWrongKey);
  auto key = with("open sesame").get("acme", Slot::kCurrent);
  ASSERT_TRUE(key);
  EXPECT_EQ((*key)->reveal(), kKey);
  // A vault that the machine key opens asks nobody.
  fs::remove(paths.vault_file);
  ASSERT_TRUE(put("acme", kKey));
  asked = 0;
  EXPECT_TRUE(with("anything").get("acme", Slot::kCurrent));
  EXPECT_EQ(asked, 0);
}

TEST_F(VaultTest, AFullVaultKeepsWhatItHas) {
  const std::string large(32 * 1024, 'k');
  int stored = 0;
  base::Result<bool> result = true;
  for (; stored < 100; ++stored) {
    result = put("profile" + std::to_string(stored), large);
    if (!result) break;
  }
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::kTooLarge);
  EXPECT_GE(stored, 15);
  EXPECT_EQ(vault().profiles()->size(), static_cast<std::size_t>(stored));
  EXPECT_LE(fs::file_size(paths.vault_file), kMaxVaultBytes);
}

TEST_F(VaultTest, AFileTooLargeForAVaultIsDamagedAndNotReadOn) {
  ASSERT_TRUE(put("acme", kKey));
  ASSERT_EQ(::truncate(paths.vault_file.c_str(), off_t{1} << 30), 0);
  EXPECT_EQ(read("acme"), "error damaged");
}

}  // namespace
}  // namespace ngcs::store
