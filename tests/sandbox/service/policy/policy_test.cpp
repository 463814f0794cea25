#include "service/policy/policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "service/charts/chart_store.h"
#include "service/test_support/worlds.h"

namespace ngcs::sandbox {
namespace {

using test::example_world;
using test::kNow;
using test::role;
using test::value_of;

constexpr const char* kCuda = "nvidia/cuda";
constexpr const char* kGated = "nvaie/vgpu-guest-driver";
constexpr const char* kOrgImage = "mxa8oi8djw7m/base";
constexpr const char* kTeamImage = "mxa8oi8djw7m/zoom/app";

Credential with(const World& world, const char* id, std::int64_t now = kNow) {
  return basic_credential(world, now, "$oauthtoken", value_of(world, id));
}

Verdict pull(const World& world, const Credential& who, std::string_view path, std::int64_t now = kNow) {
  return decide(world, now, who, ArtifactKind::kImage, path, Action::kPull);
}

Verdict push(const World& world, const Credential& who, std::string_view path) {
  return decide(world, kNow, who, ArtifactKind::kImage, path, Action::kPush);
}

Credential anonymous(const World& world) { return token_credential(world, kNow, ""); }

Key& key(World& world, std::string_view id) {
  for (Key& item : world.keys) {
    if (item.id == id) return item;
  }
  throw std::logic_error("no such key");
}

// --- credentials

TEST(Credentials, AreNamedForTheLog) {
  const World world = example_world();
  EXPECT_EQ(credential_name({}), "none");
  EXPECT_EQ(credential_name(anonymous(world)), "anonymous-token");
  EXPECT_EQ(credential_name(with(world, "ada-acme")), "ada-acme");
  EXPECT_EQ(credential_name(with(world, "ada-old")), "ada-old");
  EXPECT_EQ(credential_name(key_credential(world, kNow, "nvapi-unknown")), "foreign");
  EXPECT_EQ(credential_name(token_credential(world, kNow, "ci")), "ci");
  EXPECT_EQ(form_name(with(world, "ci").form), "key");
  EXPECT_EQ(form_name(token_credential(world, kNow, "ci").form), "token");
  EXPECT_EQ(form_name(Credential{}.form), "none");
}

TEST(Credentials, DieByRevocationExpiryNameAndUser) {
  World world = example_world();
  EXPECT_TRUE(with(world, "ada-acme").live());
  EXPECT_FALSE(with(world, "ada-old").live());
  EXPECT_FALSE(with(world, "ada-acme", kNow + 101 * 86400).live());
  EXPECT_FALSE(with(world, "ada-acme", kNow + 100 * 86400).live()) << "the second of expiry is no longer in force";
  EXPECT_TRUE(with(world, "ada-acme", kNow + 100 * 86400 - 1).live());
  for (const char* user : {"", "ada", "ada@acme.example", "$OAUTHTOKEN", "oauthtoken"}) {
    EXPECT_FALSE(basic_credential(world, kNow, user, value_of(world, "ada-acme")).live()) << user;
  }
  EXPECT_FALSE(key_credential(world, kNow, "").live());
  EXPECT_FALSE(token_credential(world, kNow, "gone").live());
  world.users.front().active = false;
  EXPECT_FALSE(with(world, "ada-acme").live());
  EXPECT_TRUE(with(world, "ci").live()) << "a service key has no user";
  world.variants.inactive_user_listed = true;
  EXPECT_TRUE(with(world, "ada-acme").live());
}

// --- the refusal table

TEST(Statuses, AreTheRefusalTable) {
  Variants variants;
  EXPECT_EQ(token_status(variants, Verdict::kDead), 401);
  EXPECT_EQ(token_status(variants, Verdict::kNoKey), 403);
  EXPECT_EQ(token_status(variants, Verdict::kEnablementMissing), 402);
  EXPECT_EQ(token_status(variants, Verdict::kRefused), 403);
  EXPECT_EQ(token_status(variants, Verdict::kAllowed), 200);
  variants.gated_anonymous = 401;
  variants.missing_entitlement = 403;
  EXPECT_EQ(token_status(variants, Verdict::kNoKey), 401);
  EXPECT_EQ(token_status(variants, Verdict::kEnablementMissing), 403);
  for (const Verdict verdict : {Verdict::kDead, Verdict::kNoKey, Verdict::kEnablementMissing, Verdict::kRefused}) {
    EXPECT_EQ(content_status(verdict), 401);
  }
  EXPECT_EQ(content_status(Verdict::kAllowed), 200);
  EXPECT_EQ(api_status(Verdict::kDead), 401);
  EXPECT_EQ(api_status(Verdict::kNoKey), 401);
  EXPECT_EQ(api_status(Verdict::kEnablementMissing), 403);
  EXPECT_EQ(api_status(Verdict::kRefused), 403);
  EXPECT_EQ(api_status(Verdict::kAllowed), 200);
}

// --- public

TEST(Public, IsForAnybodyButADeadKey) {
  const World world = example_world();
  EXPECT_EQ(pull(world, {}, kCuda), Verdict::kAllowed);
  EXPECT_EQ(pull(world, anonymous(world), kCuda), Verdict::kAllowed);
  for (const char* id : {"ada-acme", "ada-own", "ada-legacy", "ci"}) {
    EXPECT_EQ(pull(world, with(world, id), kCuda), Verdict::kAllowed) << id;
  }
  EXPECT_EQ(pull(world, with(world, "ada-old"), kCuda), Verdict::kDead);
  EXPECT_EQ(pull(world, key_credential(world, kNow, "nvapi-unknown"), kCuda), Verdict::kDead);
}

TEST(Public, MayRefuseALiveKeyThatDoesNotCoverIt) {
  World world = example_world();
  world.variants.key_outside_on_public = 403;
  EXPECT_EQ(pull(world, with(world, "ci"), kCuda), Verdict::kRefused) << "no policy for artifact-catalog";
  EXPECT_EQ(pull(world, with(world, "ada-acme"), kCuda), Verdict::kAllowed);
  EXPECT_EQ(pull(world, with(world, "ada-legacy"), kCuda), Verdict::kAllowed);
  EXPECT_EQ(pull(world, anonymous(world), kCuda), Verdict::kAllowed);
  key(world, "ada-acme").services = {{"private-registry"}};
  EXPECT_EQ(pull(world, with(world, "ada-acme"), kCuda), Verdict::kRefused);
  key(world, "ci").policies.push_back({"artifact-catalog", {"pull"}, {"*"}});
  EXPECT_EQ(pull(world, with(world, "ci"), kCuda), Verdict::kAllowed);
  world.variants.key_outside_on_public = 200;
  EXPECT_EQ(pull(world, with(world, "ada-acme"), kCuda), Verdict::kAllowed);
}

// --- private

TEST(Private, NeedsARoleInTheSpace) {
  World world = example_world();
  EXPECT_EQ(pull(world, with(world, "ada-acme"), kTeamImage), Verdict::kAllowed);
  EXPECT_EQ(pull(world, with(world, "ada-acme"), kOrgImage), Verdict::kAllowed);
  EXPECT_EQ(pull(world, {}, kTeamImage), Verdict::kNoKey);
  EXPECT_EQ(pull(world, anonymous(world), kTeamImage), Verdict::kNoKey);
  EXPECT_EQ(pull(world, with(world, "ada-own"), kTeamImage), Verdict::kRefused) << "key of another org";
  // A role of the org counts in all teams for reading, a role of a team only there.
  world.users.front().roles = {role("mxa8oi8djw7m", std::nullopt, "REGISTRY-READ")};
  EXPECT_EQ(pull(world, with(world, "ada-acme"), kTeamImage), Verdict::kAllowed);
  world.users.front().roles = {role("mxa8oi8djw7m", "zoom", "REGISTRY_READ")};
  EXPECT_EQ(pull(world, with(world, "ada-acme"), kTeamImage), Verdict::kAllowed);
  EXPECT_EQ(pull(world, with(world, "ada-acme"), kOrgImage), Verdict::kRefused);
  EXPECT_EQ(pull(world, with(world, "ada-acme"), "mxa8oi8djw7m/perception/x"), Verdict::kRefused);
  world.users.front().roles = {role("mxa8oi8djw7m", std::nullopt, "NVIDIA_AI_ENTERPRISE_VIEWER")};
  EXPECT_EQ(pull(world, with(world, "ada-acme"), kTeamImage), Verdict::kRefused);
  world.users.front().roles = {role("mxa8oi8djw7m", std::nullopt, "REGISTRY_READ", true)};
  EXPECT_EQ(pull(world, with(world, "ada-acme"), kTeamImage), Verdict::kRefused) << "a pending role does not count";
}

TEST(Private, NeedsTheServiceInTheKey) {
  World world = example_world();
  key(world, "ada-acme").services = {{"artifact-catalog"}};
  EXPECT_EQ(pull(world, with(world, "ada-acme"), kTeamImage), Verdict::kRefused);
  key(world, "ada-acme").services = {{"private-registry"}};
  EXPECT_EQ(pull(world, with(world, "ada-acme"), kTeamImage), Verdict::kAllowed);
}

TEST(Private, LegacyKeysCountInEveryOrgOfTheirUser) {
  World world = example_world();
  EXPECT_EQ(pull(world, with(world, "ada-legacy"), kTeamImage), Verdict::kAllowed);
  EXPECT_EQ(pull(world, with(world, "ada-legacy"), "k2p9xq4tz1aa/x"), Verdict::kAllowed);
  EXPECT_EQ(pull(world, with(world, "ada-acme"), "k2p9xq4tz1aa/x"), Verdict::kRefused);
}

TEST(Private, AServiceKeyStaysWithinItsPolicy) {
  World world = example_world();
  EXPECT_EQ(pull(world, with(world, "ci"), kTeamImage), Verdict::kAllowed);
  EXPECT_EQ(pull(world, with(world, "ci"), kOrgImage), Verdict::kRefused) << "resource";
  EXPECT_EQ(push(world, with(world, "ci"), kTeamImage), Verdict::kRefused) << "scope";
  key(world, "ci").policies.front().scopes = {"pull", "push"};
  EXPECT_EQ(push(world, with(world, "ci"), kTeamImage), Verdict::kAllowed);
  EXPECT_EQ(push(world, with(world, "ci"), "mxa8oi8djw7m/perception/x"), Verdict::kRefused);
  key(world, "ci").policies.front().product = "artifact-catalog";
  EXPECT_EQ(pull(world, with(world, "ci"), kTeamImage), Verdict::kRefused) << "product";
  key(world, "ci").policies = {{"private-registry", {"pull"}, {"*"}}};
  EXPECT_EQ(pull(world, with(world, "ci"), kTeamImage), Verdict::kAllowed);
  EXPECT_EQ(pull(world, with(world, "ci"), "k2p9xq4tz1aa/x"), Verdict::kRefused)
      << "another org, whatever the resource";
}

TEST(Private, MembershipNeverOpensAPublisher) {
  World world = example_world();
  world.users.front().roles.push_back(role("nvaie", std::nullopt, "ORG_OWNER"));
  Image image;
  image.path = "nvaie/internal";
  world.images.push_back(image);
  EXPECT_EQ(pull(world, with(world, "ada-legacy"), "nvaie/internal"), Verdict::kRefused);
  EXPECT_EQ(push(world, with(world, "ada-legacy"), "nvaie/internal"), Verdict::kRefused);
}

// --- gated

TEST(Gated, NeedsEnablementTermsAndService) {
  World world = example_world();
  EXPECT_EQ(pull(world, with(world, "ada-acme"), kGated), Verdict::kAllowed);
  EXPECT_EQ(pull(world, {}, kGated), Verdict::kNoKey);
  EXPECT_EQ(pull(world, with(world, "ada-own"), kGated), Verdict::kEnablementMissing) << "that org bought nothing";
  EXPECT_EQ(pull(world, with(world, "ada-legacy"), kGated), Verdict::kAllowed) << "any org of the user";
  EXPECT_EQ(pull(world, with(world, "ci"), kGated), Verdict::kRefused);

  World no_terms = world;
  no_terms.users.front().terms.clear();
  EXPECT_EQ(pull(no_terms, with(no_terms, "ada-acme"), kGated), Verdict::kRefused);

  World no_service = world;
  key(no_service, "ada-acme").services = {{"private-registry"}};
  EXPECT_EQ(pull(no_service, with(no_service, "ada-acme"), kGated), Verdict::kRefused);

  World pending = world;
  pending.users.front().roles = {role("mxa8oi8djw7m", std::nullopt, "REGISTRY_READ", true)};
  EXPECT_EQ(pull(pending, with(pending, "ada-legacy"), kGated), Verdict::kEnablementMissing)
      << "an org whose invitation is pending is none of the user's";

  World service = world;
  key(service, "ci").policies.push_back({"artifact-catalog", {"pull"}, {"nvaie/*"}});
  EXPECT_EQ(pull(service, with(service, "ci"), kGated), Verdict::kAllowed);
}

TEST(Gated, EnablementCountsOnTheServicesClock) {
  const World world = example_world();
  const auto& enablement = world.org("mxa8oi8djw7m")->enablements.front();
  const auto who = [&](std::int64_t now) { return with(world, "ada-legacy", now); };
  EXPECT_EQ(pull(world, who(enablement.start - 1), kGated, enablement.start - 1), Verdict::kEnablementMissing);
  EXPECT_EQ(pull(world, who(enablement.start), kGated, enablement.start), Verdict::kAllowed);
  EXPECT_EQ(pull(world, who(*enablement.end - 1), kGated, *enablement.end - 1), Verdict::kAllowed);
  EXPECT_EQ(pull(world, who(*enablement.end), kGated, *enablement.end), Verdict::kEnablementMissing);
}

TEST(Gated, NobodyPushesToAPublisher) {
  World world = example_world();
  EXPECT_EQ(push(world, with(world, "ada-acme"), kGated), Verdict::kRefused);
  EXPECT_EQ(push(world, anonymous(world), kGated), Verdict::kNoKey);
}

// --- push

TEST(Push, NeedsAWritingRoleInExactlyThatSpace) {
  World world = example_world();
  const auto acme = with(world, "ada-acme");
  EXPECT_EQ(push(world, acme, kTeamImage), Verdict::kAllowed);
  EXPECT_EQ(push(world, acme, "mxa8oi8djw7m/zoom/new"), Verdict::kAllowed);
  EXPECT_EQ(push(world, acme, kOrgImage), Verdict::kRefused) << "reads the org only";
  EXPECT_EQ(push(world, acme, "mxa8oi8djw7m/perception/new"), Verdict::kRefused);
  EXPECT_EQ(push(world, acme, "mxa8oi8djw7m/noteam/new"), Verdict::kRefused);
  EXPECT_EQ(push(world, acme, "unknown/new"), Verdict::kRefused);
  EXPECT_EQ(push(world, acme, "single"), Verdict::kRefused);
  EXPECT_EQ(push(world, {}, kTeamImage), Verdict::kNoKey);
  EXPECT_EQ(push(world, with(world, "ada-old"), kTeamImage), Verdict::kDead);

  world.users.front().roles = {role("mxa8oi8djw7m", std::nullopt, "REGISTRY_ADMIN")};
  EXPECT_EQ(push(world, with(world, "ada-acme"), kOrgImage), Verdict::kAllowed);
  EXPECT_EQ(push(world, with(world, "ada-acme"), kTeamImage), Verdict::kRefused) << "the org's role is not the team's";
  world.users.front().roles = {role("mxa8oi8djw7m", std::nullopt, "ORG_OWNER")};
  EXPECT_EQ(push(world, with(world, "ada-acme"), kTeamImage), Verdict::kAllowed) << "the owner: everywhere";
  EXPECT_EQ(push(world, with(world, "ada-acme"), "mxa8oi8djw7m/noteam/new"), Verdict::kRefused) << "no such team";
}

TEST(Delete, NeedsAnAdmin) {
  World world = example_world();
  const auto remove = [&](const char* path) {
    return decide(world, kNow, with(world, "ada-acme"), ArtifactKind::kImage, path, Action::kDelete);
  };
  EXPECT_EQ(remove(kTeamImage), Verdict::kRefused);
  world.users.front().roles = {role("mxa8oi8djw7m", "zoom", "REGISTRY_ADMIN")};
  EXPECT_EQ(remove(kTeamImage), Verdict::kAllowed);
  EXPECT_EQ(remove(kOrgImage), Verdict::kRefused);
}

// --- existence

TEST(Existence, IsNotRevealed) {
  const World world = example_world();
  for (const char* id : {"ada-acme", "ada-own", "ada-legacy", "ci"}) {
    const auto who = with(world, id);
    EXPECT_EQ(pull(world, who, "nvaie/no-such"), pull(world, who, "nosuchorg/x")) << id;
    EXPECT_EQ(pull(world, who, "nvaie/no-such"), Verdict::kRefused) << id;
  }
  EXPECT_EQ(pull(world, {}, "nvidia/no-such"), pull(world, {}, kTeamImage));
  // Who may read the space learns that nothing is there.
  EXPECT_EQ(pull(world, with(world, "ada-acme"), "mxa8oi8djw7m/zoom/no-such"), Verdict::kAllowed);
}

// --- inactive users

TEST(Inactive, ListedUsersKeepWhatIsPublic) {
  World world = example_world();
  world.users.front().active = false;
  EXPECT_EQ(pull(world, with(world, "ada-acme"), kCuda), Verdict::kDead);
  world.variants.inactive_user_listed = true;
  EXPECT_EQ(pull(world, with(world, "ada-acme"), kCuda), Verdict::kAllowed);
  EXPECT_EQ(pull(world, with(world, "ada-acme"), kTeamImage), Verdict::kRefused);
  EXPECT_EQ(pull(world, with(world, "ada-acme"), kGated), Verdict::kRefused);
  EXPECT_EQ(push(world, with(world, "ada-acme"), kTeamImage), Verdict::kRefused);
}

// --- Helm index

std::vector<std::string> charts(const HelmIndex& index) { return index.charts; }

TEST(HelmIndex, ListsWhatTheCredentialMayReadOfOneSpace) {
  World world = example_world();
  const auto index = [&](const Credential& who, const char* org,
                         const std::optional<std::string>& team = std::nullopt) {
    return helm_index(world, kNow, who, org, team, ChartStore().paths(world, org, team));
  };
  EXPECT_EQ(index({}, "nvidia").status, 200);
  EXPECT_THAT(charts(index({}, "nvidia")), testing::ElementsAre("nvidia/gpu-operator"));
  EXPECT_EQ(index({}, "nvaie").status, 401);
  EXPECT_EQ(index(with(world, "ada-acme"), "nvaie").status, 200);
  EXPECT_EQ(index(with(world, "ada-own"), "nvaie").status, 401);
  EXPECT_EQ(index(with(world, "ada-old"), "nvidia").status, 401) << "a dead key makes the public index 401, too";
  EXPECT_EQ(index(with(world, "ada-acme"), "unknown").status, 401);
  EXPECT_THAT(charts(index(with(world, "ada-acme"), "mxa8oi8djw7m", "zoom")),
              testing::ElementsAre("mxa8oi8djw7m/zoom/empty", "mxa8oi8djw7m/zoom/planner"));
  // A role in the space: an empty index, not a refusal. The team's charts are not the org's.
  EXPECT_EQ(index(with(world, "ada-acme"), "mxa8oi8djw7m").status, 200);
  EXPECT_THAT(charts(index(with(world, "ada-acme"), "mxa8oi8djw7m")), testing::IsEmpty());
  EXPECT_EQ(index(with(world, "ada-acme"), "mxa8oi8djw7m", "perception").status, 200);
  EXPECT_EQ(index(with(world, "ada-acme"), "mxa8oi8djw7m", "noteam").status, 401);
  EXPECT_EQ(index(with(world, "ci"), "mxa8oi8djw7m", "zoom").status, 200);
  EXPECT_EQ(index(with(world, "ci"), "mxa8oi8djw7m", "perception").status, 401);
  EXPECT_EQ(index(with(world, "ada-legacy"), "nvidia", "nvcf").status, 401) << "nothing to read, no role there";
}

// --- resources

TEST(Resources, MatchByStarsAndBySpaces) {
  EXPECT_TRUE(resource_covers("*", "a/b/c"));
  EXPECT_TRUE(resource_covers("a/*", "a/b"));
  EXPECT_TRUE(resource_covers("a/*", "a/b/c"));
  EXPECT_FALSE(resource_covers("a/*", "a"));
  EXPECT_FALSE(resource_covers("a/*", "ab/c"));
  EXPECT_TRUE(resource_covers("a/b*", "a/bc"));
  EXPECT_TRUE(resource_covers("a/*/c", "a/b/c"));
  EXPECT_FALSE(resource_covers("a/*/c", "a/b/d"));
  EXPECT_TRUE(resource_covers("*-base", "a/cuda-base"));
  EXPECT_TRUE(resource_covers("a*b*c", "aXbYbZc"));
  EXPECT_TRUE(resource_covers("a/b", "a/b"));
  EXPECT_TRUE(resource_covers("a", "a/b/c"));
  EXPECT_FALSE(resource_covers("a/b", "a/bc"));
  EXPECT_FALSE(resource_covers("", "a"));
}

// --- properties over random worlds

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(engine_); }
  bool coin() { return below(2) == 0; }
  template <typename T>
  const T& of(const std::vector<T>& items) {
    return items[below(items.size())];
  }

