#include "json/helper_json.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/text.h"

namespace ngcs::json {
namespace {

using base::Errc;
using secret::SecretString;
using namespace std::string_view_literals;

base::Result<HelperCredentials> parse_text(std::string_view text) { return parse_credentials(SecretString(text)); }

TEST(ParseCredentials, WhatDockerSends) {
  const auto parsed = parse_text("{\"ServerURL\":\"nvcr.io\",\"Username\":\"$oauthtoken\",\"Secret\":\"nvapi-x\"}\n");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->server, "nvcr.io");
  EXPECT_EQ(parsed->username, "$oauthtoken");
  EXPECT_EQ(parsed->secret.reveal(), "nvapi-x");
}

TEST(ParseCredentials, GoAndPythonEscapes) {
  // Go's encoder escapes < > & and U+2028; Python's escapes everything beyond ASCII, with surrogate pairs.
  const auto parsed = parse_text(
      R"({"ServerURL":"https:\/\/nvcr.io","Username":"\u003ctoken\u003e","Secret":"\u00e9\u20AC\ud83d\ude00\"\\\b\f\n\r\t\u2028"})");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->server, "https://nvcr.io");
  EXPECT_EQ(parsed->username, "<token>");
  EXPECT_EQ(parsed->secret.reveal(), "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"\\\b\f\n\r\t\xE2\x80\xA8");
}

TEST(ParseCredentials, MemberNamesInAnyCaseAndOrder) {
  const auto parsed = parse_text(R"( { "SECRET" : "s" , "serverurl" : "h" , "userName" : "u" } )");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->server, "h");
  EXPECT_EQ(parsed->username, "u");
  EXPECT_EQ(parsed->secret.reveal(), "s");
}

TEST(ParseCredentials, OtherMembersAreSkippedWhateverTheyHold) {
  const auto parsed = parse_text(
      R"({"a":null,"b":[1,-0.5e+10,true,false,{"Secret":"inner","x":[[]]}],"Secret":"s","c":{},"d":"\ud83d\ude00"})");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->secret.reveal(), "s");
  EXPECT_EQ(parsed->server, "");
}

TEST(ParseCredentials, MissingMembersAreEmpty) {
  const auto parsed = parse_text("{}");
  ASSERT_TRUE(parsed);
  EXPECT_TRUE(parsed->server.empty());
  EXPECT_TRUE(parsed->username.empty());
  EXPECT_TRUE(parsed->secret.empty());
}

TEST(ParseCredentials, BigSecretsPassWhole) {
  const std::string big(500000, 'k');
  const auto parsed = parse_text("{\"Secret\":\"" + big + "\"}");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->secret.reveal(), big);
}

TEST(ParseCredentials, SizeLimitIsExact) {
  const SecretString text(R"({"Secret":"abc"})");
  EXPECT_TRUE(parse_credentials(text, text.size()));
  EXPECT_EQ(parse_credentials(text, text.size() - 1).error().code, Errc::kTooLarge);
}

