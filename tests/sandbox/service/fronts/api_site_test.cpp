#include "service/fronts/api_site.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/fronts/authn_site.h"
#include "service/fronts/foreign_site.h"
#include "service/test_support/ask.h"
#include "service/test_support/tls.h"

namespace ngcs::sandbox {
namespace {

using test::ask;
using test::basic;
using test::bearer;
using test::Question;
using test::Reply;
using testing::HasSubstr;

class Api : public testing::Test {
 protected:
  Api() { use(test::example_world()); }

  void use(World world) {
    world_ = world;
    state_.set_world(std::move(world));
  }
  const std::string& value(const char* id) { return world_.key_by_id(id)->value; }
  Reply get(const std::string& target, const char* id = nullptr) {
    Question question;
    question.target = target;
    if (id != nullptr) question.headers = {bearer(value(id))};
    return ask(state_, site_, question);
  }
  Reply introspect(const std::string& call, const std::string& credentials) {
    return ask(state_, site_,
               {.method = "POST",
                .target = "/v3/keys/" + call,
                .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                .body = "credentials=" + credentials});
  }
  // A token of authn.nvidia.com, by its first form.
  std::string exchanged(const char* id) {
    AuthnSite authn;
    const auto reply =
        ask(state_, authn, {.target = "/token?service=ngc", .headers = {basic("$oauthtoken", value(id))}});
    return json::string_or(reply.json(), "token");
  }