 private:
  std::mt19937 engine_;
};

const std::vector<std::string> kRoles = {"REGISTRY_READ",  "REGISTRY-WRITE", "REGISTRY_USER",
                                         "REGISTRY_ADMIN", "USER_ADMIN",     "ORG_OWNER",
                                         "EGX_ADMIN",      "USER_READ",      "NVIDIA_AI_ENTERPRISE_VIEWER"};
const std::vector<std::string> kPaths = {kCuda,
                                         kGated,
                                         kOrgImage,
                                         kTeamImage,
                                         "mxa8oi8djw7m/perception/x",
                                         "k2p9xq4tz1aa/x",
                                         "nvaie/none",
                                         "nosuch/x",
                                         "mxa8oi8djw7m/noteam/x"};
const std::vector<Action> kActions = {Action::kPull, Action::kPush, Action::kDelete};
const std::vector<std::string> kKeys = {"ada-acme", "ada-own", "ada-legacy", "ada-old", "ci"};

Role random_role(Random& random) {
  static const std::vector<std::optional<std::string>> kTeams = {std::nullopt, "zoom", "perception"};
  const bool acme = random.coin();
  return role(acme ? "mxa8oi8djw7m" : "k2p9xq4tz1aa", acme ? random.of(kTeams) : std::nullopt, random.of(kRoles),
              random.below(4) == 0);
}

