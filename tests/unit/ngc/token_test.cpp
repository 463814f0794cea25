#include "ngc/token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_transport.h"
#include "ngc/registry_session.h"

namespace ngcs::ngc {
namespace {

using base::Errc;
using secret::SecretString;
using test::answer;
using test::challenge;
using test::FakeTransport;
using test::json_answer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kProbe = "https://nvcr.io/v2/";
constexpr const char* kRealm = "https://nvcr.io/proxy_auth";

const SecretString& key() {
  static const SecretString secret("nvapi-MARKED0123456789");
  return secret;
}

BearerChallenge realm(std::string text, std::string service = {}) {
  return {std::move(text), std::move(service), {}, {}};
}

TEST(Realm, OnlyNvcrAndAColdAuthn) {
  for (const bool cold : {true, false}) {
    EXPECT_TRUE(token_endpoint(realm("https://nvcr.io/proxy_auth"), cold));
    EXPECT_TRUE(token_endpoint(realm("https://NVCR.IO.:443/token"), cold));
    EXPECT_EQ(token_endpoint(realm("https://authn.nvidia.com/token"), cold).has_value(), cold);
    for (const char* text : {"https://evil.example/token",
                             "https://nvcr.io.evil.example/",
                             "https://sub.nvcr.io/token",
                             "https://auth.nvcr.io/",
                             "https://nvidia.com/token",
                             "https://x.authn.nvidia.com/token",
                             "https://stg.authn.nvidia.com/token",
                             "https://api.ngc.nvidia.com/token",
                             "https://helm.ngc.nvidia.com/token",
                             "http://nvcr.io/proxy_auth",
                             "https://nvcr.io:8443/proxy_auth",
                             "https://user@nvcr.io/proxy_auth",
                             "https://nvcr.io@evil.example/",
                             "https://nvcr.io%2eevil.example/",
                             "https://evil.example\\@nvcr.io/",
                             "https://127.0.0.1/token",
                             "https://[::1]/token",
                             "nvcr.io/proxy_auth",
                             "/proxy_auth",
                             "https://nvcr\xD1\x96.io/",
                             ""}) {
      const auto endpoint = token_endpoint(realm(text), cold);
      ASSERT_FALSE(endpoint) << text;
      EXPECT_EQ(endpoint.error().code, Errc::kForbiddenHost) << text;
    }
  }
}

TEST(Realm, ScopeInItsQueryIsDropped) {
  const auto query = [](std::string text, std::string service = {}) {
    const auto endpoint = token_endpoint(realm(std::move(text), std::move(service)), true);
    return endpoint->url.query() + "|" + endpoint->service;
  };
  EXPECT_EQ(query("https://nvcr.io/proxy_auth?scope=repository:nvidia/tensorflow:pull,push"), "|");
  EXPECT_EQ(query("https://nvcr.io/proxy_auth?a=1&scope=x&Scope=y&s%63ope=z&scope&b=2", "registry"),
            "a=1&b=2|registry");
  EXPECT_EQ(query("https://nvcr.io/proxy_auth?service=x", "registry"), "service=x|");
}

TEST(Discovery, TakesTheColdChallenge) {
  FakeTransport transport;
  transport.get(kProbe, challenge());
  const auto endpoint = discover(transport);
  ASSERT_TRUE(endpoint);
  EXPECT_EQ(endpoint->url.str(), kRealm);
  EXPECT_EQ(transport.seen().at(0).form, "none");
}

TEST(Discovery, WhatIsNoChallengeSaysNothingAboutKeys) {
  struct Row {
    http::Response response;
    Errc code;
  };
  for (const Row& row :
       {Row{answer(200, "{}"), Errc::kUnexpected}, Row{answer(403, "Access Denied"), Errc::kUnexpected},
        Row{answer(404), Errc::kUnexpected}, Row{answer(302), Errc::kUnexpected},
        Row{answer(502, "<html>"), Errc::kService}, Row{answer(504), Errc::kService}, Row{answer(429), Errc::kService},
        Row{answer(401, "<html>", {{"Content-Type", "text/html"}}), Errc::kUnexpected},
        Row{answer(401, "", {{"WWW-Authenticate", "Basic realm=\"x\""}}), Errc::kUnexpected},
        Row{challenge("realm=\"https://evil.example/token\""), Errc::kForbiddenHost}}) {
    FakeTransport transport;
    transport.get(kProbe, row.response);
    const auto endpoint = discover(transport);
    ASSERT_FALSE(endpoint) << row.response.status;
    EXPECT_EQ(endpoint.error().code, row.code) << endpoint.error().message;
    EXPECT_EQ(transport.seen().size(), 1U);
  }
}

TEST(Exchange, SendsOurScopeAndTheNonEmptyService) {
  const base::FixedClock clock(0);
  FakeTransport transport;
  transport.get("https://authn.nvidia.com/token", json_answer(200, R"({"token":"t","expires_in":300})"));
  const auto endpoint = token_endpoint(
      {"https://authn.nvidia.com/token?x=1&scope=repository:evil:push", "registry", "repository:other:push", {}}, true);
  ASSERT_TRUE(endpoint);
  const auto got = exchange(transport, clock, *endpoint, &key(), repository_scope("acme/zoom/app", "pull"));
  ASSERT_TRUE(got && got->token);
  EXPECT_EQ(got->token->value.reveal(), "t");
  EXPECT_FALSE(got->token->anonymous);
  const auto& seen = transport.seen().at(0);
  EXPECT_EQ(seen.url,
            "https://authn.nvidia.com/token?x=1&service=registry&scope=repository%3Aacme%2Fzoom%2Fapp%3Apull");
  EXPECT_EQ(seen.form, "basic");
  EXPECT_EQ(seen.user, "$oauthtoken");
  EXPECT_EQ(seen.secret, key().reveal());
}

TEST(Exchange, AnonymousTokensAreMarked) {
  const base::FixedClock clock(0);
  FakeTransport transport;
  transport.get(kRealm, json_answer(200, R"({"token":"t","expires_in":300})"));
  const auto got = exchange(transport, clock, *token_endpoint(realm(kRealm), true), nullptr, {});
  ASSERT_TRUE(got && got->token);
  EXPECT_TRUE(got->token->anonymous);
  EXPECT_EQ(transport.seen().at(0).form, "none");
  EXPECT_EQ(transport.seen().at(0).url, kRealm);
}

TEST(Exchange, LifetimeRules) {
  const auto renew_after_ms = [](const std::string& expires) {
    const base::FixedClock clock(0, 1000);
    FakeTransport transport;
    transport.get(kRealm, json_answer(200, R"({"token":"t")" + expires + "}"));
    const auto got = exchange(transport, clock, *token_endpoint(realm(kRealm), true), &key(), {});
    return got->token->renew_at - 1000;
  };
  EXPECT_EQ(renew_after_ms(R"(,"expires_in":300)"), 225 * 1000);
  EXPECT_EQ(renew_after_ms(""), 45 * 1000);
  EXPECT_EQ(renew_after_ms(R"(,"expires_in":-5)"), 45 * 1000);
  EXPECT_EQ(renew_after_ms(R"(,"expires_in":86400)"), 3600 * 1000);
  EXPECT_EQ(renew_after_ms(R"(,"expires_in":9223372036854775807)"), 3600 * 1000);
}

TEST(Exchange, RefusalsAreValuesWithoutSecrets) {
  const base::FixedClock clock(0);
  struct Row {
    http::Response response;
    Errc code;
  };
  const std::string echo = "the key nvapi-MARKED0123456789 is bad";
  for (const Row& row :
       {Row{answer(401, echo), Errc::kUnexpected}, Row{answer(402, echo), Errc::kNotEntitled},
        Row{json_answer(403, R"({"errors":[{"code":"DENIED","message":"Access Denied"}]})"), Errc::kNotEntitled},
        Row{json_answer(500,
                        R"({"type":"about:blank","title":"Internal Server Error","status":500,"instance":"/token"})"),
            Errc::kService},
        Row{answer(302, "", {{"Location", "https://evil.example/"}}), Errc::kUnexpected},
        Row{json_answer(200, R"({"no":"token"})"), Errc::kUnexpected}, Row{answer(200, "<html>"), Errc::kUnexpected}}) {
    FakeTransport transport;
    transport.get(kRealm, row.response);
    const auto got = exchange(transport, clock, *token_endpoint(realm(kRealm), true), &key(), {});
    ASSERT_TRUE(got);
    EXPECT_FALSE(got->token);
    ASSERT_TRUE(got->error);
    EXPECT_EQ(got->status, row.response.status);
    EXPECT_EQ(got->error->code, row.code) << got->error->message;
    EXPECT_EQ(got->error->detail, row.response.status);
    EXPECT_THAT(got->error->message, HasSubstr("GET https://nvcr.io/proxy_auth"));
    EXPECT_THAT(got->error->message, Not(HasSubstr("MARKED")));
    EXPECT_EQ(transport.seen().size(), 1U) << "a redirect was followed with the key";
  }
}

TEST(Exchange, AnAnswerThatIsTooLargeIsAnError) {
  const base::FixedClock clock(0);
  FakeTransport transport;
  transport.get(kRealm, json_answer(200, R"({"token":"t","x":")" + std::string(65536, 'x') + "\"}"));
  const auto got = exchange(transport, clock, *token_endpoint(realm(kRealm), true), &key(), {});
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, Errc::kTooLarge);
}

