#include "ngc/identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_transport.h"
#include "ngc/identity_json.h"

namespace ngcs::ngc {
namespace {

using base::Errc;
using base::Error;
using secret::SecretString;
using test::answer;
using test::challenge;
using test::FakeTransport;
using test::json_answer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kProbe = "https://nvcr.io/v2/";
constexpr const char* kRealm = "https://nvcr.io/proxy_auth";
constexpr const char* kCallerInfo = "https://api.ngc.nvidia.com/v3/keys/get-caller-info";
constexpr const char* kServiceKey = "https://api.ngc.nvidia.com/v3/keys/get-sak-info";
constexpr const char* kUsersMe = "https://api.ngc.nvidia.com/v2/users/me";
constexpr const char* kOrgs = "https://api.ngc.nvidia.com/v2/orgs";
constexpr const char* kTeams = "https://api.ngc.nvidia.com/v2/org/mxa8oi8djw7m/teams";

const SecretString& key() {
  static const SecretString secret("nvapi-MARKED0123456789");
  return secret;
}

// --- check_key ---

KeyCheck check(http::Response token_answer) {
  FakeTransport transport;
  transport.get(kProbe, challenge());
  transport.get(kRealm, std::move(token_answer));
  KeyCheck checked = check_key(transport, key());
  // Cold first, then the key, once, with no scope, as Basic: an anonymous 200 would be a silent false pass.
  EXPECT_EQ(transport.seen().size(), 2U);
  EXPECT_EQ(transport.seen().at(0).form, "none");
  EXPECT_EQ(transport.seen().at(1).form, "basic");
  EXPECT_EQ(transport.seen().at(1).user, "$oauthtoken");
  EXPECT_EQ(transport.seen().at(1).secret, key().reveal());
  EXPECT_EQ(transport.seen().at(1).url, kRealm);
  EXPECT_THAT(checked.reason.value_or(Error()).message, Not(HasSubstr("MARKED")));
  EXPECT_EQ(checked.reason.has_value(), checked.verdict != Verdict::kAccepted);
  return checked;
}

TEST(CheckKey, AcceptedOnAToken) {
  EXPECT_EQ(check(json_answer(200, R"({"token":"t","expires_in":300})")).verdict, Verdict::kAccepted);
  EXPECT_EQ(check(json_answer(200, R"({"access_token":"t"})")).verdict, Verdict::kAccepted);
}

TEST(CheckKey, RejectedOn401OfTheExchangeOnly) {
  for (const http::Response& response :
       {answer(401), json_answer(401, R"({"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]})"),
        answer(401, "<html><head><title>401 Authorization Required</title></head>", {{"Content-Type", "text/html"}}),
        json_answer(401, R"({"error":"unknown key nvapi-MARKED0123456789"})")}) {
    const KeyCheck checked = check(response);
    EXPECT_EQ(checked.verdict, Verdict::kRejected);
    EXPECT_EQ(checked.reason->code, Errc::kRejected);
    EXPECT_THAT(checked.reason->hint, HasSubstr("https://org.ngc.nvidia.com/setup/api-keys"));
  }
}

TEST(CheckKey, EverythingElseCouldNotBeChecked) {
  struct Row {
    http::Response response;
    Errc code;
  };
  for (const Row& row :
       {Row{answer(402), Errc::kUnexpected}, Row{answer(403, "Access Denied"), Errc::kUnexpected},
        Row{answer(404), Errc::kUnexpected}, Row{answer(429), Errc::kService}, Row{answer(500), Errc::kService},
        Row{answer(502), Errc::kService}, Row{answer(504), Errc::kService}, Row{answer(307), Errc::kUnexpected},
        Row{answer(200, "<html>"), Errc::kUnexpected}, Row{json_answer(200, "{}"), Errc::kUnexpected},
        Row{json_answer(200, R"({"token":""})"), Errc::kUnexpected}}) {
    const KeyCheck checked = check(row.response);
    EXPECT_EQ(checked.verdict, Verdict::kCouldNotCheck) << row.response.status;
    EXPECT_EQ(checked.reason->code, row.code) << row.response.status;
  }
}