World random_world(Random& random) {
  World world = example_world();
  User& ada = world.users.front();
  ada.roles.clear();
  for (std::size_t i = random.below(4); i > 0; --i) ada.roles.push_back(random_role(random));
  if (random.coin()) ada.terms.clear();
  if (random.below(5) == 0) ada.active = false;
  world.variants.inactive_user_listed = random.coin();
  world.variants.key_outside_on_public = random.coin() ? 200 : 403;
  if (random.coin()) key(world, "ada-acme").services = {{random.coin() ? "artifact-catalog" : "private-registry"}};
  if (random.coin()) key(world, "ci").policies.clear();
  if (random.coin()) world.orgs.front().enablements.clear();
  return world;
}

bool allowed(const World& world, const std::string& id, const std::string& path, Action action) {
  return decide(world, kNow, with(world, id.c_str()), ArtifactKind::kImage, path, action) == Verdict::kAllowed;
}

// `change` may only ever add access.
void expect_monotonic(const char* what, const std::function<void(World&, Random&)>& change) {
  Random random(20261125);
  int gained = 0;
  for (int round = 0; round < 400; ++round) {
    const World before = random_world(random);
    World after = before;
    change(after, random);
    for (const auto& id : kKeys) {
      for (const auto& path : kPaths) {
        for (const Action action : kActions) {
          const bool was = allowed(before, id, path, action);
          const bool is = allowed(after, id, path, action);
          ASSERT_TRUE(!was || is) << what << ": " << id << " lost " << path << " in round " << round;
          gained += static_cast<int>(!was && is);
        }
      }
    }
  }
  EXPECT_GT(gained, 0) << what << " never changed anything: the property proves nothing";
}

