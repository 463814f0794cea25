// The committed vectors were made by vectors/generate.py from the format's description alone: they hold the file format
// and OpenSSL's part in it to something that is not this code.
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include <nlohmann/json.hpp>

#include "store/vault_crypto.h"
#include "vault_fixture.h"

namespace ngcs::store {
namespace {

using base::Errc;
using nlohmann::json;
using secret::SecretString;

std::string from_hex(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

Errc expected_code(const std::string& expect) {
  if (expect == "wrong-key") return Errc::kWrongKey;
  if (expect == "damaged") return Errc::kDamaged;
  if (expect == "unsupported") return Errc::kUnsupported;
  ADD_FAILURE() << "unknown class " << expect;
  return Errc::kInternal;
}

class Vectors : public VaultTest {
 protected:
  void lay_out(const json& vector) {
    test::write_file(paths.vault_file, from_hex(vector["file"]));
    if (vector.contains("machine_key")) {
      test::write_file(paths.machine_key_file, "NGCMKEY1" + from_hex(vector["machine_key"]));
    }
  }
  Vault open(const json& vector) {
    if (!vector.contains("passphrase")) return vault();
    const std::string passphrase = vector["passphrase"];
    return {paths, clock, [passphrase] { return base::Result<SecretString>(SecretString(passphrase)); }};
  }
};

TEST_F(Vectors, EachHasItsClass) {
  std::filesystem::create_directories(dir / "data");
  std::filesystem::create_directories(dir / "state");
  std::ifstream in(NGCS_TEST_VAULT_VECTORS);
  const json document = json::parse(in);
  int ok = 0;
  for (const json& vector : document["vectors"]) {
    SCOPED_TRACE(vector["name"].get<std::string>());
    lay_out(vector);
    const std::string before = test::slurp(paths.vault_file);
    Vault vault = open(vector);
    auto names = vault.profiles();
    if (vector["expect"] != "ok") {
      ASSERT_FALSE(names);
      EXPECT_EQ(names.error().code, expected_code(vector["expect"])) << names.error().message;
      EXPECT_FALSE(vault.put("default", SecretString("new")));
      EXPECT_EQ(test::slurp(paths.vault_file), before) << "an unreadable vault was written over";
      continue;
    }
    ++ok;
    ASSERT_TRUE(names) << names.error().message;
    for (const json& record : vector["records"]) {
      const Slot slot = record["slot"] == 1 ? Slot::kPrevious : Slot::kCurrent;
      auto key = vault.get(record["profile"].get<std::string>(), slot);
      ASSERT_TRUE(key) << key.error().message;
      ASSERT_TRUE(key->has_value());
      EXPECT_EQ((*key)->reveal(), record["secret"].get<std::string>());
    }
    std::size_t current = 0;
    for (const json& record : vector["records"]) current += record["slot"] == 0 ? 1U : 0U;
    EXPECT_EQ(names->size(), current);
  }
  EXPECT_GE(ok, 7);
}

// The other direction: a file of ours has the described form.
TEST_F(Vectors, OursIsTheDescribedForm) {
  ASSERT_TRUE(put("default", "nvapi-x"));
  const std::string file = test::slurp(paths.vault_file);
  ASSERT_EQ(file.size(), 128U + 1024U + 16U);
  EXPECT_EQ(file.substr(0, 16), std::string("NGCVAULT\0\1\1\1\0\0\0\0", 16));
  EXPECT_EQ(file.substr(96, 12), std::string("\0\0\0\0\x69\x25\x9A\x40\0\0\4\0", 12));  // 1764072000, 1024
  EXPECT_EQ(file.substr(108, 20), std::string(20, '\0'));
  const std::string key = test::slurp(paths.machine_key_file);
  ASSERT_EQ(key.size(), 40U);
  EXPECT_EQ(key.substr(0, 8), "NGCMKEY1");
}

}  // namespace
}  // namespace ngcs::store