TEST(CheckKey, AnOutageBeforeTheExchangeSendsNoKey) {
  struct Row {
    base::Result<http::Response> probe;
    Errc code;
  };
  for (const Row& row : {Row{answer(401, "<html>"), Errc::kUnexpected}, Row{answer(502), Errc::kService},
                         Row{answer(200), Errc::kUnexpected},
                         Row{challenge("realm=\"https://evil.example/token\""), Errc::kForbiddenHost},
                         Row{challenge("realm=\"http://nvcr.io/proxy_auth\""), Errc::kForbiddenHost},
                         Row{Error(Errc::kNetwork, "no name", "", http::kDns), Errc::kNetwork},
                         Row{Error(Errc::kService, "silence", "", http::kNoAnswer), Errc::kService}}) {
    FakeTransport transport;
    transport.on(http::Method::kGet, kProbe, [&](const FakeTransport::Seen&) { return row.probe; });
    const KeyCheck checked = check_key(transport, key());
    EXPECT_EQ(checked.verdict, Verdict::kCouldNotCheck);
    EXPECT_EQ(checked.reason->code, row.code);
    ASSERT_EQ(transport.seen().size(), 1U);
    EXPECT_EQ(transport.seen()[0].form, "none");
  }
}

TEST(CheckKey, FollowsAColdRealmAtAuthn) {
  FakeTransport transport;
  transport.get(kProbe, challenge(R"(realm="https://authn.nvidia.com/token",service="registry")"));
  transport.get("https://authn.nvidia.com/token", json_answer(200, R"({"token":"t"})"));
  EXPECT_EQ(check_key(transport, key()).verdict, Verdict::kAccepted);
  EXPECT_EQ(transport.seen().at(1).url, "https://authn.nvidia.com/token?service=registry");
}

// --- who_am_i ---

constexpr const char* kPersonal = R"({
  "userId":"u1","orgName":"mxa8oi8djw7m","type":"PERSONAL_KEY","products":["artifact-catalog","private-registry"],
  "user":{"id":7,"clientId":"c","name":"Ada Example","email":"ada@acme.example",
    "roles":[{"org":{"id":1,"name":"mxa8oi8djw7m","displayName":"Acme Robotics","type":"ENTERPRISE"},
              "orgRoles":["REGISTRY_READ"],"orgRolesByUserGroupId":[{"userGroupId":"NO_GROUP","roles":["REGISTRY_READ"]}]}]}})";

constexpr const char* kMe = R"({"requestStatus":{"statusCode":"SUCCESS"},
  "user":{"name":"Ada Example","email":"ada@acme.example","isActive":true,
    "roles":[{"org":{"name":"mxa8oi8djw7m","displayName":"Acme Robotics","type":"ENTERPRISE",
                "productEnablements":[{"productName":"nv-ai-enterprise","type":"EMS_NFR","expirationDate":"2027-01-31"}],
                "productSubscriptions":[{"productName":"nv-ai-enterprise","emsEntitlementType":"EMS_NFR","startDate":"2026-01-31"},
                                        {"productName":"not-enabled","emsEntitlementType":"EMS_EVAL"}]},
              "orgRoles":["REGISTRY_READ","REGISTRY-READ"]},
             {"org":{"name":"mxa8oi8djw7m"},"team":{"name":"zoom","isDeleted":false},"teamRoles":["REGISTRY_USER"]},
             {"org":{"name":"mxa8oi8djw7m"},"team":{"name":"gone","isDeleted":true},"teamRoles":["REGISTRY_USER"]},
             {"org":{"name":"k2p9xq4tz1aa","displayName":"ada's individual org","type":"INDIVIDUAL","productEnablements":[]},
              "orgRoles":["ORG_OWNER"]}]}})";

constexpr const char* kOrgList = R"({"organizations":[{"name":"mxa8oi8djw7m","displayName":"Acme Robotics"},
  {"name":"third","displayName":"A third one","type":"ENTERPRISE"}],"paginationInfo":{"index":0,"totalPages":1}})";