TEST(ParseCredentials, DepthLimitIsExact) {
  const auto nested = [](std::size_t depth) {
    return R"({"x":)" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  EXPECT_TRUE(parse_text(nested(31)));
  EXPECT_FALSE(parse_text(nested(32)));
  EXPECT_FALSE(parse_text(R"({"x":)" + std::string(500000, '[')));
  EXPECT_FALSE(parse_text(R"({"x":)" + std::string(100000, '{')));
}

TEST(ParseCredentials, RefusedInputs) {
  const std::vector<std::string_view> bad = {
      // no object
      ""sv, " "sv, "null"sv, "[]"sv, "\"Secret\""sv, "nvapi-MARKED"sv, "\xEF\xBB\xBF{}"sv,
      // after the object
      "{}x"sv, "{}{}"sv, "{}\0"sv, R"({"Secret":"MARKED"} {"Secret":"MARKED"})"sv,
      // duplicates, in any case and by escapes
      R"({"Secret":"MARKED","Secret":"MARKED"})"sv, R"({"Secret":"MARKED","secret":"b"})"sv,
      R"({"ServerURL":"a","SERVERURL":"MARKED"})"sv, R"({"Username":"a","Username":"a"})"sv,
      R"({"Secret":"MARKED","S\u0065cret":"b"})"sv, R"({"x":1,"x":2})"sv,
      // types
      R"({"Secret":null})"sv, R"({"Secret":1})"sv, R"({"Secret":["MARKED"]})"sv, R"({"ServerURL":{}})"sv,
      R"({"Username":true})"sv,
      // NUL and controls
      R"({"Secret":"MARKED\u0000tail"})"sv, "{\"Secret\":\"MAR\0KED\"}"sv, "{\"Secret\":\"MARKED\n\"}"sv,
      "{\"Secret\":\"\x1b\"}"sv, R"({"x":"\u0000"})"sv, R"({"\u0000":1})"sv,
      // surrogates
      R"({"Secret":"\ud83d"})"sv, R"({"Secret":"\ude00"})"sv, R"({"Secret":"\ud83dx"})"sv,
      R"({"Secret":"\ud83d\u0041"})"sv, R"({"Secret":"\ud83d\ud83d"})"sv, R"({"Secret":"\ud83d\n"})"sv,
      R"({"x":"\udc00"})"sv,
      // UTF-8
      "{\"Secret\":\"\xFF\"}"sv, "{\"Secret\":\"\xC3\"}"sv, "{\"Secret\":\"\xED\xA0\x80\"}"sv,
      "{\"Secret\":\"\xC0\x80\"}"sv, "{\"x\":\"\x80\"}"sv, "{\"Secret\":\"\xC3\\u00A9\"}"sv,
      // escapes
      R"({"Secret":"\x41"})"sv, R"({"Secret":"\u12"})"sv, R"({"Secret":"\u12G4"})"sv, R"({"Secret":"\'"})"sv,
      R"({"Secret":"\)"sv, R"({"Secret":"\u00)"sv,
      // punctuation
      "{"sv, "{\"Secret\""sv, "{\"Secret\":"sv, "{\"Secret\":\"MARKED"sv, "{\"Secret\":\"MARKED\""sv,
      "{\"Secret\":\"MARKED\",}"sv, "{,}"sv, "{\"Secret\" \"MARKED\"}"sv, "{Secret:\"MARKED\"}"sv,
      "{'Secret':'MARKED'}"sv, "{\"a\":1 \"b\":2}"sv, "{\"a\":[1,]}"sv, "{\"a\":[1}"sv, "{\"a\":{\"b\":1]}"sv,
      "{\"a\":{,}}"sv, "{} // comment"sv, "/* */{}"sv,
      // numbers and words
      "{\"a\":01}"sv, "{\"a\":1.}"sv, "{\"a\":.5}"sv, "{\"a\":1e}"sv, "{\"a\":-}"sv, "{\"a\":+1}"sv, "{\"a\":NaN}"sv,
      "{\"a\":nul}"sv, "{\"a\":True}"sv, "{\"a\":0x10}"sv};
  for (const std::string_view text : bad) {
    const auto parsed = parse_text(text);
    ASSERT_FALSE(parsed) << base::printable(text);
    EXPECT_EQ(parsed.error().code, Errc::kInvalidInput);
    EXPECT_EQ(parsed.error().message.find("MARKED"), std::string::npos) << parsed.error().message;
    EXPECT_FALSE(base::has_control(parsed.error().message));
  }
}

TEST(ParseCredentials, TooManyMembers) {
  std::string text = "{";
  for (int i = 0; i < 300; ++i) text += "\"m" + std::to_string(i) + "\":0,";
  text.back() = '}';
  EXPECT_FALSE(parse_text(text));
}

TEST(FormatCredentials, ExactBytes) {
  const SecretString answer = format_credentials("nvcr.io", "$oauthtoken", SecretString("nvapi-<&>\xC3\xA9"));
  EXPECT_EQ(answer.reveal(),
            "{\"ServerURL\":\"nvcr.io\",\"Username\":\"$oauthtoken\",\"Secret\":\"nvapi-<&>\xC3\xA9\"}\n");
}

TEST(FormatCredentials, IsReadBackUnchanged) {
  std::string all;
  for (int i = 1; i < 128; ++i) all += static_cast<char>(i);
  all += "\xC3\xA9\xE2\x80\xA8\xF0\x9F\x98\x80";
  const auto parsed = parse_credentials(format_credentials(all, all, SecretString(all)));
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->server, all);
  EXPECT_EQ(parsed->username, all);
  EXPECT_EQ(parsed->secret.reveal(), all);
}

}  // namespace
}  // namespace ngcs::json