// --- sessions ---

constexpr const char* kManifest = "https://nvcr.io/v2/acme/zoom/app/manifests/1";

base::Result<http::Response> manifest(RegistrySession& session) {
  return session.get(http::Method::kGet, "acme/zoom/app", "manifests/1");
}

std::vector<std::string> steps(const FakeTransport& transport) {
  std::vector<std::string> list;
  for (const auto& seen : transport.seen()) list.push_back(seen.form + " " + seen.url.substr(0, seen.url.find('?')));
  return list;
}

TEST(Session, AnonymousPullOfAPublicRepository) {
  const base::FixedClock clock(0);
  FakeTransport transport;
  transport.get(kProbe, challenge());
  transport.get(kRealm, json_answer(200, R"({"token":"anon","expires_in":300})"));
  transport.get(kManifest, answer(200, "{}"));
  RegistrySession session(transport, clock, nullptr);
  ASSERT_TRUE(manifest(session));
  EXPECT_THAT(steps(transport), ElementsAre(std::string("none ") + kProbe, std::string("none ") + kRealm,
                                            std::string("bearer ") + kManifest));
  EXPECT_EQ(transport.seen().at(2).secret, "anon");
}

TEST(Session, RemembersAFreshTokenAndRenewsAtThreeQuarters) {
  base::FixedClock clock(0);
  FakeTransport transport;
  transport.get(kProbe, challenge());
  transport.get(kRealm, json_answer(200, R"({"token":"first","expires_in":300})"));
  transport.get(kRealm, json_answer(200, R"({"token":"second","expires_in":300})"));
  transport.get(kManifest, answer(200));
  RegistrySession session(transport, clock, &key());
  ASSERT_TRUE(manifest(session));
  clock.advance_ms(224'999);
  ASSERT_TRUE(manifest(session));
  EXPECT_EQ(transport.seen().back().secret, "first");
  clock.advance_ms(1);
  ASSERT_TRUE(manifest(session));
  EXPECT_EQ(transport.seen().back().secret, "second");
  EXPECT_EQ(transport.seen().size(), 6U);  // probe, token, 2 manifests, token, manifest
}

TEST(Session, A401ToARememberedTokenStartsCold) {
  const base::FixedClock clock(0);
  FakeTransport transport;
  transport.get(kProbe, challenge());
  transport.get(kRealm, json_answer(200, R"({"token":"first","expires_in":300})"));
  transport.get(kRealm, json_answer(200, R"({"token":"second","expires_in":300})"));
  transport.get(kManifest, answer(200));
  // What nvcr.io answers to an expired token; its realm leads nowhere and must not be followed.
  transport.get(kManifest,
                challenge(R"(realm="https://authn.nvidia.com/token",service="registry",error="invalid_token")"));
  transport.get(kManifest, answer(200, "again"));
  RegistrySession session(transport, clock, &key());
  ASSERT_TRUE(manifest(session));
  const auto response = manifest(session);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "again");
  EXPECT_THAT(
      steps(transport),
      ElementsAre(std::string("none ") + kProbe, std::string("basic ") + kRealm, std::string("bearer ") + kManifest,
                  std::string("bearer ") + kManifest,  // 401
                  std::string("none ") + kProbe, std::string("basic ") + kRealm, std::string("bearer ") + kManifest));
}

TEST(Session, A401ToANewTokenIsTheAnswer) {
  const base::FixedClock clock(0);
  FakeTransport transport;
  transport.get(kProbe, challenge());
  transport.get(kRealm, json_answer(200, R"({"token":"t","expires_in":300})"));
  transport.get(kManifest, answer(401));
  RegistrySession session(transport, clock, &key());
  const auto response = manifest(session);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 401);
  EXPECT_EQ(transport.seen().size(), 3U);
}

TEST(Session, StatusesOfTheRepositoryAreValues) {
  for (const int status : {404, 451, 502}) {
    const base::FixedClock clock(0);
    FakeTransport transport;
    transport.get(kProbe, challenge());
    transport.get(kRealm, json_answer(200, R"({"token":"t","expires_in":300})"));
    transport.get(kManifest, answer(status));
    RegistrySession session(transport, clock, &key());
    const auto response = manifest(session);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, status);
  }
}

