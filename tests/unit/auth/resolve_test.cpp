// "Which key": the order of the sources, one test a rule.
#include "auth/resolve.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>
#include <utility>

#include "auth/would_serve.h"
#include "memory_stores.h"
#include "paths_in.h"
#include "temp_dir.h"

namespace ngcs::auth {
namespace {

using secret::SecretString;

class ResolveTest : public testing::Test {
 protected:
  void record(const std::string& name, const std::string& key, const std::string& org = {},
              const std::string& team = {}, config::StoreKind store = config::StoreKind::kVault,
              bool logged_out = false) {
    config::Profile profile;
    profile.name = name;
    profile.org = org;
    profile.team = team;
    profile.store = store;
    profile.logged_out = logged_out;
    ASSERT_TRUE(config::update(*paths_, environment_, [&](config::Config& config) -> base::Result<void> {
      config.put(profile);
      return {};
    }));
    store::MemoryStore& memory = store == config::StoreKind::kVault ? stores_.vault : stores_.secret_service;
    ASSERT_TRUE(memory.put(name, SecretString(key)));
  }
  void choose_default(const std::string& name) {
    ASSERT_TRUE(config::update(*paths_, environment_, [&](config::Config& config) -> base::Result<void> {
      config.set_default_profile(name);
      return {};
    }));
  }
  base::Result<Resolution> run(const Request& request = {}) {
    return resolve(request, {environment_, paths_, stores_});
  }
  std::string key(const Request& request = {}) {
    auto resolution = run(request);
    if (!resolution) return "error: " + resolution.error().message;
    last_ = std::move(*resolution);
    return last_.key ? std::string(last_.key->reveal()) : "nothing";
  }

