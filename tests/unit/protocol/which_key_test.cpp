// The order of the sources, seen through `get`, and what `store` says about it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "helper_fixture.h"

namespace ngcs::protocol {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST_F(HelperTest, AnExplicitProfileIsReadAndNothingElse) {
  environment_.values.set("NGC_API_KEY", kOther);
  store(kKey, "nvcr.io", "$oauthtoken", "acme");
  EXPECT_EQ(get(), answer_for("nvcr.io", kOther));
  EXPECT_EQ(get("nvcr.io", "acme"), answer_for("nvcr.io", kKey));
  environment_.values.set("NGC_PROFILE", "acme");
  EXPECT_EQ(get(), answer_for("nvcr.io", kKey));
  // No second choice where that profile has nothing.
  environment_.values.set("NGC_PROFILE", "empty");
  const Answer none = ask(Action::kGet, "nvcr.io");
  EXPECT_EQ(none.out.reveal(), kNotFoundLine);
  EXPECT_THAT(none.notes, HasSubstr("profile empty has no key"));
}

TEST_F(HelperTest, WhatIsNoProfileNameIsRefused) {
  for (const char* name : {"", "../x", "-x", "a/b", "a b", "a\nb"}) {
    const Answer answer = ask(Action::kGet, "nvcr.io", name);
    EXPECT_EQ(answer.exit_code, 1) << name;
    EXPECT_NE(answer.out.reveal(), kNotFoundLine) << name;
    EXPECT_THAT(std::string(answer.out.reveal()), HasSubstr("not a profile name"));
    // Other registries are not disturbed.
    EXPECT_EQ(ask(Action::kGet, "quay.io", name).out.reveal(), kNotFoundLine) << name;
  }
}

TEST_F(HelperTest, TheEnvironmentComesBeforeTheStoreAndOpensNone) {
  store(kKey);
  environment_.values.set("NGC_API_KEY", kOther);
  stores_.opened = 0;
  // Not even a damaged index matters.
  test::write_file(dir_ / "config.json", "{");
  EXPECT_EQ(get(), answer_for("nvcr.io", kOther));
  EXPECT_EQ(stores_.opened, 0);
}

TEST_F(HelperTest, TwoDifferentKeysInTheEnvironmentAreSaidOnce) {
  environment_.values.set("NGC_API_KEY", kOther);
  environment_.values.set("NGC_CLI_API_KEY", kKey);
  const Answer answer = ask(Action::kGet, "nvcr.io");
  EXPECT_EQ(answer.out.reveal(), answer_for("nvcr.io", kKey));
  EXPECT_THAT(answer.notes, HasSubstr("NGC_CLI_API_KEY is used"));
  EXPECT_THAT(answer.notes, Not(HasSubstr("nvapi-")));
}

TEST_F(HelperTest, AKeyFileComesFirst) {
  test::write_file(dir_ / "key", kKey + "\n");
  environment_.values.set("NGC_API_KEY_FILE", dir_ / "key");
  environment_.values.set("NGC_CLI_API_KEY", kOther);
  EXPECT_EQ(get(), answer_for("nvcr.io", kKey));
  environment_.values.set("NGC_API_KEY_FILE", dir_ / "absent");
  const Answer absent = ask(Action::kGet, "nvcr.io");
  EXPECT_EQ(absent.exit_code, 1);
  EXPECT_NE(absent.out.reveal(), kNotFoundLine);
}

TEST_F(HelperTest, TheOrgInTheNameChoosesTheProfile) {
  log_in("acme", "o-acme", kKey);
  store(kOther);
  EXPECT_EQ(get("nvcr.io/o-acme/app"), answer_for("nvcr.io/o-acme/app", kKey));
  EXPECT_EQ(get("nvcr.io/o-acme/zoom/app"), answer_for("nvcr.io/o-acme/zoom/app", kKey));
  EXPECT_EQ(get("nvcr.io/nvidia/cuda"), answer_for("nvcr.io/nvidia/cuda", kOther));
  EXPECT_EQ(get(), answer_for("nvcr.io", kOther));
  environment_.values.set("NGC_CLI_ORG", "o-acme");
  EXPECT_EQ(get(), answer_for("nvcr.io", kKey));
}

// Who names an org and logs in has a key of that org: the next `get` finds it there.
TEST_F(HelperTest, ALoginForAnOrgStaysWithTheOrg) {
  log_in("default", "o-default", kOther);
  log_in("acme", "o-acme", kOther);
  environment_.values.set("NGC_CLI_ORG", "o-acme");
  EXPECT_EQ(store(kKey).exit_code, 0);
  EXPECT_EQ(get(), answer_for("nvcr.io", kKey));
  EXPECT_EQ(load().find("acme")->org, "o-acme");
  environment_.values.set("NGC_CLI_ORG", "");
  EXPECT_EQ(get(), answer_for("nvcr.io", kOther));
  EXPECT_EQ(store("nvapi-third", "nvcr.io/o-acme/app").exit_code, 0);
  EXPECT_EQ(get("nvcr.io/o-acme/app"), answer_for("nvcr.io/o-acme/app", "nvapi-third"));
  EXPECT_EQ(get(), answer_for("nvcr.io", kOther));
}

TEST_F(HelperTest, StoreSaysThatTheEnvironmentWins) {
  test::write_file(dir_ / "ngc-api-key", kOther);
  environment_.values.set("CREDENTIALS_DIRECTORY", dir_.path());
  EXPECT_THAT(store(kKey).notes, HasSubstr("while CREDENTIALS_DIRECTORY is set"));
  environment_.values.set("CREDENTIALS_DIRECTORY", dir_ / "empty");
  EXPECT_THAT(store(kKey).notes, IsEmpty());
  environment_.values.set("NGC_CLI_API_KEY", "no-apikey");
  EXPECT_THAT(store(kKey).notes, IsEmpty());
  environment_.values.set("NGC_API_KEY", kOther);
  EXPECT_THAT(store(kKey).notes, HasSubstr("while NGC_API_KEY is set"));
  // Where a profile is chosen explicitly it does not, and nothing is said.
  EXPECT_THAT(store(kKey, "nvcr.io", "$oauthtoken", "acme").notes, IsEmpty());
  environment_.values.set("NGC_PROFILE", "acme");
  EXPECT_THAT(store(kKey).notes, IsEmpty());
}

TEST_F(HelperTest, UnreadableSettingsAreOneSentence) {
  store(kKey);
  test::write_file(dir_ / "config.json", "{");
  const Answer loud = ask(Action::kGet, "nvcr.io");
  EXPECT_EQ(loud.exit_code, 1);
  EXPECT_NE(loud.out.reveal(), kNotFoundLine);
  EXPECT_THAT(std::string(loud.out.reveal()), HasSubstr("config.json"));
  EXPECT_EQ(store(kKey).exit_code, 1);
  environment_.values.set("NGC_AUTH_ON_UNREADABLE", "anonymous");
  const Answer quiet = ask(Action::kGet, "nvcr.io");
  EXPECT_EQ(quiet.out.reveal(), kNotFoundLine);
  EXPECT_THAT(quiet.notes, HasSubstr("config.json"));
}

TEST_F(HelperTest, TheSettingCanStandInTheFile) {
  store(kKey);
  std::string settings = test::slurp(dir_ / "config.json");
  settings.insert(1, R"("settings":{"on_unreadable":"anonymous"},)");
  test::write_file(dir_ / "config.json", settings);
  stores_.vault.fail_with(base::Error{base::Errc::kWrongKey, "the machine key belongs to another vault"});
  const Answer answer = ask(Action::kGet, "nvcr.io");
  EXPECT_EQ(answer.out.reveal(), kNotFoundLine);
  EXPECT_THAT(answer.notes, HasSubstr("the machine key belongs to another vault"));
}

TEST_F(HelperTest, WithoutAHomeTheEnvironmentStillServes) {
  environment_.values = base::MapEnvironment({{"HOME", "relative"}, {"NGC_AUTH_HOME", "relative"}});
  environment_.values.set("NGC_API_KEY", kKey);
  EXPECT_EQ(get(), answer_for("nvcr.io", kKey));
  EXPECT_EQ(ask(Action::kList, "").out.reveal(), "{\"nvcr.io\":\"$oauthtoken\"}\n");
}

TEST_F(HelperTest, ListKnowsTheEnvironment) {
  environment_.values.set("NGC_API_KEY", kKey);
  EXPECT_EQ(ask(Action::kList, "").out.reveal(), "{\"nvcr.io\":\"$oauthtoken\"}\n");
  EXPECT_EQ(ask(Action::kList, "", "acme").out.reveal(), "{}\n");
  environment_.values.set("NGC_API_KEY", "no-apikey");
  EXPECT_EQ(ask(Action::kList, "").out.reveal(), "{}\n");
}

}  // namespace
}  // namespace ngcs::protocol
