#include "ngc/api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_transport.h"
#include "ngc/requests.h"

namespace ngcs::ngc {
namespace {

using base::Errc;
using secret::SecretString;
using test::answer;
using test::FakeTransport;
using test::json_answer;
using testing::HasSubstr;
using testing::Not;

const SecretString& key() {
  static const SecretString secret("nvapi-MARKED0123456789");
  return secret;
}

bool allowed(http::Method method, std::string_view url) {
  const auto parsed = http::Url::parse(url);
  return parsed && is_allowed(method, *parsed);
}

TEST(AllowList, WhatIsInIt) {
  EXPECT_TRUE(allowed(http::Method::kGet, "https://api.ngc.nvidia.com/v2/users/me?org-name=acme"));
  EXPECT_TRUE(allowed(http::Method::kGet, "https://api.ngc.nvidia.com/v2/orgs"));
  EXPECT_TRUE(allowed(http::Method::kGet, "https://api.ngc.nvidia.com/v2/org/acme/teams"));
  EXPECT_TRUE(allowed(http::Method::kPost, "https://api.ngc.nvidia.com/v3/keys/get-caller-info"));
  EXPECT_TRUE(allowed(http::Method::kPost, "https://api.ngc.nvidia.com/v3/keys/get-sak-info"));
  EXPECT_TRUE(allowed(http::Method::kGet, "https://authn.nvidia.com/token?service=ngc"));
}

// POST /v2/users/me/api-key makes a new legacy key and revokes the one there is.
TEST(AllowList, NothingMakesOrRevokesKeys) {
  for (const http::Method method : {http::Method::kGet, http::Method::kHead, http::Method::kPost, http::Method::kPut,
                                    http::Method::kPatch, http::Method::kDelete}) {
    for (const char* url :
         {"https://api.ngc.nvidia.com/v2/users/me/api-key", "https://api.ngc.nvidia.com/v2/users/me/api-key/",
          "https://API.NGC.NVIDIA.COM./v2/users/me/api-key?x", "https://api.ngc.nvidia.com/v2/orgs/../users/me/api-key",
          "https://api.ngc.nvidia.com/v2/org/../users/me/api-key", "https://api.ngc.nvidia.com//v2/users/me/api-key",
          "https://api.ngc.nvidia.com/v2/users/me/api%2dkey", "https://api.ngc.nvidia.com/v2/users/me%2fapi-key",
          "https://api.ngc.nvidia.com/v2/org/acme%2f..%2fusers/teams", "https://api.ngc.nvidia.com/v2/org/%2e%2e/teams",
          "https://api.ngc.nvidia.com/v2/org//teams", "https://api.ngc.nvidia.com/v2/org/a/b/teams",
          "https://api.ngc.nvidia.com/v3/orgs/acme/keys/type/PERSONAL_KEY", "https://api.ngc.nvidia.com/v2/users/me/",
          "https://api.ngc.nvidia.com:8443/v2/users/me", "https://nvcr.io/v2/users/me",
          "https://evil.example/v2/users/me"}) {
      EXPECT_FALSE(allowed(method, url)) << http::method_name(method) << " " << url;
    }
    if (method != http::Method::kGet) {
      EXPECT_FALSE(allowed(method, "https://api.ngc.nvidia.com/v2/users/me"));
      EXPECT_FALSE(allowed(method, "https://api.ngc.nvidia.com/v2/orgs"));
    }
  }
}

TEST(AllowList, Charts) {
  const std::string api = "https://api.ngc.nvidia.com";
  for (const char* space : {"/v2/org/acme", "/v2/org/acme/team/zoom"}) {
    EXPECT_TRUE(allowed(http::Method::kPost, api + space + "/helm-charts"));
    EXPECT_TRUE(allowed(http::Method::kPatch, api + space + "/helm-charts/app"));
    EXPECT_TRUE(allowed(http::Method::kDelete, api + space + "/helm-charts/app/versions/1.0.0+b.1"));
    EXPECT_FALSE(allowed(http::Method::kPut, api + space + "/helm-charts/app"));
    EXPECT_FALSE(allowed(http::Method::kDelete, api + space + "/helm-charts"));
    EXPECT_FALSE(allowed(http::Method::kDelete, api + space));
  }
  EXPECT_TRUE(allowed(http::Method::kPost, "https://helm.ngc.nvidia.com/api/acme/zoom/charts?force"));
  EXPECT_FALSE(allowed(http::Method::kPost, "https://helm.ngc.nvidia.com/api/acme/zoom/prov"));
  EXPECT_FALSE(allowed(http::Method::kDelete, "https://helm.ngc.nvidia.com/api/acme/charts"));
}

bool by_hand(http::Method method, std::string_view url) {
  const auto parsed = http::Url::parse(url);
  return parsed && is_allowed_by_hand(method, *parsed);
}

TEST(AllowListByHand, ReadingAndTheUsersArtifacts) {
  const std::string api = "https://api.ngc.nvidia.com";
  for (const char* path : {"/v2/users/me", "/v2/orgs?page-size=2", "/v3/orgs/acme/teams", "/v2/org/acme/repos/app",
                           "/v2/search/catalog/resources/HELM_CHART?q=%7B%7D", "/v2/org/acme/helm-charts/key-store"}) {
    EXPECT_TRUE(by_hand(http::Method::kGet, api + path)) << path;
  }
  for (const http::Method method :
       {http::Method::kPost, http::Method::kPut, http::Method::kPatch, http::Method::kDelete}) {
    EXPECT_TRUE(by_hand(method, api + "/v2/org/acme/helm-charts/app"));
    EXPECT_TRUE(by_hand(method, api + "/v2/org/acme/team/zoom/repos/app"));
    for (const char* path :
         {"/v2/users/me", "/v2/orgs/acme", "/v2/org/acme", "/v2/org/acme/teams", "/v2/org/acme/users",
          "/v2/org/acme/team/zoom", "/v3/orgs/acme", "/v1/org/acme/helm-charts"}) {
      EXPECT_FALSE(by_hand(method, api + path)) << http::method_name(method) << " " << path;
    }
  }
  EXPECT_FALSE(by_hand(http::Method::kGet, "https://authn.nvidia.com/token"));
  EXPECT_FALSE(by_hand(http::Method::kGet, "https://nvcr.io/v2/users"));
  EXPECT_FALSE(by_hand(http::Method::kGet, api + ":8443/v2/users/me"));
}

// POST /v2/users/me/api-key revokes the user's key: no method, no spelling, no way around.
TEST(AllowListByHand, NothingThatMakesShowsOrRevokesKeys) {
  for (const http::Method method : {http::Method::kGet, http::Method::kHead, http::Method::kPost, http::Method::kPut,
                                    http::Method::kPatch, http::Method::kDelete}) {
    for (const char* path :
         {"/v2/users/me/api-key", "/v2/users/me/API-KEY", "/v2/users/me/api-key/", "/v2/users/me/api%2dkey",
          "/v2/users/me%2fapi-key", "//v2/users/me/api-key", "/v2//users/me/api-key", "/v2/org/../users/me/api-key",
          "/v2/org/acme/helm-charts/../../../users/me/api-key", "/v2/org/acme/helm-charts/%2e%2e/x",
          "/v2/org/acme/helm-charts/..%2f..%2f..%2fusers/me/api-key", "/v3/orgs/acme/keys/type/PERSONAL_KEY",
          "/v3/keys/get-caller-info", "/v2/users/me/api-key;x", "/v2/users/me/tokens"}) {
      const std::string url = std::string("https://api.ngc.nvidia.com") + path;
      const auto parsed = http::Url::parse(url);
      // libcurl takes ".." out itself; what is left is what would be sent, and is looked at.
      if (parsed && parsed->path().find("key") == std::string::npos &&
          parsed->path().find("token") == std::string::npos)
        continue;
      EXPECT_FALSE(by_hand(method, url)) << http::method_name(method) << " " << path;
    }
  }
}

TEST(Api, ACallIsCheckedBeforeAKeyIsExchanged) {
  const base::FixedClock clock(0);
  FakeTransport transport;
  ApiClient api(transport, clock, key(), key::Kind::kLegacy);
  for (const bool hand : {false, true}) {
    EXPECT_EQ(api.call({.method = http::Method::kPost, .path = "/v2/users/me/api-key", .by_hand = hand}).error().code,
              Errc::kForbiddenHost);
  }
  EXPECT_TRUE(transport.seen().empty());
}

TEST(Api, AGroupIsAskedForWithTwoScopes) {
  const base::FixedClock clock(0);
  FakeTransport transport;
  transport.get("https://authn.nvidia.com/token", json_answer(200, R"({"token":"jwt","expires_in":60})"));
  const auto token = exchange_for_api(transport, clock, key(), "acme", "zoom");
  ASSERT_TRUE(token);
  EXPECT_EQ(token->value.reveal(), "jwt");
  EXPECT_EQ(transport.urls().at(0),
            "https://authn.nvidia.com/token?service=ngc&scope=group%2Fngc%3Aacme&scope=group%2Fngc%3Aacme%2Fzoom");
}

TEST(Api, TheClientRefusesWhatIsNotAllowed) {
  const base::FixedClock clock(0);
  FakeTransport transport;
  ApiClient api(transport, clock, key(), key::Kind::kScoped);
  EXPECT_EQ(api.introspect("/v2/users/me/api-key").error().code, Errc::kForbiddenHost);
  EXPECT_EQ(api.get("/v2/users/me/api-key", {}).error().code, Errc::kForbiddenHost);
  EXPECT_FALSE(api.get("@evil.example/v2/users/me", {}));
  EXPECT_FALSE(api.get(".evil.example/v2/users/me", {}));
  EXPECT_TRUE(transport.seen().empty());
}

TEST(Api, AScopedKeyIsItsOwnBearer) {
  const base::FixedClock clock(0);
  FakeTransport transport;
  transport.get("https://api.ngc.nvidia.com/v2/orgs", json_answer(200, "{}"));
  ApiClient api(transport, clock, key(), key::Kind::kScoped);
  ASSERT_TRUE(api.get("/v2/orgs", "page-size=1000"));
  EXPECT_EQ(transport.seen().at(0).form, "bearer");
  EXPECT_EQ(transport.seen().at(0).secret, key().reveal());
  EXPECT_EQ(transport.seen().at(0).url, "https://api.ngc.nvidia.com/v2/orgs?page-size=1000");
}

TEST(Api, ALegacyKeyIsExchangedOnceAndNeverSentAsBearer) {
  base::FixedClock clock(0);
  const SecretString legacy("bGVnYWN5LU1BUktFRA");
  FakeTransport transport;
  transport.get("https://authn.nvidia.com/token", json_answer(200, R"({"token":"jwt-1","expires_in":3600})"));
  transport.get("https://authn.nvidia.com/token", json_answer(200, R"({"token":"jwt-2","expires_in":3600})"));
  transport.get("https://api.ngc.nvidia.com/v2/orgs", json_answer(200, "{}"));
  ApiClient api(transport, clock, legacy, key::Kind::kLegacy);
  ASSERT_TRUE(api.get("/v2/orgs", {}));
  ASSERT_TRUE(api.get("/v2/orgs", {}));
  clock.advance_ms(2700 * 1000);
  ASSERT_TRUE(api.get("/v2/orgs", {}));
  ASSERT_EQ(transport.seen().size(), 5U);
  EXPECT_EQ(transport.seen()[0].url, "https://authn.nvidia.com/token?service=ngc");
  EXPECT_EQ(transport.seen()[0].form, "basic");
  EXPECT_EQ(transport.seen()[0].user, "$oauthtoken");
  EXPECT_EQ(transport.seen()[1].secret, "jwt-1");
  EXPECT_EQ(transport.seen()[2].secret, "jwt-1");
  EXPECT_EQ(transport.seen()[4].secret, "jwt-2");
  for (const auto& seen : transport.seen()) {
    EXPECT_TRUE(seen.form != "bearer" || seen.secret != legacy.reveal());
  }
}

TEST(Api, ALegacyKeyThatIsNotExchangedIsAnError) {
  const base::FixedClock clock(0);
  FakeTransport transport;
  transport.get("https://authn.nvidia.com/token", answer(401));
  ApiClient api(transport, clock, key(), key::Kind::kLegacy);
  const auto response = api.get("/v2/orgs", {});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Errc::kUnexpected);  // no verdict: only the registry exchange gives one
  EXPECT_EQ(response.error().detail, 401);
}

TEST(Api, IntrospectionCarriesTheKeyInTheBodyOnly) {
  const base::FixedClock clock(0);
  FakeTransport transport;
  transport.on(http::Method::kPost, "https://api.ngc.nvidia.com/v3/keys/get-caller-info", json_answer(200, "{}"));
  const SecretString odd("k+e/y=&x-._~");
  ApiClient api(transport, clock, odd, key::Kind::kScoped);
  ASSERT_TRUE(api.introspect("/v3/keys/get-caller-info"));
  const auto& seen = transport.seen().at(0);
  EXPECT_EQ(seen.form, "body");
  EXPECT_EQ(seen.secret, "credentials=k%2Be%2Fy%3D%26x-._~");
  EXPECT_EQ(seen.url, "https://api.ngc.nvidia.com/v3/keys/get-caller-info");
}

TEST(Api, ErrorsHoldNeitherKeyNorToken) {
  const base::FixedClock clock(0);
  FakeTransport transport;
  transport.get("https://authn.nvidia.com/token", json_answer(200, R"({"token":"token-MARKED-0123456789"})"));
  transport.get(
      "https://api.ngc.nvidia.com/v2/orgs",
      json_answer(
          403,
          R"({"requestStatus":{"statusCode":"FORBIDDEN","statusDescription":"token-MARKED-0123456789 nvapi-MARKED0123456789"}})"));
  ApiClient api(transport, clock, key(), key::Kind::kLegacy);
  const auto response = api.get("/v2/orgs", {});
  ASSERT_TRUE(response);
  const base::Error error = api.error_of("GET", "/v2/orgs", *response);
  EXPECT_THAT(error.message, HasSubstr("GET https://api.ngc.nvidia.com/v2/orgs answered 403 (Forbidden): FORBIDDEN"));
  EXPECT_THAT(error.message, Not(HasSubstr("MARKED")));
}

}  // namespace
}  // namespace ngcs::ngc