TEST(Properties, MoreIsNeverLess) {
  expect_monotonic("a role",
                   [](World& world, Random& random) { world.users.front().roles.push_back(random_role(random)); });
  expect_monotonic("accepting an invitation", [](World& world, Random&) {
    for (Role& item : world.users.front().roles) item.pending = false;
  });
  expect_monotonic("a service", [](World& world, Random& random) {
    key(world, "ada-acme").services->push_back(random.coin() ? "artifact-catalog" : "private-registry");
  });
  expect_monotonic("an enablement", [](World& world, Random&) {
    world.orgs.front().enablements.push_back({"nv-ai-enterprise", "EMS_EVAL", kNow - 1, kNow + 1});
  });
  expect_monotonic("terms", [](World& world, Random&) { world.users.front().terms.emplace_back("nv-ai-enterprise"); });
  expect_monotonic("a policy", [](World& world, Random& random) {
    key(world, "ci")
        .policies.push_back(
            {random.coin() ? "private-registry" : "artifact-catalog", {"pull", "push"}, {"mxa8oi8djw7m"}});
  });
}

TEST(Properties, ADeadCredentialGetsNothingAnywhere) {
  Random random(7);
  for (int round = 0; round < 200; ++round) {
    const World world = random_world(random);
    for (const auto& path : kPaths) {
      for (const Action action : kActions) {
        EXPECT_EQ(decide(world, kNow, with(world, "ada-old"), ArtifactKind::kImage, path, action), Verdict::kDead);
        const Verdict nobody = decide(world, kNow, {}, ArtifactKind::kImage, path, action);
        const bool open = path == kCuda && action == Action::kPull;
        EXPECT_EQ(nobody, open ? Verdict::kAllowed : Verdict::kNoKey);
      }
    }
  }
}

}  // namespace
}  // namespace ngcs::sandbox
