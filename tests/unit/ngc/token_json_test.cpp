#include "ngc/token_json.h"

#include <gtest/gtest.h>

namespace ngcs::ngc {
namespace {

using secret::SecretString;

std::string token(std::string_view text) {
  const auto fields = parse_token(SecretString(text));
  return fields ? std::string(fields->token.reveal()) : "refused";
}

std::optional<std::int64_t> expires(std::string_view text) {
  const auto fields = parse_token(SecretString(text));
  return fields ? fields->expires_in : std::optional<std::int64_t>(-1);
}

TEST(TokenJson, EitherField) {
  EXPECT_EQ(token(R"({"token":"abc","expires_in":300})"), "abc");
  EXPECT_EQ(token(R"({"access_token":"abc"})"), "abc");
  EXPECT_EQ(token(R"( { "access_token" : "b" , "token" : "a" , "x" : [ { "token" : "no" } , 1.5e3 , null , true ] } )"),
            "a");
  EXPECT_EQ(token(R"({"token":null,"access_token":"b"})"), "b");
  EXPECT_EQ(token(R"({"token":"a\/b\u002b\"\\"})"), "a/b+\"\\");
}

TEST(TokenJson, Lifetime) {
  EXPECT_EQ(expires(R"({"token":"a","expires_in":300})"), 300);
  for (const char* value : {"0", "-1", "\"300\"", "3.5", "1e3", "null", "[]", "99999999999999999999"}) {
    EXPECT_EQ(expires(std::string(R"({"token":"a","expires_in":)") + value + "}"), std::nullopt) << value;
  }
  EXPECT_EQ(expires(R"({"token":"a"})"), std::nullopt);
}

TEST(TokenJson, Refused) {
  const std::string deep = R"({"token":"a","x":)" + std::string(40, '[') + std::string(40, ']') + "}";
  for (const std::string& text : {std::string(""),
                                  std::string("[]"),
                                  std::string("\"token\""),
                                  std::string("{}"),
                                  std::string("<html>"),
                                  std::string(R"({"token":""})"),
                                  std::string(R"({"token":1})"),
                                  std::string(R"({"token":"a","token":"b"})"),
                                  std::string(R"({"token":"a"} x)"),
                                  std::string(R"({"token":"a")"),
                                  std::string(R"({"token":"a)"),
                                  std::string(R"({"token":"a b"})"),
                                  std::string(R"({"token":"a\n"})"),
                                  std::string("{\"token\":\"a\nb\"}"),
                                  std::string(R"({"token":"a\u000db"})"),
                                  std::string(R"({"token":"a\u0000b"})"),
                                  std::string(R"({"token":"\u00e9"})"),
                                  std::string("{\"token\":\"\xC3\xA9\"}"),
                                  std::string("{\"token\":\"\x7f\"}"),
                                  std::string(R"({"token":"a",})"),
                                  std::string(R"({"token":"a\u00)"),
                                  std::string(R"({"token":"a\)"),
                                  std::string(R"({"x\)"),
                                  deep,
                                  R"({"token":")" + std::string(kMaxTokenBytes + 1, 'a') + "\"}",
                                  R"({"token":"a"})" + std::string(kMaxTokenAnswerBytes, ' ')}) {
    EXPECT_EQ(token(text), "refused") << text.substr(0, 60);
  }
  EXPECT_NE(token(R"({"token":")" + std::string(kMaxTokenBytes, 'a') + "\"}"), "refused");
}

TEST(TokenJson, ErrorsQuoteNothing) {
  const auto fields = parse_token(SecretString(R"({"token":"MARKED MARKED"})"));
  ASSERT_FALSE(fields);
  EXPECT_EQ(fields.error().code, base::Errc::kUnexpected);
  EXPECT_EQ(fields.error().message.find("MARKED"), std::string::npos);
}

}  // namespace
}  // namespace ngcs::ngc
