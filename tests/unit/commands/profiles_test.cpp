#include "command_test.h"

namespace ngcs::commands {
namespace {

using testing::HasSubstr;

class ProfilesTest : public CommandTest {
 protected:
  ProfilesTest() {
    EXPECT_EQ(login(kAcmeKey).code, cli::kDone);
    EXPECT_EQ(login(kOwnKey).code, cli::kDone);
  }
  const std::string acme_ = "mxa8oi8djw7m";
  const std::string own_ = "k2p9xq4tz1aa";
};

TEST_F(ProfilesTest, UseByEveryName) {
  for (const std::string& name : {own_, std::string("k2p9xq4tz1aa/zoom"), std::string("ADA's individual org")}) {
    ASSERT_EQ(run({"use", acme_}).code, cli::kDone);
    const std::size_t asked = transport_.seen().size();
    const Run used = run({"use", name, "--json"});
    EXPECT_EQ(used.code, cli::kDone) << name << used.out;
    EXPECT_EQ(used.data()["profile"], own_);
    EXPECT_EQ(config().default_profile(), own_);
    EXPECT_EQ(transport_.seen().size(), asked) << "a name that is known here needs no network";
  }
}

TEST_F(ProfilesTest, UseAsksNgcForAnOrgThatNoProfileNames) {
  cut_network();
  const Run failed = run({"use", "Nowhere Inc", "--json"});
  EXPECT_EQ(failed.code, cli::kCouldNotVerify);
  EXPECT_EQ(failed.json()["code"], "network");
}

TEST_F(CommandTest, UseRecordsTheOrgByItsName) {
  ASSERT_EQ(login(kAcmeKey, {"--offline"}).code, cli::kDone);
  EXPECT_EQ(config().find("default")->org, "");
  const Run used = run({"use", "acme robotics", "--json"});
  EXPECT_EQ(used.code, cli::kDone);
  EXPECT_EQ(used.data()["org"], "mxa8oi8djw7m");
  EXPECT_EQ(config().find("default")->org, "mxa8oi8djw7m");
  EXPECT_EQ(config().find("default")->org_display_name, "Acme Robotics");
}

TEST_F(CommandTest, UseChoosesAmongTheOrgsOfALegacyKey) {
  ASSERT_EQ(login(kLegacyKey).code, cli::kDone);
  EXPECT_EQ(run({"use", "Acme Robotics/zoom"}).code, cli::kDone);
  EXPECT_EQ(config().find("default")->org, "mxa8oi8djw7m");
  EXPECT_EQ(config().find("default")->team, "zoom");
}

TEST_F(ProfilesTest, UseOfAnUnknownNameSuggests) {
  const Run near = run({"use", "mxa8oi8djw7n", "--json"});
  EXPECT_EQ(near.code, cli::kFailed);
  EXPECT_EQ(near.json()["code"], "not-found");
  EXPECT_THAT(near.data()["error"]["hint"].get<std::string>(), HasSubstr(acme_));
}

TEST_F(CommandTest, UseWithoutALogin) {
  const Run none = run({"use", "acme", "--json"});
  EXPECT_EQ(none.code, cli::kNotLoggedIn);
  EXPECT_EQ(none.json()["code"], "not-logged-in");
}

TEST_F(ProfilesTest, UseSaysWhatStillWins) {
  environment_.set("NGC_API_KEY", kAcmeKey);
  EXPECT_THAT(run({"use", own_}).err, HasSubstr("NGC_API_KEY"));
}

TEST_F(ProfilesTest, ListShowsEverythingButKeys) {
  const Run text = run({"profile", "list"});
  EXPECT_THAT(text.out, HasSubstr("mxa8oi8djw7m *"));
  EXPECT_THAT(text.out, HasSubstr("Acme Robotics"));
  const json::Value list = run({"profile", "list", "--json"}).data()["profiles"];
  ASSERT_EQ(list.size(), 2U);
}

TEST_F(ProfilesTest, RenameMovesKeyIndexAndDefault) {
  EXPECT_EQ(run({"profile", "rename", acme_, "acme", "--json"}).code, cli::kDone);
  EXPECT_EQ(stored("acme"), kAcmeKey);
  EXPECT_EQ(stored(acme_), "");
  EXPECT_EQ(config().default_profile(), "acme");
  EXPECT_EQ(config().find("acme")->org, acme_);
  EXPECT_EQ(run({"profile", "rename", "acme", own_, "--json"}).json()["code"], "conflict");
  EXPECT_EQ(run({"profile", "rename", "nobody", "x", "--json"}).json()["code"], "not-found");
  EXPECT_EQ(run({"profile", "rename", "acme", "-x", "--json"}).code, cli::kUsage);
  EXPECT_EQ(run({"profile", "rename", "acme", "a/b", "--json"}).json()["code"], "usage");
}

TEST_F(ProfilesTest, RestoreSwapsTheKeys) {
  ASSERT_EQ(login(kCiKey).code, cli::kDone);
  EXPECT_EQ(run({"profile", "restore", acme_, "--json"}).code, cli::kDone);
  EXPECT_EQ(stored(acme_), kAcmeKey);
  EXPECT_EQ(stored(acme_, store::Slot::kPrevious), kCiKey);
  EXPECT_EQ(run({"profile", "restore", own_, "--json"}).json()["code"], "not-found");
}

TEST_F(ProfilesTest, RemoveErasesBothKeys) {
  ASSERT_EQ(login(kCiKey).code, cli::kDone);
  EXPECT_EQ(run({"profile", "remove", acme_, "--json"}).code, cli::kDone);
  EXPECT_EQ(stored(acme_), "");
  EXPECT_EQ(stored(acme_, store::Slot::kPrevious), "");
  EXPECT_EQ(config().find(acme_), nullptr);
  EXPECT_EQ(run({"profile", "remove", acme_, "--json"}).json()["code"], "not-found");
}

TEST_F(ProfilesTest, LogoutErasesTheDefaultProfileAndChoosesNoOther) {
  ASSERT_EQ(login(kCiKey).code, cli::kDone);
  const Run out = run({"logout"});
  EXPECT_EQ(out.code, cli::kDone);
  EXPECT_EQ(stored(acme_), "");
  EXPECT_EQ(stored(acme_, store::Slot::kPrevious), "");
  EXPECT_EQ(stored(own_), kOwnKey);
  EXPECT_THAT(out.out, HasSubstr("docker ngc use " + own_));
  EXPECT_EQ(config().find(config().default_profile()), nullptr);
  EXPECT_EQ(run({"status"}).code, cli::kNotLoggedIn);
}

TEST_F(ProfilesTest, LogoutByNameOrgAndAll) {
  EXPECT_EQ(run({"logout", "--profile", "nobody", "--json"}).json()["code"], "not-found");
  EXPECT_EQ(run({"logout", "--org", "mxa8oi8djw7m/zoom", "--json"}).json()["code"], "not-found");
  EXPECT_EQ(run({"logout", "--org", acme_, "--all", "--json"}).json()["code"], "usage");
  EXPECT_EQ(run({"logout", "--org", own_, "--json"}).data()["removed"].dump(), "[\"k2p9xq4tz1aa\"]");
  EXPECT_EQ(run({"logout", "--all"}).code, cli::kDone);
  EXPECT_THAT(*stores_.vault.profiles(), testing::IsEmpty());
  const Run again = run({"logout"});
  EXPECT_EQ(again.code, cli::kDone);
  EXPECT_THAT(again.out, HasSubstr("nothing to do"));
}

TEST_F(ProfilesTest, LogoutOfAStoreThatCannotBeChanged) {
  stores_.vault.fail_with(base::Error(base::Errc::kReadOnly, "the file system is read-only"));
  const Run out = run({"logout", "--json"});
  EXPECT_EQ(out.code, cli::kFailed);
  EXPECT_EQ(out.json()["code"], "read-only");
  EXPECT_TRUE(config().find(acme_)->logged_out);
  stores_.vault.fail_with(std::nullopt);
  EXPECT_EQ(run({"print-key"}, true).code, cli::kNotLoggedIn) << "never served again";
  EXPECT_EQ(run({"use", acme_}).code, cli::kNotLoggedIn);
  EXPECT_EQ(login(kCiKey).code, cli::kDone);
  EXPECT_EQ(stored(acme_), kCiKey);
  EXPECT_EQ(stored(acme_, store::Slot::kPrevious), "") << "what was logged out does not come back";
}

TEST_F(ProfilesTest, LogoutSaysWhatStillAnswers) {
  environment_.set("NGC_API_KEY", kAcmeKey);
  write_docker("{\"auths\":{\"nvcr.io\":" + plain_entry(kOwnKey) + "}}");
  const Run out = run({"logout"});
  EXPECT_THAT(out.err, HasSubstr("NGC_API_KEY"));
  EXPECT_THAT(out.err, HasSubstr("plain text"));
}

TEST_F(ProfilesTest, PrintKey) {
  EXPECT_EQ(run({"print-key"}, true).out, kAcmeKey + "\n");
  EXPECT_EQ(run({"print-key", "--profile", own_}, true).out, kOwnKey + "\n");
  EXPECT_EQ(run({"print-key", "--profile", "nobody"}).code, cli::kNotLoggedIn);
  EXPECT_EQ(run({"print-key", "--json"}).code, cli::kUsage);
  terminal_ = true;
  const Run refused = run({"print-key"});
  EXPECT_EQ(refused.code, cli::kUsage);
  EXPECT_EQ(refused.out, "");
  EXPECT_EQ(run({"print-key", "--show"}, true).out, kAcmeKey + "\n");
}

}  // namespace
}  // namespace ngcs::commands