  test::TempDir dir_;
  base::Result<base::Paths> paths_ = test::paths_in(dir_.path());
  base::MapEnvironment environment_;
  test::MemoryStores stores_;
  Resolution last_;
};

TEST_F(ResolveTest, NothingAnywhere) {
  EXPECT_EQ(key(), "nothing");
  EXPECT_EQ(last_.source.profile, "default");
  EXPECT_TRUE(last_.warnings.empty());
  EXPECT_EQ(stores_.opened, 0);
}

TEST_F(ResolveTest, TheDefaultProfile) {
  record("default", "key-d");
  record("acme", "key-a", "o1");
  EXPECT_EQ(key(), "key-d");
  choose_default("acme");
  EXPECT_EQ(key(), "key-a");
  EXPECT_EQ(last_.source.why, "default profile");
  EXPECT_EQ(last_.source.profile, "acme");
}

TEST_F(ResolveTest, TheOrgInTheNameBeatsTheDefault) {
  record("default", "key-d");
  record("acme", "key-a", "o1");
  record("acme.zoom", "key-z", "o1", "zoom");
  EXPECT_EQ(key({"o1", "", {}}), "key-a");
  EXPECT_EQ(last_.source.why, "org in the name");
  EXPECT_EQ(key({"o1", "zoom", {}}), "key-z");
  EXPECT_EQ(key({"o1", "other", {}}), "key-a");
  EXPECT_EQ(key({"unknown", "", {}}), "key-d");
}

TEST_F(ResolveTest, TheNgcCliVariablesStandBetween) {
  record("default", "key-d");
  record("acme", "key-a", "o1");
  record("beta", "key-b", "o2");
  record("beta.t", "key-t", "o2", "t");
  environment_.set("NGC_CLI_ORG", "o2");
  EXPECT_EQ(key(), "key-b");
  EXPECT_EQ(last_.source.why, "NGC_CLI_ORG");
  environment_.set("NGC_CLI_TEAM", "t");
  EXPECT_EQ(key(), "key-t");
  environment_.set("NGC_CLI_TEAM", "no-team");
  EXPECT_EQ(key(), "key-b");
  EXPECT_EQ(key({"o1", "", {}}), "key-a");
  environment_.set("NGC_CLI_ORG", "no-org");
  EXPECT_EQ(key(), "key-d");
}

TEST_F(ResolveTest, EnvironmentKeysBeatTheStoreAndOpenNothing) {
  record("default", "key-d");
  environment_.set("NGC_API_KEY", " key-e\n");
  EXPECT_EQ(key(), "key-e");
  EXPECT_EQ(last_.source.kind, SourceKind::kEnvironment);
  EXPECT_EQ(last_.source.name, "NGC_API_KEY");
  EXPECT_EQ(key({"o1", "", {}}), "key-e");
  EXPECT_EQ(stores_.opened, 0);
}

TEST_F(ResolveTest, TwoDifferentVariablesAreOneWarning) {
  environment_.set("NGC_API_KEY", "key-one");
  environment_.set("NGC_CLI_API_KEY", "key-two");
  EXPECT_EQ(key(), "key-two");
  ASSERT_EQ(last_.warnings.size(), 1U);
  EXPECT_EQ(last_.warnings[0].find("key-"), std::string::npos);
  environment_.set("NGC_API_KEY", "key-two");
  EXPECT_EQ(key(), "key-two");
  EXPECT_TRUE(last_.warnings.empty());
  environment_.set("NGC_CLI_API_KEY", "no-apikey");
  environment_.set("NGC_API_KEY", "key-one");
  EXPECT_EQ(key(), "key-one");
}

TEST_F(ResolveTest, KeyFilesBeatVariables) {
  environment_.set("NGC_API_KEY", "key-e");
  test::write_file(dir_ / "key", "key-f\n", 0600);
  environment_.set("NGC_API_KEY_FILE", dir_ / "key");
  EXPECT_EQ(key(), "key-f");
  EXPECT_EQ(last_.source.kind, SourceKind::kKeyFile);
  EXPECT_TRUE(last_.warnings.empty());

  ASSERT_EQ(::mkdir((dir_ / "credentials").c_str(), 0700), 0);
  environment_.set("CREDENTIALS_DIRECTORY", dir_ / "credentials");
  EXPECT_EQ(key(), "key-f");  // the explicit file first
  environment_.set("NGC_API_KEY_FILE", "");
  EXPECT_EQ(key(), "key-e");  // the unit carries other credentials only
  test::write_file(dir_ / "credentials/ngc-api-key", "key-c", 0400);
  EXPECT_EQ(key(), "key-c");
  EXPECT_EQ(last_.source.kind, SourceKind::kCredentialsDirectory);
}

TEST_F(ResolveTest, AKeyFileThatCannotServeIsAnError) {
  record("default", "key-d");
  environment_.set("NGC_API_KEY_FILE", dir_ / "absent");
  EXPECT_NE(key().find("error: cannot read the key file"), std::string::npos);
  test::write_file(dir_ / "empty", "\n");
  environment_.set("NGC_API_KEY_FILE", dir_ / "empty");
  EXPECT_NE(key().find("is empty"), std::string::npos);
  test::write_file(dir_ / "two", "key-canary\nkey-canary");
  environment_.set("NGC_API_KEY_FILE", dir_ / "two");
  EXPECT_NE(key().find("error"), std::string::npos);
  EXPECT_EQ(key().find("canary"), std::string::npos);
  environment_.set("NGC_API_KEY_FILE", dir_.path());
  EXPECT_NE(key().find("directory"), std::string::npos);
}

TEST_F(ResolveTest, AMountedKeyFileMayBeALinkAndForeignAndIsWarnedAboutWhenOpen) {
  test::write_file(dir_ / "real", "key-f", 0644);
  ASSERT_EQ(::symlink((dir_ / "real").c_str(), (dir_ / "link").c_str()), 0);
  environment_.set("NGC_API_KEY_FILE", dir_ / "link");
  EXPECT_EQ(key(), "key-f");
  ASSERT_EQ(last_.warnings.size(), 1U);
  EXPECT_NE(last_.warnings[0].find("readable by everybody"), std::string::npos);
}

TEST_F(ResolveTest, AnExplicitProfileReadsNothingElse) {
  record("acme", "key-a");
  record("beta", "key-b");
  environment_.set("NGC_API_KEY", "key-e");
  environment_.set("NGC_API_KEY_FILE", dir_ / "absent");
  EXPECT_EQ(key({"", "", "acme"}), "key-a");
  environment_.set("NGC_PROFILE", "beta");
  EXPECT_EQ(key(), "key-b");
  EXPECT_EQ(last_.source.why, "NGC_PROFILE");
  EXPECT_EQ(key({"", "", "acme"}), "key-a");  // the flag and the program name come first
  EXPECT_EQ(key({"", "", "unknown"}), "nothing");
  ASSERT_EQ(last_.warnings.size(), 1U);
  EXPECT_NE(last_.warnings[0].find("unknown"), std::string::npos);
}

TEST_F(ResolveTest, AnExplicitProfileMustBeAName) {
  EXPECT_EQ(run({"", "", "../x"}).error().code, base::Errc::kInvalidInput);
  environment_.set("NGC_PROFILE", "a b");
  EXPECT_EQ(run().error().code, base::Errc::kInvalidInput);
}

TEST_F(ResolveTest, TheStoreOfTheProfileIsAskedAndNoOther) {
  record("a", "key-a", "o1", "", config::StoreKind::kSecretService);
  choose_default("a");
  EXPECT_EQ(key(), "key-a");
  EXPECT_EQ(last_.source.store, "secret-service");
  EXPECT_EQ(stores_.vault.reads(), 0);
}

TEST_F(ResolveTest, UnreadableIsAnErrorNotAbsence) {
  record("default", "key-d");
  stores_.vault.fail_with(base::Error{base::Errc::kLocked, "locked"});
  EXPECT_EQ(run().error().code, base::Errc::kLocked);
}

TEST_F(ResolveTest, ALoggedOutProfileIsNeverServed) {
  record("default", "key-d", "", "", config::StoreKind::kVault, true);
  EXPECT_EQ(key(), "nothing");
  EXPECT_EQ(key({"", "", "default"}), "nothing");
  EXPECT_EQ(stores_.opened, 0);
}

TEST_F(ResolveTest, ARecordedKeyThatIsGoneIsSaid) {
  record("default", "key-d");
  ASSERT_TRUE(stores_.vault.erase("default"));
  EXPECT_EQ(key(), "nothing");
  ASSERT_EQ(last_.warnings.size(), 1U);
}

TEST_F(ResolveTest, WithoutAHomeTheEnvironmentStillWorks) {
  paths_ = base::Error{base::Errc::kUnavailable, "no home"};
  EXPECT_EQ(key(), "nothing");
  environment_.set("NGC_API_KEY", "key-e");
  EXPECT_EQ(key(), "key-e");
  EXPECT_EQ(key({"", "", "acme"}), "nothing");
}

TEST_F(ResolveTest, ADamagedIndexDoesNotDisturbEnvironmentKeys) {
  test::write_file(paths_->config_file, "{");
  EXPECT_EQ(run().error().code, base::Errc::kDamaged);
  environment_.set("NGC_API_KEY", "key-e");
  EXPECT_EQ(key(), "key-e");
}

TEST_F(ResolveTest, TargetProfileIgnoresProvidedKeys) {
  const Context context{environment_, paths_, stores_};
  environment_.set("NGC_API_KEY", "key-e");
  EXPECT_EQ(*target_profile({}, context), "default");
  record("acme", "key-a", "o1");
  EXPECT_EQ(*target_profile({"o1", "", {}}, context), "acme");
  EXPECT_EQ(*target_profile({"", "", "new"}, context), "new");
  environment_.set("NGC_PROFILE", "beta");
  EXPECT_EQ(*target_profile({}, context), "beta");
}

TEST_F(ResolveTest, WouldServeAgreesAndOpensNothing) {
  const Context context{environment_, paths_, stores_};
  EXPECT_FALSE(*would_serve({}, context));
  record("default", "key-d");
  EXPECT_TRUE(*would_serve({}, context));
  EXPECT_FALSE(*would_serve({"", "", "other"}, context));
  record("default", "key-d", "", "", config::StoreKind::kVault, true);
  EXPECT_FALSE(*would_serve({}, context));
  environment_.set("NGC_API_KEY", "key-e");
  EXPECT_TRUE(*would_serve({}, context));
  EXPECT_EQ(stores_.opened, 0);
  EXPECT_EQ(stores_.vault.reads(), 0);
}

}  // namespace
}  // namespace ngcs::auth
