#include "http/url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ngcs::http {
namespace {

std::string parsed(std::string_view text) {
  const auto url = Url::parse(text);
  return url ? url->str() : std::string(base::errc_name(url.error().code));
}

TEST(Url, BringsSpellingsOfOneHostToOneForm) {
  EXPECT_EQ(parsed("https://nvcr.io"), "https://nvcr.io/");
  EXPECT_EQ(parsed("https://NVCR.IO./v2/"), "https://nvcr.io/v2/");
  EXPECT_EQ(parsed("HTTPS://nvcr.io:443/v2/"), "https://nvcr.io/v2/");
  EXPECT_EQ(parsed("https://nvcr.io:0443/v2/"), "https://nvcr.io/v2/");
  EXPECT_EQ(parsed("https://nvcr.io:8443/v2/?a=b#c"), "https://nvcr.io:8443/v2/?a=b");
  EXPECT_EQ(parsed("https://nvcr.io?scope=x"), "https://nvcr.io/?scope=x");
}

TEST(Url, RefusesWhatTwoParsersReadDifferently) {
  for (const char* text : {
           "http://nvcr.io/",
           "ftp://nvcr.io/",
           "nvcr.io/v2/",
           "//nvcr.io/v2/",
           "https:/nvcr.io/",
           "https:///nvcr.io/",
           "https://",
           "https:///v2/",
           "https://user@nvcr.io/",
           "https://user:pass@nvcr.io/",
           "https://nvcr.io@evil.example/",
           "https://evil.example\\@nvcr.io/",
           "https://nvcr.io\\.evil.example/",
           "https://nvcr.io%2eevil.example/",
           "https://nvcr.io%2f.evil.example/",
           "https://nvcr%00.io/",
           "https://nvcr.io:99999/",
           "https://nvcr.io:0/",
           "https://nvcr.io:44x3/",
           "https://nvcr.io:-443/",
           "https://nvcr..io/",
           "https://1./",
           "https://127.0.0.1./",
           "https://0x7f./",
           "https://nvcr.io../",
           "https://.nvcr.io/",
           "https://nvcr.io /v2/",
           " https://nvcr.io/v2/",
           "https://nvcr.io/\r\nHost: evil.example",
           "https://nvcr.io/v2/\n",
           "https://nvcr\xD1\x96.io/",
           "https://nvcr.io;evil.example/",
           "",
       }) {
    EXPECT_EQ(parsed(text), "invalid-input") << text;
  }
  EXPECT_EQ(parsed("https://nvcr.io/" + std::string(Url::kMaxBytes, 'a')), "too-large");
  EXPECT_EQ(parsed("https://" + std::string(254, 'a') + "/"), "invalid-input");
  EXPECT_EQ(parsed(std::string("https://nvcr.io/\0x", 18)), "invalid-input");
}

TEST(Url, ErrorsQuoteNothing) {
  const auto url = Url::parse("https://$oauthtoken:nvapi-MARK@nvcr.io/");
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().message.find("MARK"), std::string::npos);
}

TEST(Url, KnowsAddresses) {
  EXPECT_TRUE(Url::parse("https://127.0.0.1/")->host_is_address());
  EXPECT_TRUE(Url::parse("https://0x7f.1/")->host_is_address());
  EXPECT_TRUE(Url::parse("https://2130706433/")->host_is_address());
  EXPECT_TRUE(Url::parse("https://[::1]/")->host_is_address());
  EXPECT_FALSE(Url::parse("https://nvcr.io/")->host_is_address());
}

TEST(Url, ResolvesLocations) {
  const auto base = Url::parse("https://nvcr.io/v2/a/blobs/x?y=z");
  ASSERT_TRUE(base);
  const auto resolved = [&](std::string_view location) {
    const auto url = base->resolve(location);
    return url ? url->str() : std::string("refused");
  };
  EXPECT_EQ(resolved("https://layers.nvcr.io/b?sig=1"), "https://layers.nvcr.io/b?sig=1");
  EXPECT_EQ(resolved("//layers.nvcr.io/b"), "https://layers.nvcr.io/b");
  EXPECT_EQ(resolved("/other"), "https://nvcr.io/other");
  EXPECT_EQ(resolved("other?q"), "https://nvcr.io/v2/a/blobs/other?q");
  EXPECT_EQ(resolved("../up"), "https://nvcr.io/v2/a/up");
  EXPECT_EQ(resolved("?n=2"), "https://nvcr.io/v2/a/blobs/x?n=2");
  for (const char* location :
       {"http://nvcr.io/", "https://nvcr.io%2eevil.example/", "//nvcr.io@evil.example/", "//evil.example\\@nvcr.io/",
        "javascript:x", "evil.example:443/x", "", "/a\r\nX: y", "///evil.example/", "file:///etc/passwd"}) {
    EXPECT_EQ(resolved(location), "refused") << location;
  }
}

TEST(Url, SameOriginIsHostAndPort) {
  const auto at = [](std::string_view text) { return *Url::parse(text); };
  EXPECT_TRUE(at("https://nvcr.io/a").same_origin(at("https://NVCR.IO.:443/b")));
  EXPECT_FALSE(at("https://nvcr.io/").same_origin(at("https://nvcr.io:8443/")));
  EXPECT_FALSE(at("https://nvcr.io/").same_origin(at("https://layers.nvcr.io/")));
}

TEST(Url, EncodesAndTakesQueriesApart) {
  EXPECT_EQ(percent_encode("repository:a/b_c.d-e~:pull,push"), "repository%3Aa%2Fb_c.d-e~%3Apull%2Cpush");
  EXPECT_EQ(percent_decode("s%63ope%zz%2"), "scope%zz%2");
  EXPECT_THAT(query_parameters("a=1&&b&c=d=e"),
              testing::ElementsAre(testing::Pair("a", "1"), testing::Pair("b", ""), testing::Pair("c", "d=e")));
}

}  // namespace
}  // namespace ngcs::http
