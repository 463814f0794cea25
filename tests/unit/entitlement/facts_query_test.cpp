#include "entitlement/facts_query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_transport.h"

namespace ngcs::entitlement {
namespace {

using secret::SecretString;
using test::answer;
using test::FakeTransport;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string kApi = "https://api.ngc.nvidia.com";
const std::string kAcmeOrg = "mxa8oi8djw7m";

http::Response dated(std::string body) {
  return answer(200, std::move(body),
                {{"Content-Type", "application/json"}, {"Date", "Thu, 26 Nov 2026 11:58:35 GMT"}});
}

std::string user(const std::string& more) {
  return R"("user":{"name":"Ada","email":"a@b","isActive":true,)" + more +
         R"("roles":[{"org":{"name":"mxa8oi8djw7m","displayName":"Acme Robotics","type":"ENTERPRISE"},"orgRoles":["REGISTRY_READ"]}]})";
}

TEST(Gather, WhatAPersonalKeysFactsAre) {
  FakeTransport transport;
  transport.on(
      http::Method::kPost, kApi + "/v3/keys/get-caller-info",
      dated(R"({"type":"PERSONAL_KEY","orgName":"mxa8oi8djw7m","products":["private-registry"],)" + user("") + "}"));
  transport.get(kApi + "/v2/users/me",
                dated("{" + user(R"("hasSignedEULA":true,"hasSignedNVAIEEULA":true,)") + R"(,"invitations":[
    {"org":"partner","roles":["REGISTRY_READ"],"isProcessed":false},{"org":"old","roles":[],"isProcessed":true},
    {"org":"partner","team":"t","roles":["REGISTRY_USER"]},{"org":"../x"}]})"));
  transport.get(kApi + "/v2/orgs", dated(R"({"organizations":[{"name":"mxa8oi8djw7m"},{"name":"k2p9xq4tz1aa"}]})"));
  transport.get(kApi + "/v2/org/mxa8oi8djw7m/teams", dated(R"({"teams":[{"name":"zoom"}]})"));
  transport.get(kApi + "/v2/org/k2p9xq4tz1aa/teams", dated(R"({"teams":[]})"));
  const SecretString key("nvapi-MARKED0123456789");
  const auto facts = gather(transport, key, key::Kind::kScoped);
  ASSERT_TRUE(facts) << facts.error().message;
  EXPECT_EQ(transport.seen().size(), 4U);
  EXPECT_EQ(facts->now, 1795694315);
  EXPECT_FALSE(facts->policies);
  EXPECT_THAT(facts->accepted_terms.value(), ElementsAre("nv-ai-enterprise"));
  EXPECT_THAT(facts->pending_orgs.value(), ElementsAre("partner"));
  EXPECT_TRUE(facts->identity.services_listed);
  EXPECT_TRUE(facts->identity.roles_listed);
  EXPECT_TRUE(facts->identity.orgs_listed);
  EXPECT_TRUE(facts->identity.orgs[0].teams_listed);
  EXPECT_FALSE(facts->identity.orgs[1].teams_listed);
  ASSERT_TRUE(gather(transport, key, key::Kind::kScoped, "k2p9xq4tz1aa"));
  EXPECT_EQ(transport.seen().size(), 9U);
  ASSERT_TRUE(gather(transport, key, key::Kind::kScoped, "not-mine"));
  EXPECT_EQ(transport.seen().size(), 13U) << "an org that the user is not in is not asked about";
}

TEST(Gather, SilenceIsNotSaid) {
  FakeTransport transport;
  transport.on(http::Method::kPost, kApi + "/v3/keys/get-caller-info",
               test::json_answer(200, R"({"type":"PERSONAL_KEY","orgName":"mxa8oi8djw7m"})"));
  for (const char* path : {"/v2/users/me", "/v2/orgs", "/v2/org/mxa8oi8djw7m/teams"}) {
    transport.get(kApi + path, answer(401));
  }
  const auto facts = gather(transport, SecretString("nvapi-MARKED0123456789"), key::Kind::kScoped);
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->now, 0);
  EXPECT_FALSE(facts->accepted_terms);
  EXPECT_FALSE(facts->pending_orgs);
  EXPECT_FALSE(facts->identity.services_listed);
  EXPECT_FALSE(facts->identity.roles_listed);
  EXPECT_FALSE(facts->identity.orgs_listed);
  EXPECT_FALSE(facts->identity.orgs.at(0).teams_listed);
}

TEST(Gather, TermsThatAreRefusedAreSaid) {
  ngc::Identity identity;
  identity.nvaie_terms = false;
  EXPECT_THAT(facts_of(identity).accepted_terms.value(), IsEmpty());
}

TEST(Gather, AServiceKeysPolicies) {
  FakeTransport transport;
  transport.on(http::Method::kPost, kApi + "/v3/keys/get-caller-info",
               dated(R"({"type":"SERVICE_KEY","orgName":"mxa8oi8djw7m","products":[],"user":null})"));
  transport.on(http::Method::kPost, kApi + "/v3/keys/get-sak-info", dated(R"({"apiKey":{"keyId":"k","policies":[
    {"product":"private-registry","scopes":["pull"],"resources":[{"id":"mxa8oi8djw7m/zoom/*"},"*"]},
    {"product":"artifact-catalog","resources":[]},{"resources":["*"]}]}})"));
  transport.get(kApi + "/v2/orgs", answer(403));
  transport.get(kApi + "/v2/org/mxa8oi8djw7m/teams", answer(403));
  const auto facts = gather(transport, SecretString("nvapi-MARKED0123456789"), key::Kind::kScoped);
  ASSERT_TRUE(facts);
  ASSERT_EQ(facts->policies.value().size(), 2U);
  EXPECT_EQ((*facts->policies)[0].product, "private-registry");
  EXPECT_THAT((*facts->policies)[0].scopes, ElementsAre("pull"));
  EXPECT_THAT((*facts->policies)[0].resources, ElementsAre("*", "mxa8oi8djw7m/zoom/*"));
  EXPECT_THAT((*facts->policies)[1].scopes, IsEmpty());
  EXPECT_EQ(may(*facts, Action::kPull, Thing::kImage, {"mxa8oi8djw7m", "zoom"}, "app").allowed, Allowed::kYes);
}

TEST(Gather, NothingLearnedIsAnError) {
  FakeTransport transport;
  transport.on(http::Method::kPost, kApi + "/v3/keys/get-caller-info", answer(401));
  transport.get(kApi + "/v2/users/me", answer(401));
  transport.get(kApi + "/v2/orgs", answer(401));
  EXPECT_FALSE(gather(transport, SecretString("nvapi-MARKED0123456789"), key::Kind::kScoped));
}

}  // namespace
}  // namespace ngcs::entitlement