TEST(Session, RefusedTokensAreErrors) {
  struct Row {
    int status;
    const SecretString* key;
    Errc code;
  };
  for (const Row& row : {Row{401, nullptr, Errc::kUnexpected}, Row{403, nullptr, Errc::kNotEntitled},
                         Row{401, &key(), Errc::kUnexpected}, Row{402, &key(), Errc::kNotEntitled},
                         Row{403, &key(), Errc::kNotEntitled}, Row{502, &key(), Errc::kService}}) {
    const base::FixedClock clock(0);
    FakeTransport transport;
    transport.get(kProbe, challenge());
    transport.get(kRealm, answer(row.status));
    RegistrySession session(transport, clock, row.key);
    const auto token = session.token("acme/zoom/app", "pull");
    ASSERT_FALSE(token);
    EXPECT_EQ(token.error().code, row.code) << row.status;
  }
}

TEST(Session, BlobsAreFetchedElsewhereWithoutTheToken) {
  const base::FixedClock clock(0);
  FakeTransport transport;
  transport.get(kProbe, challenge());
  transport.get(kRealm, json_answer(200, R"({"token":"token-MARKED","expires_in":300})"));
  transport.get("https://nvcr.io/v2/acme/zoom/app/blobs/sha256:0",
                answer(307, "", {{"Location", "https://layers.nvcr.io/x?sig=1"}}));
  transport.get("https://layers.nvcr.io/x", answer(200, "blob"));
  RegistrySession session(transport, clock, &key());
  const auto response = session.get(http::Method::kGet, "acme/zoom/app", "blobs/sha256:0");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "blob");
  EXPECT_EQ(transport.seen().back().form, "none");
  EXPECT_EQ(transport.seen().back().url, "https://layers.nvcr.io/x?sig=1");
}

}  // namespace
}  // namespace ngcs::ngc