constexpr const char* kTeamList =
    R"({"teams":[{"id":1,"name":"zoom"},{"id":2,"name":"perception"},{"name":"old","isDeleted":true}]})";

void script(FakeTransport& transport) {
  transport.on(http::Method::kPost, kCallerInfo, json_answer(200, kPersonal));
  transport.get(kUsersMe, json_answer(200, kMe));
  transport.get(kOrgs, json_answer(200, kOrgList));
  transport.get(kTeams, json_answer(200, kTeamList));
}

TEST(WhoAmI, PutsTheAnswersTogether) {
  FakeTransport transport;
  script(transport);
  const auto identity = who_am_i(transport, key(), key::Kind::kScoped);
  ASSERT_TRUE(identity) << identity.error().message;
  EXPECT_EQ(identity->key_type, "PERSONAL_KEY");
  EXPECT_EQ(identity->key_org, "mxa8oi8djw7m");
  EXPECT_THAT(identity->services, ElementsAre("artifact-catalog", "private-registry"));
  EXPECT_EQ(identity->user_name, "Ada Example");
  EXPECT_EQ(identity->user_email, "ada@acme.example");
  EXPECT_EQ(identity->user_active, true);
  EXPECT_THAT(identity->gaps, IsEmpty());
  ASSERT_EQ(identity->orgs.size(), 3U);
  const Org& acme = identity->orgs[0];
  EXPECT_EQ(acme.name, "mxa8oi8djw7m");
  EXPECT_EQ(acme.display_name, "Acme Robotics");
  EXPECT_THAT(acme.roles, ElementsAre("REGISTRY_READ", "REGISTRY-READ"));
  ASSERT_EQ(acme.teams.size(), 2U);
  EXPECT_EQ(acme.teams[0].name, "zoom");
  EXPECT_THAT(acme.teams[0].roles, ElementsAre("REGISTRY_USER"));
  EXPECT_EQ(acme.teams[1].name, "perception");
  EXPECT_THAT(acme.teams[1].roles, IsEmpty());
  ASSERT_TRUE(acme.enablements);
  ASSERT_EQ(acme.enablements->size(), 1U);
  EXPECT_EQ(acme.enablements->front().product, "nv-ai-enterprise");
  EXPECT_EQ(acme.enablements->front().type, "EMS_NFR");
  EXPECT_EQ(acme.enablements->front().start_date, "2026-01-31");
  EXPECT_EQ(acme.enablements->front().expiration, "2027-01-31");
  ASSERT_TRUE(identity->orgs[1].enablements) << "a list that is present counts, even empty";
  EXPECT_THAT(*identity->orgs[1].enablements, IsEmpty());
  EXPECT_FALSE(identity->orgs[2].enablements) << "an absent list is no information";
}

TEST(WhoAmI, TheKeyIsSentToTheApiOnly) {
  FakeTransport transport;
  script(transport);
  ASSERT_TRUE(who_am_i(transport, key(), key::Kind::kScoped));
  for (const auto& seen : transport.seen()) EXPECT_THAT(seen.url, testing::StartsWith("https://api.ngc.nvidia.com/"));
  EXPECT_EQ(transport.seen().at(0).form, "body");
}

TEST(WhoAmI, AServiceKeyHasPoliciesAndNoUser) {
  FakeTransport transport;
  transport.on(
      http::Method::kPost, kCallerInfo,
      json_answer(
          200,
          R"({"requestStatus":{"statusCode":"SUCCESS"},"type":"SERVICE_KEY","orgName":"mxa8oi8djw7m","products":[],"user":null})"));
  transport.on(
      http::Method::kPost, kServiceKey,
      json_answer(
          200,
          R"({"apiKey":{"keyId":"k","policies":[{"product":"private-registry","resources":[{"id":"*"}]},{"product":"private-registry"}]}})"));
  transport.get(kOrgs, answer(403));
  transport.get(kTeams, answer(403));
  const auto identity = who_am_i(transport, key(), key::Kind::kScoped);
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->key_type, "SERVICE_KEY");
  EXPECT_THAT(identity->services, ElementsAre("private-registry"));
  EXPECT_EQ(identity->user_name, "");
  ASSERT_EQ(identity->orgs.size(), 1U);
  EXPECT_EQ(identity->orgs[0].name, "mxa8oi8djw7m");
  EXPECT_EQ(identity->gaps.size(), 2U);
}

