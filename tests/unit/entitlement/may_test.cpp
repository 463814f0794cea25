#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "make_facts.h"

namespace ngcs::entitlement {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const Target kClosed{Visibility::kClosed, {}};
const Target kPublic{Visibility::kPublic, {}};

struct Row {
  std::string what;
  Facts facts;
  Action action;
  registry::Space space;
  Allowed allowed;
  std::vector<std::string> codes;
  Target target = {};
  Thing thing = Thing::kImage;
  std::string name = "app";
};

void check(const Row& row) {
  const Decision decision = may(row.facts, row.action, row.thing, row.space, row.name, row.target);
  EXPECT_EQ(decision.allowed, row.allowed) << row.what << ": " << decision.reason;
  EXPECT_EQ(decision.codes, row.codes) << row.what << ": " << decision.reason;
  const bool one = row.allowed == Allowed::kNo && row.codes.size() == 1;
  EXPECT_EQ(decision.code, one ? row.codes.front() : "") << row.what;
  EXPECT_FALSE(decision.reason.empty()) << row.what;
  EXPECT_FALSE(decision.evidence.empty()) << row.what;
  EXPECT_EQ(decision.reason.find('\n'), std::string::npos) << row.what;
  EXPECT_TRUE(row.allowed != Allowed::kYes || decision.codes.empty()) << row.what;
  EXPECT_TRUE(row.allowed != Allowed::kNo || !decision.codes.empty()) << row.what;
}

Facts with(Facts facts, const std::function<void(Facts&)>& change) {
  change(facts);
  return facts;
}
Facts roles(std::vector<std::string> of_org, std::vector<std::string> of_zoom = {}) {
  return with(ada(), [&](Facts& facts) {
    facts.identity.orgs[0].roles = std::move(of_org);
    facts.identity.orgs[0].teams[0].roles = std::move(of_zoom);
  });
}

constexpr Allowed kYes = Allowed::kYes;
constexpr Allowed kNo = Allowed::kNo;
constexpr Allowed kUnknown = Allowed::kUnknown;
constexpr Action kPull = Action::kPull;
constexpr Action kPush = Action::kPush;

TEST(May, RolesOfOrgAndTeam) {
  const registry::Space org{kAcme, ""};
  const registry::Space zoom{kAcme, "zoom"};
  const registry::Space perception{kAcme, "perception"};
  const std::vector<Row> rows = {
      {"read in the org", ada(), kPull, org, kYes, {}},
      {"a role of the org reads in a team", ada(), kPull, perception, kYes, {}},
      {"a role of the org does not write in a team", ada(), kPush, perception, kNo, {"NGC6302"}},
      {"a team's role writes in its team", ada(), kPush, zoom, kYes, {}},
      {"a team's role writes in no other place", ada(), kPush, org, kNo, {"NGC6302"}},
      {"writer of the org writes in the org", roles({"REGISTRY_USER"}), kPush, org, kYes, {}},
      {"writer of the org does not write in its team", roles({"REGISTRY_USER"}), kPush, zoom, kNo, {"NGC6302"}},
      {"admin of the org does not write in its team", roles({"REGISTRY_ADMIN"}), kPush, zoom, kNo, {"NGC6302"}},
      {"the owner writes everywhere", roles({"ORG_OWNER"}), kPush, zoom, kYes, {}},
      {"the owner deletes everywhere", roles({"ORG_OWNER"}), Action::kDelete, zoom, kYes, {}},
      {"a writer does not delete", roles({}, {"REGISTRY_USER"}), Action::kDelete, zoom, kNo, {"NGC6302"}},
      {"an admin deletes", roles({}, {"REGISTRY-ADMIN"}), Action::kDelete, zoom, kYes, {}},
      {"create is writing", roles({}, {"REGISTRY_READ"}), Action::kCreate, zoom, kNo, {"NGC6302"}, {}, Thing::kChart},
      {"update is writing", ada(), Action::kUpdate, zoom, kYes, {}, {}, Thing::kChart},
      {"a reader of a team reads it", roles({}, {"REGISTRY_READ"}), kPull, zoom, kYes, {}},
      {"and not the org", roles({}, {"REGISTRY_READ"}), kPull, org, kNo, {"NGC6301"}},
      {"not in the team", roles({}, {"REGISTRY_READ"}), kPull, perception, kNo, {"NGC6201"}},
      {"roles of other products read nothing", roles({"NVIDIA_AI_ENTERPRISE_VIEWER"}), kPull, org, kNo, {"NGC6301"}},
      {"EGX reads nothing here", roles({"EGX_ADMIN"}), kPull, org, kNo, {"NGC6301"}},
      {"no role at all", roles({}), kPull, org, kNo, {"NGC6101", "NGC6102", "NGC6304"}},
      {"no role at all, pushing", roles({}), kPush, org, kNo, {"NGC6101", "NGC6102", "NGC6304"}},
      {"User Admin by the service table", roles({"USER_ADMIN"}), kPush, org, kYes, {}},
      {"a role that no source describes", roles({"USER_WRITE"}), kPull, org, kUnknown, {"NGC6301"}},
      {"beside one that is enough", roles({"USER_WRITE", "REGISTRY_READ"}), kPull, org, kYes, {}},
      {"a team that is not there", ada(), kPull, {kAcme, "nobody"}, kNo, {"NGC6202"}},
      {"not there for the owner either", roles({"ORG_OWNER"}), kPush, {kAcme, "nobody"}, kNo, {"NGC6202"}},
      {"a role in one team shows every team", roles({}, {"REGISTRY_READ"}), kPull, {kAcme, "nobody"}, kNo, {"NGC6202"}},
      {"models and resources are one column with images", ada(), kPull, zoom, kYes, {}, {}, Thing::kModel},
      {"models", ada(), kPush, org, kNo, {"NGC6302"}, {}, Thing::kModel},
      {"resources", ada(), kPush, zoom, kYes, {}, {}, Thing::kResource},
  };
  for (const Row& row : rows) check(row);
}

TEST(May, WhatIsNotSaidIsNotKnown) {
  const registry::Space org{kAcme, ""};
  const auto silent = [](const std::function<void(ngc::Identity&)>& change) {
    return with(ada(), [&](Facts& facts) { change(facts.identity); });
  };
  const std::vector<Row> rows = {
      {"the kind of the key",
       silent([](auto& key) { key.key_type.clear(); }),
       kPull,
       org,
       kUnknown,
       {"NGC5202", "NGC6102", "NGC6301"}},
      {"the org of the key",
       silent([](auto& key) { key.key_org.clear(); }),
       kPull,
       org,
       kUnknown,
       {"NGC5202", "NGC6102", "NGC6301"}},
      {"the services",
       silent([](auto& key) {
         key.services.clear();
         key.services_listed = false;
       }),
       kPull,
       org,
       kUnknown,
       {"NGC5202"}},
      {"a list of services that is empty is said",
       silent([](auto& key) { key.services.clear(); }),
       kPull,
       org,
       kNo,
       {"NGC5202"}},
      {"the roles",
       silent([](auto& key) {
         key.roles_listed = false;
         key.orgs[0].roles.clear();
         key.orgs[0].teams.clear();
       }),
       kPull,
       org,
       kUnknown,
       {"NGC5202", "NGC6102", "NGC6301"}},
      {"the orgs of a legacy key's user",
       with(legacy(),
            [](Facts& facts) {
              facts.identity.orgs.clear();
              facts.identity.orgs_listed = false;
            }),
       kPull,
       org,
       kUnknown,
       {"NGC6102", "NGC6301"}},
      {"a team's existence plays no part where teams are not listed",
       silent([](auto& key) { key.orgs[0].teams_listed = false; }),
       kPull,
       {kAcme, "nobody"},
       kYes,
       {}},
  };
  for (const Row& row : rows) check(row);
}

TEST(May, KeyAndOrg) {
  const auto without = [](const char* service) {
    return with(ada(), [&](Facts& facts) { std::erase(facts.identity.services, service); });
  };
  const std::vector<Row> rows = {
      {"a personal key works in its org only", ada(), kPull, {kOwn, ""}, kNo, {"NGC5201"}},
      {"also for pushing", ada(), kPush, {kOwn, ""}, kNo, {"NGC5201"}},
      {"a legacy key works in all of them", legacy(), kPush, {kOwn, ""}, kYes, {}},
      {"with the roles of each", legacy(), kPush, {kAcme, ""}, kNo, {"NGC6302"}},
      {"without the service", without("private-registry"), kPull, {kAcme, ""}, kNo, {"NGC5202"}},
      {"the catalogue is another service", without("artifact-catalog"), kPull, {kAcme, ""}, kYes, {}},
      {"an inactive user",
       with(ada(), [](Facts& f) { f.identity.user_active = false; }),
       kPull,
       {kAcme, ""},
       kNo,
       {"NGC6303"}},
      {"an org that the user is not in, pushing",
       ada(),
       kPush,
       {"stranger", ""},
       kNo,
       {"NGC6101", "NGC6102", "NGC6304"}},
      {"reading there could be open to anybody",
       ada(),
       kPull,
       {"stranger", ""},
       kUnknown,
       {"NGC6101", "NGC6102", "NGC6304"}},
      {"and is refused where it is closed",
       ada(),
       kPull,
       {"stranger", ""},
       kNo,
       {"NGC6101", "NGC6102", "NGC6304"},
       kClosed},
      {"a display name instead of the name", ada(), kPull, {"acme-robotics", ""}, kNo, {"NGC6101"}, kClosed},
      {"an open invitation",
       with(ada(), [](Facts& f) { f.pending_orgs = {"stranger"}; }),
       kPush,
       {"stranger", ""},
       kNo,
       {"NGC6304"}},
      {"an invitation to another org",
       with(ada(), [](Facts& f) { f.pending_orgs = {"other"}; }),
       kPush,
       {"stranger", ""},
       kNo,
       {"NGC6101", "NGC6102", "NGC6304"}},
      {"an invitation that would grant it",
       with(ada(),
            [](Facts& f) {
              f.identity.invitations = {{kAcme, "perception", {"REGISTRY_USER"}}};
            }),
       kPush,
       {kAcme, "perception"},
       kNo,
       {"NGC6304"}},
      {"one that would not",
       with(ada(),
            [](Facts& f) {
              f.identity.invitations = {{kAcme, "perception", {"REGISTRY_READ"}}};
            }),
       kPush,
       {kAcme, "perception"},
       kNo,
       {"NGC6302"}},
      {"the user's orgs are not said",
       with(ada(),
            [](Facts& f) {
              f.identity.orgs_listed = false;
              f.identity.orgs.resize(1);
            }),
       kPush,
       {"stranger", ""},
       kNo,
       {"NGC5201", "NGC6102"}},
      {"public, with the catalogue", ada(), kPull, {"stranger", ""}, kYes, {}, kPublic},
      {"public, without it", without("artifact-catalog"), kPull, {"stranger", ""}, kUnknown, {"NGC5301"}, kPublic},
      {"public for an inactive user",
       with(ada(), [](Facts& f) { f.identity.user_active = false; }),
       kPull,
       {"nvidia", ""},
       kYes,
       {},
       kPublic},
  };
  for (const Row& row : rows) check(row);
}

TEST(May, NearNamesAreLikely) {
  const Decision exact = may(ada(), kPush, Thing::kImage, {"AcmeRobotics", ""}, "app");
  EXPECT_FALSE(exact.likely);
  EXPECT_THAT(exact.reason, HasSubstr(kAcme));
  const Decision near = may(ada(), kPush, Thing::kImage, {"mxa8oi8djw7n", ""}, "app");
  EXPECT_EQ(near.code, "NGC6101");
  EXPECT_TRUE(near.likely);
  EXPECT_THAT(near.reason, HasSubstr("did you mean mxa8oi8djw7m (Acme Robotics)?"));
  EXPECT_THAT(may(ada(), kPush, Thing::kImage, {"mxa8oi8dj", ""}, "app").codes,
              ElementsAre("NGC6101", "NGC6102", "NGC6304"));
}

TEST(May, ServiceKeys) {
  const registry::Space zoom{kAcme, "zoom"};
  const auto key = [](std::vector<std::string> scopes, std::vector<std::string> resources,
                      const char* product = "private-registry") {
    return service({{product, std::move(scopes), std::move(resources)}});
  };
  const std::string team = kAcme + "/zoom/*";
  const std::vector<Row> rows = {
      {"a policy covers it", key({"pull"}, {team}), kPull, zoom, kYes, {}},
      {"the org itself covers all below", key({"pull"}, {kAcme}), kPull, zoom, kYes, {}},
      {"everything", key({"pull"}, {"*"}), kPull, zoom, kYes, {}},
      {"another resource", key({"pull"}, {team}), kPull, {kAcme, ""}, kNo, {"NGC5204"}},
      {"a name that begins alike", key({"pull"}, {kAcme + "/zoo"}), kPull, zoom, kNo, {"NGC5204"}},
      {"another scope", key({"pull"}, {team}), kPush, zoom, kNo, {"NGC5202"}},
      {"an image is pulled when it is pushed", key({"push"}, {team}), kPush, zoom, kNo, {"NGC5202"}},
      {"a chart is not", key({"push"}, {team}), kPush, zoom, kYes, {}, {}, Thing::kChart},
      {"both scopes", key({"pull", "push"}, {team}), kPush, zoom, kYes, {}},
      {"deleting", key({"pull", "push"}, {team}), Action::kDelete, zoom, kNo, {"NGC5202"}},
      {"another product", key({"pull"}, {team}, "artifact-catalog"), kPull, zoom, kNo, {"NGC5202"}},
      {"scopes are not said", key({}, {team}), kPull, zoom, kUnknown, {"NGC5202", "NGC5204"}},
      {"scopes in other words", key({"registry:read"}, {team}), kPull, zoom, kUnknown, {"NGC5202", "NGC5204"}},
      {"no policy", service({}), kPull, zoom, kNo, {"NGC5202"}},
      {"another org", key({"pull"}, {team}), kPull, {"stranger", ""}, kNo, {"NGC5204"}, kClosed},
      {"another org, though a policy says everything",
       key({"pull"}, {"*"}),
       kPull,
       {"stranger", ""},
       kNo,
       {"NGC5201"},
       kClosed},
      {"policies are not said",
       with(service({}), [](Facts& f) { f.policies.reset(); }),
       kPull,
       zoom,
       kUnknown,
       {"NGC5202", "NGC5204"}},
      {"users are invited by people",
       key({"pull", "push"}, {"*"}),
       Action::kAddUser,
       {kAcme, ""},
       kUnknown,
       {"NGC5202", "NGC5204"},
       {},
       Thing::kOrg,
       ""},
      {"a publisher's: its org's enablements are not said",
       key({"pull"}, {"*"}, "artifact-catalog"),
       kPull,
       {"nvaie", ""},
       kUnknown,
       {"NGC7102", "NGC7103", "NGC7104", "NGC7201"},
       kClosed},
      {"public, covered by a policy",
       key({"pull"}, {"*"}, "artifact-catalog"),
       kPull,
       {"nvidia", ""},
       kYes,
       {},
       kPublic},
      {"public, not covered", key({"pull"}, {team}), kPull, {"nvidia", ""}, kUnknown, {"NGC5301"}, kPublic},
  };
  for (const Row& row : rows) check(row);
}

TEST(May, Publishers) {
  const registry::Space nvaie{"nvaie", ""};
  const auto acme_has = [](std::vector<ngc::Enablement> list) {
    return with(ada(), [&](Facts& facts) { facts.identity.orgs[0].enablements = std::move(list); });
  };
  const auto nvaie_in = [](const char* start, const char* end) {
    return enablement("nv-ai-enterprise", "EMS_NFR", start, end);
  };
  const auto own_key = [](Facts facts) {
    facts.identity.key_org = kOwn;
    return facts;
  };
  const auto own_has = [](std::vector<ngc::Enablement> list) {
    return with(ada(), [&](Facts& facts) {
      facts.identity.orgs[0].enablements.emplace();
      facts.identity.orgs[1].enablements = std::move(list);
    });
  };
  const std::vector<Row> rows = {
      {"enabled, service, terms", ada(), kPull, nvaie, kYes, {}},
      {"nim opens with it, too", ada(), kPull, {"nim", "meta"}, kYes, {}},
      {"no end date", acme_has({nvaie_in("2026-01-10", "")}), kPull, nvaie, kYes, {}},
      {"the start is not said", acme_has({nvaie_in("", "2027-05-10")}), kPull, nvaie, kYes, {}},
      {"a legacy key takes any org's", legacy(), kPull, nvaie, kYes, {}},
      {"a legacy key, the other org",
       with(own_has({nvaie_in("", "")}),
            [](Facts& f) {
              f.identity.key_type = "LEGACY";
              f.identity.key_org.clear();
            }),
       kPull,
       nvaie,
       kYes,
       {}},
      {"ended", acme_has({nvaie_in("2025-01-10", "2026-11-25")}), kPull, nvaie, kNo, {"NGC7103"}, kClosed},
      {"ended, but it could be public",
       acme_has({nvaie_in("2025-01-10", "2026-11-25")}),
       kPull,
       nvaie,
       kUnknown,
       {"NGC7103"}},
      {"ends today: the hour decides",
       acme_has({nvaie_in("2025-01-10", "2026-11-26")}),
       kPull,
       nvaie,
       kUnknown,
       {"NGC7103"},
       kClosed},
      {"not yet", acme_has({nvaie_in("2026-11-27", "2027-11-26")}), kPull, nvaie, kNo, {"NGC7106"}, kClosed},
      {"ended, and bought anew",
       acme_has({nvaie_in("", "2026-01-01"), nvaie_in("2026-01-02", "2027-01-01")}),
       kPull,
       nvaie,
       kYes,
       {}},
      {"in another org than the key's", own_key(ada()), kPull, nvaie, kNo, {"NGC7104"}, kClosed},
      {"in no org", acme_has({}), kPull, nvaie, kNo, {"NGC7102", "NGC7105", "NGC7107"}, kClosed},
      {"in no org, but it could be public", acme_has({}), kPull, nvaie, kUnknown, {"NGC7102", "NGC7105", "NGC7107"}},
      {"without the service",
       with(ada(), [](Facts& f) { f.identity.services = {"private-registry"}; }),
       kPull,
       nvaie,
       kNo,
       {"NGC5202"},
       kClosed},
      {"terms refused",
       with(ada(), [](Facts& f) { f.accepted_terms.emplace(); }),
       kPull,
       nvaie,
       kNo,
       {"NGC7201"},
       kClosed},
      {"terms not said",
       with(ada(), [](Facts& f) { f.accepted_terms.reset(); }),
       kPull,
       nvaie,
       kUnknown,
       {"NGC7201"},
       kClosed},
      {"enablements not said",
       with(ada(),
            [](Facts& f) {
              for (ngc::Org& org : f.identity.orgs) org.enablements.reset();
            }),
       kPull,
       nvaie,
       kUnknown,
       {"NGC7102", "NGC7103", "NGC7104", "NGC7201"},
       kClosed},
      {"and the services not either",
       with(ada(),
            [](Facts& f) {
              for (ngc::Org& org : f.identity.orgs) org.enablements.reset();
              f.identity.services.clear();
              f.identity.services_listed = false;
            }),
       kPull,
       nvaie,
       kUnknown,
       {"NGC5202", "NGC7102", "NGC7103", "NGC7104", "NGC7201"},
       kClosed},
      {"the key's org does not say, another one has it",
       with(own_key(ada()), [](Facts& f) { f.identity.orgs[1].enablements.reset(); }),
       kPull,
       nvaie,
       kUnknown,
       {"NGC7102", "NGC7103", "NGC7104", "NGC7201"},
       kClosed},
      {"without the service's clock dates say nothing",
       with(ada(), [](Facts& f) { f.now = 0; }),
       kPull,
       nvaie,
       kUnknown,
       {"NGC7102", "NGC7103", "NGC7104", "NGC7201"},
       kClosed},
      {"the product is not known",
       ada(),
       kPull,
       {"nvidia", ""},
       kUnknown,
       {"NGC7102", "NGC7103", "NGC7104", "NGC7201"},
       kClosed},
      {"the product is named", ada(), kPull, {"nvidia", ""}, kYes, {}, {Visibility::kClosed, "nv-ai-enterprise"}},
      {"another product's terms are not said",
       acme_has({enablement("nim-dev", "EMS_EVAL", "", "")}),
       kPull,
       {"nim", ""},
       kUnknown,
       {"NGC7201"},
       {Visibility::kClosed, "nim-dev"}},
      {"an inactive user",
       with(ada(), [](Facts& f) { f.identity.user_active = false; }),
       kPull,
       nvaie,
       kNo,
       {"NGC6303"},
       kClosed},
      {"pushing", ada(), kPush, nvaie, kNo, {"NGC6102"}},
      {"a member of the publisher is a member",
       with(ada(),
            [](Facts& f) {
              ngc::Org org;
              org.name = "nvaie";
              org.roles = {"REGISTRY_USER"};
              f.identity.orgs.push_back(org);
              f.identity.key_org = "nvaie";
            }),
       kPush,
       nvaie,
       kYes,
       {}},
  };
  for (const Row& row : rows) check(row);
}

TEST(May, UsersAndTeams) {
  const registry::Space org{kAcme, ""};
  const registry::Space zoom{kAcme, "zoom"};
  const auto row = [](const char* what, Facts facts, Action action, registry::Space space, Allowed allowed,
                      std::vector<std::string> codes) {
    return Row{what, std::move(facts), action, std::move(space), allowed, std::move(codes), {}, Thing::kOrg, ""};
  };
  constexpr Action kAddUser = Action::kAddUser;
  constexpr Action kAddTeam = Action::kAddTeam;
  for (const Row& one : {
           row("reader, users", ada(), kAddUser, org, kNo, {"NGC6302"}),
           row("reader, teams", ada(), kAddTeam, org, kNo, {"NGC6302"}),
           row("writer, users", roles({"REGISTRY_USER"}), kAddUser, org, kNo, {"NGC6302"}),
           row("writer, teams", roles({"REGISTRY_USER"}), kAddTeam, org, kNo, {"NGC6302"}),
           row("registry admin, users", roles({"REGISTRY_WRITE_ADMIN_ROLE"}), kAddUser, org, kYes, {}),
           row("registry admin, teams", roles({"REGISTRY_ADMIN"}), kAddTeam, org, kYes, {}),
           row("user admin, users", roles({"USER-ADMIN"}), kAddUser, org, kYes, {}),
           row("owner", roles({"ORG_OWNER"}), kAddTeam, org, kYes, {}),
           row("admin of a team, users of the org", roles({}, {"REGISTRY_ADMIN"}), kAddUser, org, kNo, {"NGC6302"}),
           row("admin of a team, its users", roles({}, {"REGISTRY_ADMIN"}), kAddUser, zoom, kYes, {}),
           row("admin of the org, a team's users", roles({"REGISTRY_ADMIN"}), kAddUser, zoom, kYes, {}),
           row("a role that no source describes", roles({"USER_WRITE"}), kAddUser, org, kUnknown, {"NGC6302"}),
           row("another org than the key's", ada(), kAddUser, {kOwn, ""}, kNo, {"NGC5201"}),
           row("not a member", ada(), kAddTeam, {"stranger", ""}, kNo, {"NGC6101", "NGC6102", "NGC6304"}),
           row("an inactive user", with(roles({"ORG_OWNER"}), [](Facts& f) { f.identity.user_active = false; }),
               kAddTeam, org, kNo, {"NGC6303"}),
       }) {
    check(one);
  }
}

// Less information never makes an answer more certain.
TEST(May, SilenceNeverDecides) {
  const std::vector<std::function<void(Facts&)>> silences = {
      [](Facts& f) { f.accepted_terms.reset(); },
      [](Facts& f) { f.now = 0; },
      [](Facts& f) { f.identity.key_type.clear(); },
      [](Facts& f) { f.identity.user_active.reset(); },
      [](Facts& f) {
        f.identity.services.clear();
        f.identity.services_listed = false;
      },
      [](Facts& f) {
        for (ngc::Org& org : f.identity.orgs) org.enablements.reset();
      },
  };
  for (const registry::Space& space :
       {registry::Space{kAcme, ""}, {kAcme, "zoom"}, {kOwn, ""}, {"nvaie", ""}, {"nvidia", ""}, {"stranger", ""}}) {
    for (const Action action : {kPull, kPush, Action::kDelete}) {
      for (const Facts& facts : {ada(), legacy(), roles({})}) {
        const Allowed told = may(facts, action, Thing::kImage, space, "app").allowed;
        for (const auto& silence : silences) {
          const Allowed less = may(with(facts, silence), action, Thing::kImage, space, "app").allowed;
          EXPECT_TRUE(less == told || less == kUnknown) << space.path() << " " << action_name(action);
        }
      }
    }
  }
}

}  // namespace
}  // namespace ngcs::entitlement
