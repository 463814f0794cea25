#include "clients/auth_file.h"

#include <gtest/gtest.h>

#include "clients/base64.h"
#include "temp_dir.h"

namespace ngcs::clients {
namespace {

using test::TempDir;

AuthFile inspected(const std::string& text) {
  auto parsed = json::parse(text);
  EXPECT_TRUE(parsed);
  auto file = inspect_auth_file(*parsed, "config.json");
  EXPECT_TRUE(file);
  return std::move(*file);
}

AuthEntry only_entry(const std::string& value) {
  AuthFile file = inspected(R"({"auths":{"nvcr.io":)" + value + "}}");
  EXPECT_EQ(file.entries.size(), 1U);
  return std::move(file.entries.at(0));
}

std::string pair_of(std::string_view text) { return std::string(encode_base64(text).reveal()); }

TEST(Base64, MatchesGoStandardEncoding) {
  for (const auto& [plain, text] : {std::pair{"", ""},
                                    {"f", "Zg=="},
                                    {"fo", "Zm8="},
                                    {"foo", "Zm9v"},
                                    {"foob", "Zm9vYg=="},
                                    {"\xff\xfe\xfd", "//79"}}) {
    EXPECT_EQ(encode_base64(plain).reveal(), text);
    const auto decoded = decode_base64(text);
    ASSERT_TRUE(decoded) << text;
    EXPECT_EQ(decoded->reveal(), plain);
  }
  EXPECT_EQ(decode_base64("Zm9v\r\nYg==\n")->reveal(), "foob");
  for (const char* bad : {"Zg", "Zg=", "Z===", "====", "Zg==Zg==", "Zm9v=", "Zm-v", "Zm 9v", "=Zm9", "Zg=g"}) {
    EXPECT_FALSE(decode_base64(bad)) << bad;
  }
}

TEST(AuthFile, PlainEntryInEverySpelling) {
  const AuthFile file = inspected(R"({"auths":{
      "nvcr.io":{"auth":")" + pair_of("$oauthtoken:K") +
                                  R"("},
      "https://nvcr.io":{"auth":")" +
                                  pair_of("$oauthtoken:K") + R"("},
      "https://nvcr.io/v2/":{"username":"$oauthtoken","password":"K"},
      "nvcr.io/orga":{"auth":")" + pair_of("$oauthtoken:K2") +
                                  R"("},
      "NVCR.IO:443":{},
      "nvcr.io.evil.example":{"auth":")" +
                                  pair_of("a:b") + R"("},
      "docker.io":{"auth":")" + pair_of("a:b") +
                                  R"("}}})");
  ASSERT_EQ(file.entries.size(), 5U);
  for (const std::size_t i : {0U, 1U, 2U}) {
    EXPECT_EQ(file.entries[i].kind, AuthEntry::Kind::kPlain);
    EXPECT_EQ(file.entries[i].user, "$oauthtoken");
    EXPECT_EQ(file.entries[i].secret.reveal(), "K");
    EXPECT_EQ(file.entries[i].org, "");
  }
  EXPECT_EQ(file.entries[3].org, "orga");
  EXPECT_EQ(file.entries[3].secret.reveal(), "K2");
  EXPECT_EQ(file.entries[4].kind, AuthEntry::Kind::kMarker);
  EXPECT_FALSE(file.empty);
}

TEST(AuthFile, KindsOfEntries) {
  EXPECT_EQ(only_entry("{}").kind, AuthEntry::Kind::kMarker);
  EXPECT_EQ(only_entry(R"({"auth":""})").kind, AuthEntry::Kind::kMarker);
  EXPECT_EQ(only_entry(R"({"auth":"!!!"})").kind, AuthEntry::Kind::kUnreadable);
  EXPECT_EQ(only_entry(R"({"auth":")" + pair_of("nocolon") + R"("})").kind, AuthEntry::Kind::kUnreadable);
  EXPECT_EQ(only_entry("3").kind, AuthEntry::Kind::kUnreadable);
  EXPECT_EQ(only_entry(R"({"auth":")" + pair_of("x:") + R"(","identitytoken":"T"})").kind,
            AuthEntry::Kind::kIdentityToken);
  EXPECT_TRUE(only_entry(R"({"auth":"","email":"a@b"})").foreign_members);
  // docker trims NUL bytes, and cuts at the first colon.
  const AuthEntry entry = only_entry(R"({"auth":")" + pair_of(std::string_view("u:a:b\0\0", 7)) + R"("})");
  EXPECT_EQ(entry.user, "u");
  EXPECT_EQ(entry.secret.reveal(), "a:b");
}

TEST(AuthFile, HelpersAndStore) {
  const AuthFile file =
      inspected(R"({"credHelpers":{"gcr.io":"gcr","nvcr.io":"ngc","nvcr.io:443":"ngc-b"},"credsStore":"pass"})");
  EXPECT_EQ(file.helper_for("nvcr.io"), "ngc");
  EXPECT_EQ(file.helper_for("nvcr.io:443"), "ngc-b");
  EXPECT_EQ(file.helper_for("gcr.io"), "");
  EXPECT_EQ(file.credentials_store, "pass");
  EXPECT_TRUE(inspected(R"({"auths":{},"credHelpers":null,"psFormat":"x"})").empty);
}

TEST(AuthFile, RefusesWhatItWouldMisread) {
  for (const char* text : {R"({"Auths":{}})", R"({"CREDHELPERS":{}})", R"({"credsstore":"x"})"}) {
    const auto file = inspect_auth_file(*json::parse(text), "config.json");
    ASSERT_FALSE(file) << text;
    EXPECT_EQ(file.error().code, base::Errc::kUnsupported);
  }
  for (const char* text : {R"([])", R"({"auths":[]})", R"({"credHelpers":"ngc"})"}) {
    const auto file = inspect_auth_file(*json::parse(text), "config.json");
    ASSERT_FALSE(file) << text;
    EXPECT_EQ(file.error().code, base::Errc::kInvalidInput);
  }
}

TEST(AuthFile, AbsentAndEmptyFilesHoldNothing) {
  const TempDir dir;
  EXPECT_FALSE(read_auth_file(dir / "absent")->exists);
  test::write_file(dir / "empty", "\n ");
  EXPECT_TRUE(read_auth_file(dir / "empty")->exists);
  EXPECT_TRUE(read_auth_file(dir / "empty")->empty);
}

TEST(AuthFile, ADamagedFileIsNotQuoted) {
  const TempDir dir;
  test::write_file(dir / "config.json", R"({"auths":{"nvcr.io":{"auth":"MARKEDSECRET"})");
  const auto file = read_auth_file(dir / "config.json");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().message.find("MARKED"), std::string::npos);
  EXPECT_EQ(file.error().message.find(dir / "config.json"), 0U);
}

}  // namespace
}  // namespace ngcs::clients
