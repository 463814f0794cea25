#include "command_test.h"

namespace ngcs::commands {
namespace {

using testing::HasSubstr;
using testing::Not;

class LoginTest : public CommandTest {};

TEST_F(LoginTest, AcceptedIsStoredConfiguredAndSaysWhoAndNext) {
  const Run run = login(kAcmeKey);
  EXPECT_EQ(run.code, cli::kDone) << run.err;
  EXPECT_EQ(stored("mxa8oi8djw7m"), kAcmeKey);
  EXPECT_EQ(config().default_profile(), "mxa8oi8djw7m");
  EXPECT_EQ(config().find("mxa8oi8djw7m")->org_display_name, "Acme Robotics");
  EXPECT_EQ(config().find("mxa8oi8djw7m")->kind, "personal");
  EXPECT_EQ(docker_json()["credHelpers"].dump(), R"({"nvcr.io":"ngc","nvcr.io:443":"ngc"})");
  for (const char* text :
       {"NGC accepted the key (personal)", "Ada Example <ada@acme.example>",
        "Acme Robotics (mxa8oi8djw7m): REGISTRY_READ", "team zoom: REGISTRY_USER",
        "enabled: nv-ai-enterprise (EMS_NFR) until 2027-01-31", "services of the key: private-registry",
        "sudo docker reads root's store", "Next: docker pull nvcr.io/mxa8oi8djw7m/IMAGE:TAG"}) {
    EXPECT_THAT(run.out, HasSubstr(text));
  }
}

TEST_F(LoginTest, TypedOnTheTerminal) {
  type("  \"" + kAcmeKey + "\" ");
  const Run run = this->run({"login"});
  EXPECT_EQ(run.code, cli::kDone);
  EXPECT_EQ(stored("mxa8oi8djw7m"), kAcmeKey);
  EXPECT_THAT(run.err, HasSubstr("warning"));  // quotes were taken off
}

TEST_F(LoginTest, WithoutTerminalTheRemedyIsNamed) {
  const Run run = this->run({"login"});
  EXPECT_EQ(run.code, cli::kFailed);
  EXPECT_THAT(run.err, HasSubstr("--key-stdin"));
}

TEST_F(LoginTest, RejectedStoresNothing) {
  const Run run = login(kDeadKey, {"--json"});
  EXPECT_EQ(run.code, cli::kFailed);
  EXPECT_EQ(run.json()["code"], "rejected");
  EXPECT_EQ(run.data()["check"], "rejected");
  EXPECT_TRUE(config().profiles().empty());
  EXPECT_FALSE(std::filesystem::exists(docker_file()));
  EXPECT_THAT(*stores_.vault.profiles(), testing::IsEmpty());
}

TEST_F(LoginTest, CouldNotCheckIsStoredWithAWarning) {
  cut_network();
  const Run run = login(kAcmeKey, {"--json"});
  EXPECT_EQ(run.code, cli::kDone);
  EXPECT_EQ(run.data()["check"], "could-not-check");
  EXPECT_EQ(run.data()["profile"], "default");
  EXPECT_TRUE(warned(run.json(), "could-not-check"));
  EXPECT_EQ(stored("default"), kAcmeKey);
}

TEST_F(LoginTest, RequireOnlineStoresNothingUnchecked) {
  cut_network();
  const Run run = login(kAcmeKey, {"--require-online", "--json"});
  EXPECT_EQ(run.code, cli::kCouldNotVerify);
  EXPECT_EQ(run.json()["code"], "network");
  EXPECT_TRUE(config().profiles().empty());
}

TEST_F(LoginTest, OfflineAsksNobody) {
  const Run run = login(kAcmeKey, {"--offline", "--org", "acme/zoom"});
  EXPECT_EQ(run.code, cli::kDone);
  EXPECT_TRUE(transport_.seen().empty());
  EXPECT_EQ(stored("acme.zoom"), kAcmeKey);
  EXPECT_EQ(config().find("acme.zoom")->team, "zoom");
}

TEST_F(LoginTest, OtherUserNamesAreRefusedWithTheRemedy) {
  Run run = login(kAcmeKey, {"--username", "ada", "--json"});
  EXPECT_EQ(run.code, cli::kUsage);
  EXPECT_EQ(run.json()["code"], "usage");
  EXPECT_THAT(run.data()["error"]["hint"].get<std::string>(), HasSubstr("leave the option out"));
  run = login(kAcmeKey, {"--username="});  // what the shell makes of an unquoted $oauthtoken
  EXPECT_EQ(run.code, cli::kUsage);
  EXPECT_THAT(run.err, HasSubstr("the shell replaced $oauthtoken"));
  EXPECT_EQ(login(kAcmeKey, {"-u", "$oauthtoken"}).code, cli::kDone);
}

TEST_F(LoginTest, ASecondOrgDoesNotTouchTheFirst) {
  ASSERT_EQ(login(kAcmeKey).code, cli::kDone);
  const Run run = login(kOwnKey);
  EXPECT_EQ(run.code, cli::kDone);
  EXPECT_EQ(stored("mxa8oi8djw7m"), kAcmeKey);
  EXPECT_EQ(stored("k2p9xq4tz1aa"), kOwnKey);
  EXPECT_EQ(config().default_profile(), "mxa8oi8djw7m");
  EXPECT_THAT(run.out, HasSubstr("docker ngc use k2p9xq4tz1aa"));
}

TEST_F(LoginTest, AnotherKeyForTheSameOrgKeepsTheFirstAsPrevious) {
  ASSERT_EQ(login(kAcmeKey).code, cli::kDone);
  const Run run = login(kCiKey, {"--json"});
  EXPECT_EQ(run.code, cli::kDone);
  EXPECT_TRUE(run.data()["replaced"].get<bool>());
  EXPECT_TRUE(warned(run.json(), "replaced"));
  EXPECT_EQ(stored("mxa8oi8djw7m"), kCiKey);
  EXPECT_EQ(stored("mxa8oi8djw7m", store::Slot::kPrevious), kAcmeKey);
  EXPECT_TRUE(config().find("mxa8oi8djw7m")->has_previous);
  EXPECT_EQ(config().find("mxa8oi8djw7m")->org_display_name, "Acme Robotics") << "a service key does not tell it";
}

TEST_F(LoginTest, TheSameKeyAgainChangesNothing) {
  ASSERT_EQ(login(kAcmeKey).code, cli::kDone);
  const Run run = login(kAcmeKey, {"--json"});
  EXPECT_EQ(run.code, cli::kDone);
  EXPECT_FALSE(run.data()["changed"].get<bool>());
  EXPECT_FALSE(config().find("mxa8oi8djw7m")->has_previous);
  EXPECT_EQ(stored("mxa8oi8djw7m", store::Slot::kPrevious), "");
}

TEST_F(LoginTest, OrgByDisplayNameAndTeam) {
  const Run run = login(kAcmeKey, {"--org", "acme ROBOTICS", "--team", "zoom"});
  EXPECT_EQ(run.code, cli::kDone) << run.err;
  EXPECT_EQ(stored("mxa8oi8djw7m.zoom"), kAcmeKey);
}

TEST_F(LoginTest, AKeyOfAnotherOrgIsRefused) {
  const Run run = login(kAcmeKey, {"--org", "k2p9xq4tz1aa", "--json"});
  EXPECT_EQ(run.code, cli::kFailed);
  EXPECT_EQ(run.json()["code"], "conflict");
  EXPECT_TRUE(config().profiles().empty());
}

TEST_F(LoginTest, ALegacyKeyOpensSeveralOrgs) {
  EXPECT_EQ(login(kLegacyKey).code, cli::kDone);
  EXPECT_EQ(stored("default"), kLegacyKey);
  EXPECT_EQ(config().find("default")->kind, "legacy");
  EXPECT_EQ(login(kLegacyKey, {"--org", "Acme Robotics"}).code, cli::kDone);
  EXPECT_EQ(stored("mxa8oi8djw7m"), kLegacyKey);
  EXPECT_EQ(login(kLegacyKey, {"--org", "elsewhere"}).code, cli::kFailed);
  environment_.set("NGC_CLI_ORG", "k2p9xq4tz1aa");
  EXPECT_EQ(login(kLegacyKey).code, cli::kDone);
  EXPECT_EQ(stored("k2p9xq4tz1aa"), kLegacyKey);
}

TEST_F(LoginTest, TheKeyringIsMentionedAndUsedByChoice) {
  keyring_open_ = true;
  EXPECT_THAT(login(kAcmeKey).out, HasSubstr("--store secret-service"));
  const Run run = login(kAcmeKey, {"--store", "secret-service"});
  EXPECT_EQ(run.code, cli::kDone);
  EXPECT_EQ(stored("mxa8oi8djw7m"), "");  // out of the vault
  EXPECT_EQ((*stores_.keyring.get("mxa8oi8djw7m", store::Slot::kCurrent))->reveal(), kAcmeKey);
  EXPECT_EQ(config().find("mxa8oi8djw7m")->store, config::StoreKind::kSecretService);
  EXPECT_EQ(login(kAcmeKey, {"--store", "floppy"}).code, cli::kUsage);
}

TEST_F(LoginTest, ShadowingIsSaid) {
  environment_.set("NGC_API_KEY", kOwnKey);
  EXPECT_THAT(login(kAcmeKey).err, HasSubstr("NGC_API_KEY holds another key"));
  environment_.set("NGC_API_KEY", kAcmeKey);
  EXPECT_THAT(login(kAcmeKey).err, HasSubstr("NGC_API_KEY holds the same key"));
}

TEST_F(LoginTest, RootsStore) {
  uid_ = 0;
  under_sudo_ = true;
  notes_ = {"sudo: HOME set aside"};
  const Run run = login(kAcmeKey);
  EXPECT_THAT(run.out, HasSubstr("This is root's store"));
  EXPECT_THAT(run.err, HasSubstr("HOME set aside"));
}

TEST_F(LoginTest, WithoutTheHelperOnPathDockerIsLeftAlone) {
  environment_.set("PATH", "/nonexistent");
  const Run run = login(kAcmeKey, {"--json"});
  EXPECT_EQ(run.code, cli::kDone);
  EXPECT_TRUE(warned(run.json(), "not-configured"));
  EXPECT_TRUE(run.data()["docker"].is_null());
  EXPECT_FALSE(std::filesystem::exists(docker_file()));
}

TEST_F(LoginTest, NoConfigureTouchesNothing) {
  write_docker("{\"auths\":{\"nvcr.io\":" + plain_entry(kOwnKey) + "}}");
  const std::string before = test::slurp(docker_file());
  EXPECT_EQ(login(kAcmeKey, {"--no-configure"}).code, cli::kDone);
  EXPECT_EQ(test::slurp(docker_file()), before);
}

TEST_F(LoginTest, APlainKeyOfAnotherAccountBecomesAProfile) {
  write_docker("{\"auths\":{\"nvcr.io\":" + plain_entry(kOwnKey) + "}}");
  EXPECT_EQ(login(kAcmeKey).code, cli::kDone);
  EXPECT_EQ(stored("mxa8oi8djw7m"), kAcmeKey);
  EXPECT_EQ(stored("mxa8oi8djw7m", store::Slot::kPrevious), "");
  EXPECT_EQ(stored("k2p9xq4tz1aa"), kOwnKey) << "NGC says whose it is";
  EXPECT_EQ(config().find("k2p9xq4tz1aa")->kind, "personal");
  EXPECT_EQ(docker_json()["auths"].dump(), R"({"nvcr.io":{}})");
}

TEST_F(LoginTest, ADeadOrUncheckedPlainKeyIsKeptAllTheSame) {
  write_docker("{\"auths\":{\"nvcr.io\":" + plain_entry(kDeadKey) + "}}");
  EXPECT_EQ(login(kAcmeKey).code, cli::kDone);
  EXPECT_EQ(stored("imported"), kDeadKey);
  write_docker("{\"auths\":{\"nvcr.io\":" + plain_entry(kOwnKey) + "}}");
  const std::size_t asked = transport_.seen().size();
  EXPECT_EQ(login(kAcmeKey, {"--offline", "--org", "mxa8oi8djw7m"}).code, cli::kDone);
  EXPECT_EQ(transport_.seen().size(), asked);
  EXPECT_EQ(stored("imported-2"), kOwnKey);
}

TEST_F(LoginTest, ThePlainCopyOfTheSameKeyIsRemoved) {
  write_docker("{\"auths\":{\"nvcr.io\":" + plain_entry(kAcmeKey) + "}}");
  EXPECT_EQ(login(kAcmeKey).code, cli::kDone);
  EXPECT_EQ(config().profiles().size(), 1U);
  EXPECT_THAT(test::slurp(docker_file()), Not(HasSubstr("auth\"")));
}

TEST_F(LoginTest, KeyFile) {
  test::write_file(dir_ / "key", kAcmeKey + "\r\n", 0644);
  const Run run = this->run({"login", "--key-file", dir_ / "key"});
  EXPECT_EQ(run.code, cli::kDone);
  EXPECT_THAT(run.err, HasSubstr("chmod 600"));
  EXPECT_EQ(stored("mxa8oi8djw7m"), kAcmeKey);
  EXPECT_EQ(this->run({"login", "--key-file", dir_ / "absent"}).code, cli::kFailed);
  EXPECT_EQ(this->run({"login", "--key-file", dir_.path()}).code, cli::kFailed);
  EXPECT_EQ(this->run({"login", "--key-file", dir_ / "key", "--key-stdin"}).code, cli::kUsage);
}

TEST_F(LoginTest, APlaceholderIsNoKey) {
  const Run run = login("YOUR_API_KEY", {"--json"});
  EXPECT_EQ(run.code, cli::kFailed);
  EXPECT_EQ(run.json()["code"], "invalid-input");
  EXPECT_TRUE(transport_.seen().empty());
}

TEST_F(LoginTest, AStoreThatFailsIsSaid) {
  stores_.vault.fail_with(base::Error(base::Errc::kReadOnly, "the file system is read-only"));
  const Run run = login(kAcmeKey, {"--json"});
  EXPECT_EQ(run.code, cli::kFailed);
  EXPECT_EQ(run.json()["code"], "read-only");
  EXPECT_TRUE(config().profiles().empty());
}

TEST_F(LoginTest, APinnedDockerStaysPinnedAndIsSaid) {
  write_docker(R"({"credHelpers":{"nvcr.io":"ngc-work","nvcr.io:443":"ngc-work"}})");
  test::write_file(dir_ / "bin/docker-credential-ngc-work", "#!/bin/sh\n", 0755);
  EXPECT_THAT(login(kAcmeKey).err, HasSubstr("pinned to profile work"));
  EXPECT_EQ(docker_json()["credHelpers"]["nvcr.io"], "ngc-work");
}

}  // namespace
}  // namespace ngcs::commands
