#include "service/core/crypto.h"

#include <gtest/gtest.h>

#include "service/core/key_scan.h"
#include "service/test_support/worlds.h"

namespace ngcs::sandbox {
namespace {

TEST(Crypto, Sha256OfTheStandardsExample) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Crypto, Base64BothWays) {
  EXPECT_EQ(base64url(""), "");
  EXPECT_EQ(base64url("f"), "Zg");
  EXPECT_EQ(base64url("fo"), "Zm8");
  EXPECT_EQ(base64url("foo"), "Zm9v");
  EXPECT_EQ(base64url("\xff\xfe\xfd"), "__79");
  for (std::size_t size = 0; size < 40; ++size) {
    const std::string data(size, static_cast<char>(200 + size));
    EXPECT_EQ(base64url_decode(base64url(data)), data);
  }
  EXPECT_EQ(base64_decode("Zg=="), "f");
  EXPECT_EQ(base64_decode("//79"), "\xff\xfe\xfd");
  EXPECT_FALSE(base64_decode("__79"));
  EXPECT_FALSE(base64_decode("Z"));
  EXPECT_FALSE(base64url_decode("Z g"));
}

TEST(Crypto, SignaturesAreOfOneSignerAndText) {
  const Signer one;
  const Signer other;
  EXPECT_TRUE(one.verify("text", one.sign("text")));
  EXPECT_FALSE(one.verify("texts", one.sign("text")));
  EXPECT_FALSE(other.verify("text", one.sign("text")));
  EXPECT_FALSE(one.verify("text", ""));
}

TEST(KeyScan, FindsKeysPlainAndInBasicForm) {
  const World world = test::example_world();
  for (const Key& key : world.keys) {
    EXPECT_EQ(key_in(world, "before " + key.value + " after"), &key);
    for (const char* end : {"", "x", "xy"}) {
      const std::string pair = base64url("$oauthtoken:" + key.value + end);
      EXPECT_EQ(key_in(world, "Basic " + pair), &key) << key.id << " " << end;
    }
    EXPECT_EQ(key_in(world, key.value.substr(0, key.value.size() - 1)), nullptr);
  }
  EXPECT_EQ(key_in(world, ""), nullptr);
}

}  // namespace
}  // namespace ngcs::sandbox