TEST(WhoAmI, ALegacyKeyIsExchangedFirst) {
  FakeTransport transport;
  script(transport);
  transport.get("https://authn.nvidia.com/token", json_answer(200, R"({"token":"jwt","expires_in":3600})"));
  const auto identity = who_am_i(transport, SecretString("legacy-MARKED"), key::Kind::kLegacy);
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->key_type, "LEGACY");
  EXPECT_EQ(identity->key_org, "");
  EXPECT_THAT(identity->services, IsEmpty());
  EXPECT_EQ(identity->orgs.size(), 3U);
  EXPECT_THAT(transport.urls(), ElementsAre("https://authn.nvidia.com/token?service=ngc", kUsersMe,
                                            std::string(kOrgs) + "?page-size=1000"));
}

TEST(WhoAmI, WhatIsRefusedIsAGap) {
  FakeTransport transport;
  transport.on(http::Method::kPost, kCallerInfo, json_answer(200, kPersonal));
  transport.get(
      kUsersMe,
      json_answer(403, R"({"requestStatus":{"statusCode":"FORBIDDEN","statusDescription":"nvapi-MARKED0123456789"}})"));
  transport.get(kOrgs, answer(200, "<html>"));
  transport.get(kTeams, Error(Errc::kNetwork, "cut", "", http::kBroken));
  const auto identity = who_am_i(transport, key(), key::Kind::kScoped);
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->orgs.at(0).display_name, "Acme Robotics");
  EXPECT_FALSE(identity->user_active);
  ASSERT_EQ(identity->gaps.size(), 3U);
  EXPECT_THAT(identity->gaps[0], HasSubstr("/v2/users/me answered 403"));
  for (const std::string& gap : identity->gaps) EXPECT_THAT(gap, Not(HasSubstr("MARKED")));
}

TEST(WhoAmI, NothingLearnedIsAnError) {
  FakeTransport transport;
  transport.on(http::Method::kPost, kCallerInfo,
               json_answer(401, R"({"requestStatus":{"statusDescription":"Invalid API key."}})"));
  transport.get(kUsersMe, answer(401));
  transport.get(kOrgs, answer(401));
  const auto identity = who_am_i(transport, key(), key::Kind::kScoped);
  ASSERT_FALSE(identity);
  EXPECT_EQ(identity.error().detail, 401);
  EXPECT_THAT(identity.error().message, HasSubstr("Invalid API key."));
}

TEST(WhoAmI, WithoutANetworkOneQuestionIsEnough) {
  FakeTransport transport;
  transport.on(http::Method::kPost, kCallerInfo, [](const FakeTransport::Seen&) {
    return base::Result<http::Response>(Error(Errc::kService, "silence", "", http::kNoAnswer));
  });
  const auto identity = who_am_i(transport, key(), key::Kind::kScoped);
  ASSERT_FALSE(identity);
  EXPECT_EQ(identity.error().code, Errc::kService);
  EXPECT_EQ(transport.seen().size(), 1U);
}

// --- reading ---

TEST(IdentityJson, TextIsPrintableAndNamesAreFitForPaths) {
  const auto identity = parse_users_me(R"({"user":{"name":"A\u001b[31m\u202e","email":"a\nb","roles":[
    {"org":{"name":"../../users","displayName":"evil"}},{"org":{"name":"a/b"}},{"org":{"name":""}},{"org":{}},{"org":7},{},7,
    {"org":{"name":"good","displayName":"x\u0007y"},"team":{"name":"..%2f"},"orgRoles":[1,"R\u0000E"]}]}})");
  EXPECT_FALSE(identity) << "NUL is refused";
  const auto clean = parse_users_me(R"({"user":{"name":"A\u001b[31m\u202e","email":"a\nb","roles":[
    {"org":{"name":"../../users","displayName":"evil"}},{"org":{"name":"a/b"}},{"org":{"name":""}},{"org":{}},{"org":7},{},7,
    {"org":{"name":"good","displayName":"x\u0007y"},"team":{"name":"..%2f"},"orgRoles":[1,"R","R",""]}]}})");
  ASSERT_TRUE(clean);
  EXPECT_THAT(clean->user_name, Not(HasSubstr("\x1b")));
  EXPECT_THAT(clean->user_email, Not(HasSubstr("\n")));
  ASSERT_EQ(clean->orgs.size(), 1U);
  EXPECT_EQ(clean->orgs[0].name, "good");
  EXPECT_THAT(clean->orgs[0].display_name, Not(HasSubstr("\x07")));
  EXPECT_THAT(clean->orgs[0].roles, ElementsAre("R"));
  EXPECT_THAT(clean->orgs[0].teams, IsEmpty());
}

