// What a logout may and may not take with it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "helper_fixture.h"

namespace ngcs::protocol {
namespace {

using store::Slot;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The calls of one `docker logout`, and of one `nerdctl logout`.
constexpr const char* kLogout[] = {"nvcr.io",           "nvcr.io",     "http://nvcr.io",
                                   "https://nvcr.io",   "nvcr.io:443", "https://nvcr.io:443",
                                   "http://nvcr.io:443"};

TEST_F(HelperTest, EraseOfNothingLeavesNothingBehind) {
  for (const char* server : kLogout) EXPECT_THAT(ask(Action::kErase, server).notes, IsEmpty());
  EXPECT_EQ(test::entries_in(dir_.path()), 0U);
}

// NGC shows a key once: what belongs to an org that nobody named stays.
TEST_F(HelperTest, LogoutOfOneOrgLeavesTheOthers) {
  log_in("default", "o-default", kOther);
  log_in("acme", "o-acme", kKey);
  environment_.values.set("NGC_CLI_ORG", "o-acme");
  EXPECT_EQ(get(), answer_for("nvcr.io", kKey));
  std::string notes;
  for (const char* server : kLogout) notes += ask(Action::kErase, server).notes;
  EXPECT_FALSE(*stores_.vault.get("acme", Slot::kCurrent));
  EXPECT_EQ((*stores_.vault.get("default", Slot::kCurrent))->reveal(), kOther);
  EXPECT_THAT(notes, HasSubstr("profile default belongs to the org o-default and keeps its key"));
  EXPECT_THAT(notes, HasSubstr("docker ngc logout --profile default"));
}

TEST_F(HelperTest, LogoutByTheOrgInTheNameLeavesTheOthers) {
  log_in("default", "o-default", kOther);
  log_in("acme", "o-acme", kKey);
  for (int call = 0; call < 2; ++call) ask(Action::kErase, "nvcr.io/o-acme/app");
  EXPECT_FALSE(*stores_.vault.get("acme", Slot::kCurrent));
  EXPECT_TRUE(*stores_.vault.get("default", Slot::kCurrent));
}

// The key of `docker login` has no known org: it is the one that `get` would serve, and it goes, whatever the NGC CLI
// is set to.
TEST_F(HelperTest, LogoutTakesAKeyOfUnknownOrg) {
  store(kKey);
  environment_.values.set("NGC_CLI_ORG", "o-acme");
  ask(Action::kErase, "nvcr.io");
  EXPECT_FALSE(*stores_.vault.get("default", Slot::kCurrent));
  EXPECT_EQ(get(), kNotFoundLine);
}

TEST_F(HelperTest, LogoutWithoutAnOrgTakesTheDefaultProfile) {
  log_in("default", "o-default", kOther);
  environment_.values.set("NGC_CLI_ORG", "no-org");
  ask(Action::kErase, "nvcr.io");
  EXPECT_FALSE(*stores_.vault.get("default", Slot::kCurrent));
}

TEST_F(HelperTest, LogoutOfAnExplicitProfileIsExact) {
  log_in("acme", "o-acme", kKey);
  environment_.values.set("NGC_CLI_ORG", "o-other");
  environment_.values.set("NGC_API_KEY", kOther);
  const Answer answer = ask(Action::kErase, "nvcr.io", "acme");
  EXPECT_FALSE(*stores_.vault.get("acme", Slot::kCurrent));
  // The environment does not count beside an explicit choice, so nothing shadows.
  EXPECT_THAT(answer.notes, IsEmpty());
}

TEST_F(HelperTest, LogoutTellsThatTheEnvironmentStillHasAKey) {
  store(kKey);
  environment_.values.set("NGC_CLI_API_KEY", kOther);
  EXPECT_THAT(ask(Action::kErase, "nvcr.io").notes, HasSubstr("NGC_CLI_API_KEY still provides a key"));
  environment_.values.set("NGC_CLI_API_KEY", "no-apikey");
  EXPECT_THAT(ask(Action::kErase, "nvcr.io").notes, IsEmpty());
  // The name of the variable, never its value.
  environment_.values.set("NGC_API_KEY", kOther);
  EXPECT_EQ(ask(Action::kErase, "nvcr.io").notes.find(kOther), std::string::npos);
}

TEST_F(HelperTest, AKeyThatTheIndexDoesNotKnowIsErasedToo) {
  ASSERT_TRUE(stores_.vault.put("default", secret::SecretString(kKey)));
  EXPECT_EQ(get(), kNotFoundLine);
  EXPECT_THAT(ask(Action::kErase, "nvcr.io").notes, IsEmpty());
  EXPECT_FALSE(*stores_.vault.get("default", Slot::kCurrent));
}

TEST_F(HelperTest, AnUnreadableVaultWithoutAnIndexIsSaid) {
  stores_.vault.fail_with(base::Error{base::Errc::kDamaged, "the vault is damaged", "restore it from a backup"});
  const Answer answer = ask(Action::kErase, "nvcr.io");
  EXPECT_EQ(answer.exit_code, 0);
  EXPECT_THAT(answer.notes, HasSubstr("none is served"));
  EXPECT_THAT(answer.notes, HasSubstr("the vault is damaged"));
  EXPECT_FALSE(load().find("default"));
}

TEST_F(HelperTest, ADamagedIndexIsSaidAndNothingIsErased) {
  store(kKey);
  test::write_file(dir_ / "config.json", "{");
  const Answer answer = ask(Action::kErase, "nvcr.io");
  EXPECT_EQ(answer.exit_code, 0);
  EXPECT_THAT(answer.notes, HasSubstr("nothing was erased"));
  EXPECT_TRUE(*stores_.vault.get("default", Slot::kCurrent));
}

// The user erased the old key; only the store had refused. It must not come back as the previous one.
TEST_F(HelperTest, LoginAfterAMarkedLogoutReallyErasesTheOldKey) {
  store(kKey);
  stores_.vault.fail_with(base::Error{base::Errc::kReadOnly, "read-only file system"});
  ask(Action::kErase, "nvcr.io");
  // As long as the store refuses, so does login.
  EXPECT_EQ(store(kOther).exit_code, 1);
  stores_.vault.fail_with(std::nullopt);
  EXPECT_EQ(store(kOther).exit_code, 0);
  EXPECT_EQ(get(), answer_for("nvcr.io", kOther));
  EXPECT_FALSE(*stores_.vault.get("default", Slot::kPrevious));
  EXPECT_FALSE(load().find("default")->has_previous);
}

TEST_F(HelperTest, LoginWithTheSameKeyAfterAMarkedLogoutServesItAgain) {
  store(kKey);
  stores_.vault.fail_with(base::Error{base::Errc::kReadOnly, "read-only file system"});
  ask(Action::kErase, "nvcr.io");
  stores_.vault.fail_with(std::nullopt);
  EXPECT_EQ(get(), kNotFoundLine);
  EXPECT_EQ(store(kKey).exit_code, 0);
  EXPECT_EQ(get(), answer_for("nvcr.io", kKey));
  EXPECT_FALSE(load().find("default")->logged_out);
}

}  // namespace
}  // namespace ngcs::protocol
