#include "ngc/challenge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ngcs::ngc {
namespace {

using testing::ElementsAre;
using testing::Pair;

base::Result<BearerChallenge> bearer(const std::vector<std::string_view>& headers) { return bearer_challenge(headers); }

TEST(Challenge, TheFormsOfNvcr) {
  auto found = bearer({R"(Bearer realm="https://nvcr.io/proxy_auth",scope="")"});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->realm, "https://nvcr.io/proxy_auth");
  EXPECT_EQ(found->service, "");
  EXPECT_EQ(found->scope, "");

  found = bearer({R"(Bearer realm="https://nvcr.io/proxy_auth",scope="repository:acme/zoom/app:pull,push")"});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->scope, "repository:acme/zoom/app:pull,push");

  found = bearer({R"(Bearer realm="https://nvcr.io/proxy_auth?scope=repository:nvidia/tensorflow:pull,push")"});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->realm, "https://nvcr.io/proxy_auth?scope=repository:nvidia/tensorflow:pull,push");

  found = bearer({R"(Bearer realm="https://authn.nvidia.com/token",service="registry",error="invalid_token")"});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->service, "registry");
  EXPECT_EQ(found->error, "invalid_token");
}

TEST(Challenge, SeveralInOneHeaderAndInSeveral) {
  const auto all = parse_challenges(
      R"(Negotiate, NTLM abc==, Basic realm="a, b=c", Bearer realm="x" , service = y,scope="z\"w", Digest)");
  ASSERT_TRUE(all) << all.error().message;
  ASSERT_EQ(all->size(), 5U);
  EXPECT_EQ((*all)[0].scheme, "negotiate");
  EXPECT_EQ((*all)[1].scheme, "ntlm");
  EXPECT_TRUE((*all)[1].parameters.empty());
  EXPECT_THAT((*all)[2].parameters, ElementsAre(Pair("realm", "a, b=c")));
  EXPECT_THAT((*all)[3].parameters, ElementsAre(Pair("realm", "x"), Pair("service", "y"), Pair("scope", "z\"w")));
  EXPECT_EQ((*all)[4].scheme, "digest");

  const auto found =
      bearer({"Basic realm=\"x\"", "Bearer error=\"no realm\"", "BEARER REALM=https://nvcr.io/proxy_auth"});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->realm, "https://nvcr.io/proxy_auth");
}

TEST(Challenge, TheFirstBearerWithARealmCounts) {
  const auto found = bearer({R"(Bearer realm="https://nvcr.io/a", Bearer realm="https://evil.example/")"});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->realm, "https://nvcr.io/a");
}

TEST(Challenge, UnreadableHeadersAreRefused) {
  const std::string many_challenges = [] {
    std::string text = "A";
    for (int i = 0; i < 20; ++i) text += ", A";
    return text;
  }();
  const std::string many_parameters = [] {
    std::string text = "Bearer a0=x";
    for (int i = 1; i < 40; ++i) text += ",a" + std::to_string(i) + "=x";
    return text;
  }();
  for (const std::string& text :
       {std::string("Bearer realm=\"open"), std::string("Bearer realm=\"open\\"),
        std::string("Bearer realm=\"a\",realm=\"b\""), std::string("Bearer realm=\"a\" scope=\"b\" \"c\""),
        std::string("Bearer realm=\"a\x01\""), std::string("Bearer realm=\"a\r\nb\""), std::string("=x"),
        std::string("Bearer realm=\"a\"x"), many_challenges, many_parameters, std::string(17 * 1024, 'a')}) {
    EXPECT_FALSE(parse_challenges(text)) << text.substr(0, 60);
    EXPECT_FALSE(bearer({text})) << text.substr(0, 60);
  }
}

TEST(Challenge, NoRealmIsNeverGuessed) {
  for (const std::vector<std::string_view>& headers : {std::vector<std::string_view>{},
                                                       {"Bearer"},
                                                       {"Bearer realm=\"\""},
                                                       {"Bearer scope=\"x\""},
                                                       {"Basic realm=\"x\""},
                                                       {""},
                                                       {"Bearer realm="}}) {
    const auto found = bearer(headers);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, base::Errc::kUnexpected);
  }
}

}  // namespace
}  // namespace ngcs::ngc