TEST(IdentityJson, MembersOfOtherTypesCountAsAbsent) {
  for (const char* body :
       {"{}", R"({"user":null,"products":null,"orgName":7,"type":[]})", R"({"user":{"roles":{}},"products":{}})",
        R"({"user":{"roles":[null]}})", R"({"organizations":{"name":"x"},"teams":7,"apiKey":[]})"}) {
    EXPECT_TRUE(parse_caller_info(body)) << body;
    EXPECT_TRUE(parse_users_me(body)) << body;
    EXPECT_TRUE(parse_orgs(body)) << body;
    EXPECT_TRUE(parse_teams(body)) << body;
    EXPECT_TRUE(parse_service_key(body)) << body;
  }
  for (const char* body : {"", "[]", "<html>", "null", "{\"a\":1,\"a\":2}"}) {
    EXPECT_EQ(parse_caller_info(body).error().code, Errc::kUnexpected) << body;
    EXPECT_EQ(parse_teams(body).error().code, Errc::kUnexpected) << body;
  }
}

TEST(IdentityJson, SubscriptionsAloneAreInformation) {
  const auto orgs = parse_orgs(
      R"({"organizations":[{"name":"a","productSubscriptions":[{"productName":"p","type":"EMS_EVAL","expirationDate":"2026-12-31"}]},
    {"name":"b","productSubscriptions":[]}]})");
  ASSERT_TRUE(orgs);
  ASSERT_TRUE((*orgs)[0].enablements);
  EXPECT_EQ((*orgs)[0].enablements->at(0).expiration, "2026-12-31");
  EXPECT_EQ((*orgs)[0].enablements->at(0).type, "EMS_EVAL");
  EXPECT_FALSE((*orgs)[1].enablements);
}

// --- choose_org ---

Org org(std::string name, std::string display) {
  Org made;
  made.name = std::move(name);
  made.display_name = std::move(display);
  return made;
}

TEST(ChooseOrg, NameFirstThenDisplayNameInAnyCase) {
  const std::vector<Org> orgs = {org("mxa8oi8djw7m", "Acme Robotics"), org("acme", "Other"), org("x1", "Twin"),
                                 org("x2", "twin"), org("Other", "")};
  EXPECT_EQ(choose_org(orgs, "Acme Robotics")->name, "mxa8oi8djw7m");
  EXPECT_EQ(choose_org(orgs, " ACME robotics ")->name, "mxa8oi8djw7m");
  EXPECT_EQ(choose_org(orgs, "acme")->name, "acme");
  EXPECT_EQ(choose_org(orgs, "Other")->name, "Other") << "an exact name wins over a display name";
  const auto twins = choose_org(orgs, "Twin");
  ASSERT_FALSE(twins);
  EXPECT_EQ(twins.error().code, Errc::kConflict);
  EXPECT_THAT(twins.error().message, HasSubstr("x1 (Twin), x2 (twin)"));
  const auto none = choose_org(orgs, "Acme\x1b");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Errc::kNotFound);
  EXPECT_THAT(none.error().message, Not(HasSubstr("\x1b")));
  EXPECT_THAT(none.error().hint, HasSubstr("mxa8oi8djw7m (Acme Robotics)"));
  EXPECT_FALSE(choose_org({}, "x"));
}

}  // namespace
}  // namespace ngcs::ngc