  base::FixedClock clock_{test::kNow};
  State state_{clock_};
  test::TempDir directory_;
  ChartShelf shelf_{directory_.path(), ""};
  ApiSite site_{shelf_};
  World world_;
};

TEST_F(Api, TheCatalogListsImagesForAnybody) {
  const std::string search = "/v2/search/catalog/resources/CONTAINER?q=";
  EXPECT_EQ(get(search + "cuda").status(), 400);
  const auto nvaie = get(search + "%7B%22query%22%3A%22orgName%3Anvaie%22%7D").json();
  EXPECT_EQ(nvaie["resultTotal"], 1);
  const auto hit = nvaie["results"][0]["resources"][0];
  EXPECT_EQ(hit["resourceId"], "nvaie/vgpu-guest-driver");
  EXPECT_EQ(hit["guestAccess"], false);
  EXPECT_EQ(hit["labels"][0]["values"][0], "nv-ai-enterprise");
  EXPECT_EQ(hit["attributes"][0]["value"], "550.54");
  EXPECT_EQ(get(search + "%7B%22query%22%3A%22orgName%3Amxa8oi8djw7m%22%7D").json()["resultTotal"], 0)
      << "what is private is not listed";
  EXPECT_EQ(get(search + "%7B%7D", "ada-old").status(), 401);
}

TEST_F(Api, CallerInfoKnowsNvapiKeys) {
  const auto personal = introspect("get-caller-info", value("ada-acme"));
  ASSERT_EQ(personal.status(), 200);
  EXPECT_EQ(personal.credential, "ada-acme");
  EXPECT_EQ(personal.form, "key");
  const auto body = personal.json();
  EXPECT_EQ(body["type"], "PERSONAL_KEY");
  EXPECT_EQ(body["orgName"], "mxa8oi8djw7m");
  EXPECT_EQ(body["products"], json::Value::parse(R"(["artifact-catalog","private-registry"])"));
  EXPECT_EQ(body["user"]["email"], "ada@acme.example");
  EXPECT_EQ(body["user"]["roles"][0]["org"]["displayName"], "Acme Robotics");
  EXPECT_FALSE(body["user"]["roles"][0]["org"].contains("productEnablements"));

  const auto service = introspect("get-caller-info", value("ci")).json();
  EXPECT_EQ(service["type"], "SERVICE_KEY");
  EXPECT_TRUE(service["user"].is_null());
  EXPECT_TRUE(service["products"].empty());

  for (const std::string& bad : {value("ada-old"), value("ada-legacy"), std::string("nvapi-unknown"), std::string()}) {
    const auto reply = introspect("get-caller-info", bad);
    EXPECT_EQ(reply.status(), 401);
    EXPECT_THAT(reply.body(), HasSubstr("Invalid API key."));
    if (!bad.empty()) {
      EXPECT_THAT(reply.body(), testing::Not(HasSubstr(bad)));
    }
  }
}

TEST_F(Api, SakInfoShowsPoliciesOfServiceKeys) {
  const auto body = introspect("get-sak-info", value("ci")).json();
  EXPECT_EQ(body["apiKey"]["policies"][0]["product"], "private-registry");
  EXPECT_EQ(body["apiKey"]["policies"][0]["resources"][0]["id"], "mxa8oi8djw7m/zoom/*");
  EXPECT_EQ(introspect("get-sak-info", value("ada-acme")).status(), 403);
  EXPECT_EQ(introspect("get-sak-info", "nvapi-unknown").status(), 401);
}

TEST_F(Api, UsersMeNamesOrgsTeamsRolesAndEnablements) {
  const auto reply = get("/v2/users/me", "ada-acme");
  ASSERT_EQ(reply.status(), 200);
  const auto user = reply.json()["user"];
  EXPECT_EQ(user["isActive"], true);
  ASSERT_EQ(user["roles"].size(), 3U);
  EXPECT_EQ(user["roles"][0]["orgRoles"][0], "REGISTRY_READ");
  EXPECT_EQ(user["roles"][1]["team"]["name"], "zoom");
  EXPECT_EQ(user["roles"][1]["teamRoles"][0], "REGISTRY_USER");
  const auto enablement = user["roles"][0]["org"]["productEnablements"][0];
  EXPECT_EQ(enablement["productName"], "nv-ai-enterprise");
  EXPECT_EQ(enablement["type"], "EMS_NFR");
  EXPECT_EQ(enablement["expirationDate"], "2027-05-02");
  EXPECT_EQ(user["roles"][0]["org"]["productSubscriptions"][0]["startDate"], "2026-01-02");
  EXPECT_EQ(user["roles"][0]["org"]["productSubscriptions"][0]["emsEntitlementType"], "EMS_NFR");

  World world = world_;
  world.variants.members_see_enablements = false;
  use(world);
  EXPECT_FALSE(get("/v2/users/me", "ada-acme").json()["user"]["roles"][0]["org"].contains("productEnablements"));
}

TEST_F(Api, UsersMeAndItsRefusals) {
  EXPECT_EQ(get("/v2/users/me").status(), 401);
  EXPECT_EQ(get("/v2/users/me", "ada-old").status(), 401);
  EXPECT_EQ(get("/v2/users/me", "ci").status(), 403) << "a service key is nobody";
  EXPECT_EQ(get("/v2/users/me", "ada-legacy").status(), 401) << "a legacy key is exchanged first";
  EXPECT_EQ(ask(state_, site_, {.target = "/v2/users/me", .headers = {bearer(exchanged("ada-legacy"))}}).status(), 200);
  EXPECT_EQ(
      ask(state_, site_, {.target = "/v2/users/me", .headers = {basic("$oauthtoken", value("ada-acme"))}}).status(),
      401);
  World world = world_;
  world.variants.users_me_accepts_personal_key = false;
  use(world);
  EXPECT_EQ(get("/v2/users/me", "ada-acme").status(), 401);
  EXPECT_EQ(get("/v2/orgs", "ada-acme").status(), 401);
  EXPECT_EQ(ask(state_, site_, {.target = "/v2/orgs", .headers = {bearer(exchanged("ada-legacy"))}}).status(), 200);
}

TEST_F(Api, RegistryTokensAreNotTheApis) {
  Token token;
  token.key_id = "ada-acme";
  token.expires = test::kNow + 100;
  EXPECT_EQ(ask(state_, site_, {.target = "/v2/users/me", .headers = {bearer(encode_token(state_.signer(), token))}})
                .status(),
            401);
  const auto api = exchanged("ada-acme");
  clock_.advance_ms(301000);
  EXPECT_EQ(ask(state_, site_, {.target = "/v2/users/me", .headers = {bearer(api)}}).status(), 401) << "expired";
}

TEST_F(Api, PendingInvitationsAreListedOrAbsent) {
  World world = world_;
  world.users.front().roles.push_back(test::role("nim", "meta", "REGISTRY_READ", true));
  use(world);
  const auto listed = get("/v2/users/me", "ada-acme").json();
  EXPECT_EQ(listed["user"]["roles"].size(), 3U) << "no role before it is accepted";
  EXPECT_EQ(listed["invitations"][0]["org"], "nim");
  EXPECT_EQ(listed["invitations"][0]["isProcessed"], false);
  world.variants.pending_invitation_listed = false;
  use(world);
  EXPECT_FALSE(get("/v2/users/me", "ada-acme").json().contains("invitations"));
}

TEST_F(Api, InactiveUsersAreListedOrUnknown) {
  World world = world_;
  world.users.front().active = false;
  use(world);
  EXPECT_EQ(get("/v2/users/me", "ada-acme").status(), 401);
  EXPECT_EQ(introspect("get-caller-info", value("ada-acme")).status(), 401);
  world.variants.inactive_user_listed = true;
  use(world);
  EXPECT_EQ(get("/v2/users/me", "ada-acme").json()["user"]["isActive"], false);
  EXPECT_EQ(introspect("get-caller-info", value("ada-acme")).json()["user"]["isActive"], false);
  EXPECT_EQ(get("/v2/org/mxa8oi8djw7m/repos/base", "ada-acme").status(), 403);
}

TEST_F(Api, OrgsComeInPages) {
  const auto all = get("/v2/orgs", "ada-acme").json();
  EXPECT_EQ(all["organizations"].size(), 2U);
  EXPECT_EQ(all["paginationInfo"]["totalResults"], 2);
  const auto second = get("/v2/orgs?page-size=1&page-number=1", "ada-acme").json();
  EXPECT_EQ(second["organizations"][0]["name"], "k2p9xq4tz1aa");
  EXPECT_EQ(second["paginationInfo"]["totalPages"], 2);
  EXPECT_FALSE(second["paginationInfo"].contains("nextPage"));
  EXPECT_EQ(get("/v2/orgs?page-size=1", "ada-acme").json()["paginationInfo"]["nextPage"], 1);
  EXPECT_TRUE(get("/v2/orgs?page-number=7", "ada-acme").json()["organizations"].empty());
  EXPECT_EQ(get("/v2/orgs?page-size=0&page-number=x", "ada-acme").status(), 200);
}

TEST_F(Api, OneOrgAndItsTeams) {
  EXPECT_EQ(get("/v2/orgs/mxa8oi8djw7m", "ada-acme").json()["organizations"]["displayName"], "Acme Robotics");
  EXPECT_EQ(get("/v2/orgs/nvidia", "ada-acme").status(), 403);
  EXPECT_EQ(get("/v2/orgs/unknown", "ada-acme").status(), 403);
  EXPECT_EQ(get("/v2/orgs/k2p9xq4tz1aa", "ada-acme").status(), 403) << "a personal key is bound to its org";
  EXPECT_EQ(get("/v2/org/mxa8oi8djw7m/teams", "ada-acme").json()["teams"].size(), 2U);
  EXPECT_EQ(get("/v2/org/mxa8oi8djw7m/teams").status(), 401);
  EXPECT_EQ(get("/v2/org/nvidia/teams", "ada-acme").status(), 403);
  World world = world_;
  world.users.front().roles.erase(world.users.front().roles.begin());
  use(world);
  EXPECT_EQ(get("/v2/org/mxa8oi8djw7m/teams", "ada-acme").json()["teams"].size(), 2U) << "a role in one team is enough";
  world.users.front().roles.erase(world.users.front().roles.begin());
  use(world);
  EXPECT_EQ(get("/v2/org/mxa8oi8djw7m/teams", "ada-acme").json()["teams"].size(), 0U) << "no member any more";
}

TEST_F(Api, RepositoriesFollowThePolicy) {
  EXPECT_EQ(get("/v2/org/nvidia/repos/cuda").status(), 401) << "also what is public";
  EXPECT_EQ(get("/v2/org/nvidia/repos/cuda", "ada-acme").status(), 200);
  EXPECT_EQ(get("/v2/org/nvidia/repos/cuda", "ada-old").status(), 401);
  const auto app = get("/v2/org/mxa8oi8djw7m/team/zoom/repos/app?resolve-labels=true", "ada-acme").json();
  EXPECT_EQ(app["name"], "app");
  EXPECT_EQ(app["namespace"], "mxa8oi8djw7m/zoom");
  EXPECT_EQ(app["tags"][0], "1");
  const auto gated = get("/v2/org/nvaie/repos/vgpu-guest-driver", "ada-acme");
  EXPECT_EQ(gated.json()["productNames"][0], "nv-ai-enterprise");
  EXPECT_EQ(get("/v2/org/nvaie/repos/vgpu-guest-driver", "ada-own").status(), 403);
  EXPECT_EQ(get("/v2/org/mxa8oi8djw7m/repos/base", "ada-own").status(), 403);
  const auto missing = get("/v2/org/mxa8oi8djw7m/repos/none", "ada-acme");
  EXPECT_EQ(missing.status(), 404);
  EXPECT_EQ(missing.header("Content-Type"), "application/problem+json");
  EXPECT_EQ(get("/v2/org/nvaie/repos/none", "ada-acme").status(), 403) << "existence is not revealed";
  const auto list = get("/v2/org/mxa8oi8djw7m/team/zoom/repos", "ada-acme").json();
  EXPECT_EQ(list["repositories"][0]["name"], "app");
  EXPECT_EQ(get("/v2/org/k2p9xq4tz1aa/repos", "ada-acme").status(), 403);
  EXPECT_TRUE(get("/v2/org/mxa8oi8djw7m/team/perception/repos", "ada-acme").json()["repositories"].empty());
  state_.pushed().add("mxa8oi8djw7m/zoom/new", "2");
  state_.pushed().add("mxa8oi8djw7m/zoom/new", "sha256:00");
  const auto pushed = get("/v2/org/mxa8oi8djw7m/team/zoom/repos/new", "ada-acme").json();
  EXPECT_EQ(pushed["tags"], json::Value::parse(R"(["2"])"));
  World world = world_;
  for (Image& image : world.images) image.region_blocked = true;
  use(world);
  EXPECT_EQ(get("/v2/org/nvidia/repos/cuda", "ada-acme").status(), 451);
}

TEST_F(Api, TheRequestThatRevokesKeysFailsAndIsSeen) {
  const auto reply =
      ask(state_, site_, {.method = "POST", .target = "/v2/users/me/api-key", .headers = {bearer(value("ada-acme"))}});
  EXPECT_EQ(reply.status(), 500);
  EXPECT_EQ(reply.form, "key");
  EXPECT_EQ(get("/v2/users/me", "ada-acme").status(), 200) << "and nothing is revoked";
}

TEST_F(Api, GuestsReadPublicCharts) {
  const auto versions = get("/v2/helm-charts/nvidia/gpu-operator/versions").json();
  EXPECT_EQ(versions["artifactVersions"].size(), 3U);
  EXPECT_EQ(get("/v2/helm-charts/nvidia/gpu-operator/versions/24.3.0").json()["artifactVersion"]["status"],
            "UPLOAD_COMPLETE");
  EXPECT_EQ(get("/v2/helm-charts/nvidia/gpu-operator/versions/1").status(), 404);
  const auto gated = get("/v2/helm-charts/nvaie/gpu-operator/versions");
  EXPECT_EQ(gated.status(), 403);
  EXPECT_THAT(gated.body(), HasSubstr("Artifact is not Guest accessible!"));
  EXPECT_EQ(get("/v2/helm-charts/nvaie/none/versions").status(), 403);
  EXPECT_EQ(get("/v2/helm-charts/nvidia/gpu-operator/versions", "ada-old").status(), 401);
  EXPECT_EQ(get("/v2/helm-charts/nvidia").status(), 404);
}

TEST_F(Api, WhatIsNotThere) {
  for (const char* target : {"/", "/v2", "/v2/org", "/v2/org/x", "/v2/org/x/y", "/v2/org/x/team/y/z", "/v1/users/me"}) {
    const auto reply = get(target, "ada-acme");
    EXPECT_EQ(reply.status(), 404) << target;
    EXPECT_THAT(reply.body(), HasSubstr("urn:kaizen:problem-details:not-found")) << target;
  }
}

// --- authn.nvidia.com

class Authn : public Api {
 protected:
  Reply form1(const std::string& query, const char* id) {
    return ask(state_, authn_, {.target = "/token?service=ngc" + query, .headers = {basic("$oauthtoken", value(id))}});
  }
  AuthnSite authn_;
};

TEST_F(Authn, ExchangesInThreeForms) {
  EXPECT_EQ(form1("", "ada-legacy").status(), 200);
  EXPECT_EQ(form1("&scope=group/ngc:mxa8oi8djw7m&scope=group/ngc:mxa8oi8djw7m/zoom", "ada-legacy").json()["expires_in"],
            300);
  EXPECT_EQ(form1("&group/ngc:mxa8oi8djw7m/zoom", "ada-legacy").status(), 200);
  EXPECT_EQ(ask(state_, authn_,
                {.target = "/token?service=ngc", .headers = {{"Authorization", "ApiKey " + value("ada-legacy")}}})
                .status(),
            200);
  const auto posted = ask(state_, authn_,
                          {.method = "POST",
                           .target = "/token",
                           .headers = {basic("$oauthtoken", value("ada-acme"))},
                           .body = "grant_type=client_credentials&scope=ngc:group/mxa8oi8djw7m"});
  EXPECT_EQ(posted.status(), 200);
  EXPECT_TRUE(posted.json().contains("access_token"));
  EXPECT_FALSE(posted.json().contains("token"));
}

TEST_F(Authn, RefusesWhatTheKeyDoesNotReach) {
  EXPECT_EQ(form1("", "ada-old").status(), 401);
  EXPECT_EQ(ask(state_, authn_, {.target = "/token?service=ngc"}).status(), 401);
  EXPECT_EQ(form1("&scope=group/ngc:nvidia", "ada-legacy").status(), 403);
  EXPECT_EQ(form1("&scope=group/ngc:mxa8oi8djw7m", "ada-own").status(), 403);
  EXPECT_EQ(form1("&scope=group/ngc:mxa8oi8djw7m", "ci").status(), 200);
  EXPECT_EQ(form1("&scope=repository:nvidia/cuda:pull", "ada-legacy").status(), 401)
      << "where the renewal of an expired registry token ends";
  EXPECT_EQ(ask(state_, authn_,
                {.method = "POST",
                 .target = "/token",
                 .headers = {basic("$oauthtoken", value("ada-acme"))},
                 .body = "grant_type=password"})
                .status(),
            400);
  EXPECT_EQ(ask(state_, authn_, {.target = "/other"}).status(), 404);
}

// --- others

TEST_F(Api, AForeignHostRemembersKeysInAnyForm) {
  ForeignSite foreign(shelf_);
  const std::string& key = value("ada-acme");
  const auto seen = [&](const Question& question) {
    const auto reply = ask(state_, foreign, question);
    EXPECT_EQ(reply.status(), 404);
    return reply.credential + "/" + reply.form;
  };
  EXPECT_EQ(seen({.target = "/"}), "none/none");
  EXPECT_EQ(seen({.target = "/?k=" + key}), "ada-acme/key");
  EXPECT_EQ(seen({.target = "/", .headers = {basic("$oauthtoken", key)}}), "ada-acme/key");
  EXPECT_EQ(seen({.target = "/", .headers = {{"X-Other", "a " + key + " b"}}}), "ada-acme/key");
  EXPECT_EQ(seen({.target = "/", .headers = {{"Cookie", basic("$oauthtoken", key).second}}}), "ada-acme/key");
  EXPECT_EQ(seen({.method = "POST", .target = "/", .body = "credentials=" + key}), "ada-acme/key");
  EXPECT_EQ(seen({.target = "/", .headers = {bearer(exchanged("ada-acme"))}}), "ada-acme/token");
  EXPECT_EQ(seen({.target = "/", .headers = {bearer("unknown")}}), "foreign/key");
}

}  // namespace
}  // namespace ngcs::sandbox
