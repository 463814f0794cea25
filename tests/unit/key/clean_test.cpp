#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "key/key.h"

namespace {

using ngcs::base::Errc;
using ngcs::key::clean;
using ngcs::key::Kind;
using ngcs::secret::SecretString;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string kKey = "nvapi-" + std::string(64, 'k');
// base64 of "$oauthtoken:" and kKey
constexpr std::string_view kPair =
    "JG9hdXRodG9rZW46bnZhcGkta2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2traw==";

TEST(Clean, AGoodKeyPassesWithoutAWord) {
  for (const std::string& text : {kKey, kKey + "\n", kKey + "\r\n"}) {
    const auto result = clean(SecretString(text));
    ASSERT_TRUE(result);
    EXPECT_EQ(result->key.reveal(), kKey);
    EXPECT_EQ(result->kind, Kind::kScoped);
    EXPECT_THAT(result->notes, IsEmpty());
  }
  constexpr std::string_view kLegacy =
      "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo6MDEyMzQ1NjctODlhYi1jZGVmLTAxMjMtNDU2Nzg5YWJjZGVm";
  const auto legacy = clean(SecretString(kLegacy));
  ASSERT_TRUE(legacy);
  EXPECT_EQ(legacy->key.reveal(), kLegacy);
  EXPECT_EQ(legacy->kind, Kind::kLegacy);
  EXPECT_THAT(legacy->notes, IsEmpty());
}

TEST(Clean, WhatSurroundsAKeyIsTakenOffWithANote) {
  struct Case {
    std::string text;
    std::string_view note;
  };
  const Case kCases[] = {
      {"  " + kKey, "blanks or line ends"},
      {kKey + " ", "blanks or line ends"},
      {kKey + "\n\n", "blanks or line ends"},
      {kKey + "\t\r\n", "blanks or line ends"},
      {"\xEF\xBB\xBF" + kKey, "byte order mark"},
      {'"' + kKey + '"', "quotes"},
      {'\'' + kKey + "'\n", "quotes"},
      {'`' + kKey + '`', "quotes"},
      {"Bearer " + kKey, "\"Bearer \""},
      {"bearer " + kKey, "\"Bearer \""},
      {"ApiKey " + kKey, "\"ApiKey \""},
      {"$oauthtoken:" + kKey, "\"$oauthtoken:\""},
      {"oauthtoken:" + kKey, "\"oauthtoken:\""},
      {std::string(kPair), "base64"},
      {std::string(kPair) + "\n", "base64"},
      {"\" Bearer " + kKey + " \"\n", "\"Bearer \""},
      {"'$oauthtoken:" + kKey + "'", "quotes"},
  };
  for (const Case& test : kCases) {
    const auto result = clean(SecretString(test.text));
    ASSERT_TRUE(result) << test.text << ": " << result.error().message;
    EXPECT_EQ(result->key.reveal(), kKey);
    EXPECT_THAT(result->notes, Contains(HasSubstr(std::string(test.note)))) << test.text;
  }
}

TEST(Clean, UnusualShapesAreNotedAndAccepted) {
  struct Case {
    std::string text;
    Kind kind;
    std::string_view note;
  };
  const Case kCases[] = {
      {"nvapi-short", Kind::kScoped, "has 11 characters; 70 are usual"},
      {kKey + "k", Kind::kScoped, "has 71 characters"},
      // base64 of "abc:01234567-89ab-cdef-0123-456789abcdef"
      {"YWJjOjAxMjM0NTY3LTg5YWItY2RlZi0wMTIzLTQ1Njc4OWFiY2RlZg==", Kind::kLegacy, "84 are usual"},
      {"nvapi-stg-" + std::string(60, 'k'), Kind::kStaging, "staging"},
      {"0123456789abcdef", Kind::kUnknown, "none of the shapes"},
      {"!", Kind::kUnknown, "none of the shapes"},
  };
  for (const Case& test : kCases) {
    const auto result = clean(SecretString(test.text));
    ASSERT_TRUE(result) << test.text << ": " << result.error().message;
    EXPECT_EQ(result->key.reveal(), test.text);
    EXPECT_EQ(result->kind, test.kind);
    EXPECT_THAT(result->notes, Contains(HasSubstr(std::string(test.note))));
  }
}

TEST(Clean, WhatIsNoKeyIsRefusedByName) {
  struct Case {
    std::string text;
    std::string_view why;
  };
  const Case kCases[] = {
      {"", "empty"},
      {" \n", "empty"},
      {"\"\"", "empty"},
      {"$oauthtoken:", "empty"},
      {"JG9hdXRodG9rZW46", "empty"},  // the same in base64
      {"\xEF\xBB\xBF", "empty"},
      {"YOUR_KEY", "placeholder"},
      {"your-api-key", "placeholder"},
      {"<api-key>", "placeholder"},
      {"<paste your NGC key here>", "placeholder"},
      {"[NGC_API_KEY]", "placeholder"},
      {"NGC_API_KEY", "placeholder"},
      {"nvapi-YOUR-KEY-HERE", "placeholder"},
      {"nvapi-xxxxxxxx", "placeholder"},
      {"nvapi-...", "placeholder"},
      {"nvapi-****", "placeholder"},
      {"nvapi-", "placeholder"},
      {"***", "placeholder"},
      {"xxxx", "placeholder"},
      {"no-apikey", "placeholder"},
      {"$NGC_API_KEY", "variable"},
      {"${NGC_API_KEY}", "variable"},
      {"$(cat key)", "variable"},
      {"${{ secrets.NGC_API_KEY }}", "variable"},
      {"%NGC_API_KEY%", "variable"},
      {"$oauthtoken", "the user name"},
      {"'$oauthtoken'", "the user name"},
      {"oauthtoken", "the user name"},
      {"nvapi-one\nnvapi-two", "line break"},
      {"nvapi-one\rnvapi-two", "line break"},
      {"nvapi-one nvapi-two", "blank inside"},
      {"nvapi-one\ttwo", "blank inside"},
      {std::string("nvapi-one\0two", 13), "control character"},
      {"nvapi-\x1B[2Kone", "control character"},
      {"nvapi-one\x7F", "control character"},
      {"nvapi-\xC3\xA4", "outside ASCII"},
      {"nvapi-one\xC2\xA0", "outside ASCII"},
      {"nvapi-one\xE2\x80\xA6", "outside ASCII"},
      {"hf_abcdefghijklmnop", "Hugging Face"},
      {"ghp_abcdefghijklmnop", "GitHub"},
      {"github_pat_abcdefghij", "GitHub"},
      {"glpat-abcdefghij", "GitLab"},
      {"dckr_pat_abcdefghij", "Docker Hub"},
      {"sk-abcdefghij", "OpenAI"},
      {"sk-ant-abcdefghij", "Anthropic"},
      {"AKIAIOSFODNN7EXAMPLE", "Amazon"},
      {R"({"auths":{"nvcr.io":{"auth":"eA=="}}})", "docker configuration"},
      // The same in base64, as Kubernetes keeps it.
      {"eyJhdXRocyI6eyJudmNyLmlvIjp7fX19", "docker configuration"},
  };
  for (const Case& test : kCases) {
    const auto result = clean(SecretString(test.text));
    ASSERT_FALSE(result) << test.text;
    EXPECT_EQ(result.error().code, Errc::kInvalidInput) << test.text;
    EXPECT_THAT(result.error().message, HasSubstr(std::string(test.why))) << test.text;
    EXPECT_FALSE(result.error().hint.empty());
  }
}

// A sentence about a key never holds a part of it.
TEST(Clean, NoErrorAndNoNoteQuotesTheKey) {
  const std::string kMark = "Zq7Zq7Zq7Zq7";
  for (const std::string& text :
       {"hf_" + kMark, std::string(kMark).append("\n").append(kMark), std::string(kMark).append(" ").append(kMark),
        kMark + "\x01", "${" + kMark + "}", "<" + kMark + ">", R"({"auths":")" + kMark + "\"}", "Bearer " + kMark,
        "\"" + kMark + "\"", " " + kMark + "\n\n", kMark, "nvapi-" + kMark, "nvapi-stg-" + kMark,
        kMark + std::string(ngcs::key::kMaxKeyBytes, 'k')}) {
    const auto result = clean(SecretString(text));
    if (result) {
      for (const std::string& note : result->notes) EXPECT_THAT(note, Not(HasSubstr("Zq7")));
    } else {
      EXPECT_THAT(result.error().message, Not(HasSubstr("Zq7")));
      EXPECT_THAT(result.error().hint, Not(HasSubstr("Zq7")));
    }
  }
}

TEST(Clean, TheLimitIsExact) {
  const auto most = clean(SecretString(std::string(ngcs::key::kMaxKeyBytes, 'k')));
  ASSERT_TRUE(most);
  EXPECT_EQ(most->key.size(), ngcs::key::kMaxKeyBytes);
  const auto more = clean(SecretString(std::string(ngcs::key::kMaxKeyBytes + 1, 'k')));
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().code, Errc::kTooLarge);
}

TEST(Clean, CleaningTwiceChangesNothingMore) {
  for (const std::string& text : {kKey, " " + kKey, "\"Bearer " + kKey + "\"", std::string(kPair)}) {
    auto once = clean(SecretString(text));
    ASSERT_TRUE(once);
    const auto twice = clean(once->key.copy());
    ASSERT_TRUE(twice);
    EXPECT_EQ(twice->key, once->key);
    EXPECT_THAT(twice->notes, IsEmpty());
  }
}

}  // namespace
