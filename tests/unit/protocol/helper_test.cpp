// The helper's answers, byte for byte, for what clients were seen to send.
#include "protocol/helper.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "config/settings.h"
#include "helper_fixture.h"

namespace ngcs::protocol {
namespace {

TEST_F(HelperTest, StoresAndServes) {
  const Answer stored = store(kKey);
  EXPECT_EQ(stored.exit_code, 0);
  EXPECT_TRUE(stored.out.empty());
  EXPECT_TRUE(stored.notes.empty());
  EXPECT_EQ(get(), answer_for("nvcr.io", kKey));
}

// The address is given back exactly as asked: nerdctl and Testcontainers compare it.
TEST_F(HelperTest, EverySpellingIsServedAndEchoed) {
  store(kKey);
  for (const char* server : {"nvcr.io", "nvcr.io:443", "https://nvcr.io:443", "http://nvcr.io:443", "https://nvcr.io",
                             "http://nvcr.io", "https://nvcr.io/v2/", "NVCR.IO", "nvcr.io/nvidia/cuda"}) {
    EXPECT_EQ(get(server), answer_for(server, kKey)) << server;
  }
  EXPECT_EQ(get(" nvcr.io\n"), answer_for("nvcr.io", kKey));
}

TEST_F(HelperTest, NotFoundIsTheExactSentence) {
  const Answer answer = ask(Action::kGet, "nvcr.io");
  EXPECT_EQ(answer.exit_code, 1);
  EXPECT_EQ(answer.out.reveal(), kNotFoundLine);
  EXPECT_TRUE(answer.notes.empty());
}

TEST_F(HelperTest, AForeignHostTouchesNothing) {
  store(kKey);
  stores_.opened = 0;
  environment_.reads = 0;
  stores_.vault.fail_with(base::Error{base::Errc::kDamaged, "must not be asked"});
  for (const char* server :
       {"quay.io", "https://index.docker.io/v1/", "localhost:5000", "nvcr.io.evil.example", "nvcr.io:5000"}) {
    const Answer answer = ask(Action::kGet, server);
    EXPECT_EQ(answer.exit_code, 1);
    EXPECT_EQ(answer.out.reveal(), kNotFoundLine);
  }
  EXPECT_EQ(environment_.reads, 0);
  EXPECT_EQ(stores_.opened, 0);
}

TEST_F(HelperTest, EmptyServerIsTheProtocolsSentence) {
  for (const Action action : {Action::kGet, Action::kErase}) {
    const Answer answer = ask(action, " \n");
    EXPECT_EQ(answer.exit_code, 1);
    EXPECT_EQ(answer.out.reveal(), "no credentials server URL\n");
  }
  EXPECT_EQ(store(kKey, "").out.reveal(), "no credentials server URL\n");
  EXPECT_EQ(store(kKey, "nvcr.io", "").out.reveal(), "no credentials username\n");
}

// Clone2Leak: one side joins lines, the other does not.
TEST_F(HelperTest, ControlCharactersAreRefused) {
  store(kKey);
  for (const std::string& server :
       {std::string("nv\ncr.io"), std::string("quay.io\nnvcr.io"), std::string("nvcr.io\0x", 9),
        std::string("nvcr.io\xFF"), std::string("nvcr.io\xE2\x80\xA8"), std::string(100000, 'a')}) {
    const Answer answer = ask(Action::kGet, server);
    EXPECT_EQ(answer.exit_code, 1);
    EXPECT_NE(answer.out.reveal(), kNotFoundLine);
    EXPECT_EQ(answer.out.reveal().find("nvapi"), std::string_view::npos);
    EXPECT_LT(answer.out.size(), 200U);
  }
}

TEST_F(HelperTest, StoreRefusesWhatItCannotServe) {
  struct Case {
    Answer answer;
    const char* part;
  };
  const Case cases[] = {
      {store(kKey, "quay.io"), "nvcr.io only"},
      {store(kKey, "nvcr.io", "<token>"), "no identity tokens"},
      {store(kKey, "nvcr.io", "\\u003ctoken\\u003e"), "no identity tokens"},
      {store(kKey, "nvcr.io", "ada@example.com"), "$oauthtoken"},
      {store(""), "empty"},
      {store("YOUR_API_KEY"), "placeholder"},
      {store("hf_canary"), "Hugging Face"},
      {store("nvapi-canary\\nnvapi-canary"), "line break"},
      {store("nvapi-canary\\u0000"), ""},
      {store("\\ud800"), ""},
      {ask(Action::kStore, "not json canary"), ""},
      {ask(Action::kStore, R"({"ServerURL":"nvcr.io","Username":"$oauthtoken","Secret":"canary","Secret":"canary"})"),
       ""},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(c.answer.exit_code, 1);
    const std::string_view out = c.answer.out.reveal();
    EXPECT_NE(out.find(c.part), std::string_view::npos) << out;
    EXPECT_EQ(out.find("canary"), std::string_view::npos) << out;
    EXPECT_EQ(out.find('`'), std::string_view::npos) << out;
    ASSERT_FALSE(out.empty());
    EXPECT_EQ(out.find('\n'), out.size() - 1) << out;
  }
  EXPECT_EQ(stores_.vault.profiles()->size(), 0U);
  EXPECT_EQ(get(), kNotFoundLine);
}

TEST_F(HelperTest, SecretsUpTo32KiBAndTheOldOneStays) {
  store(kKey);
  const std::string largest(32 * 1024, 'k');
  EXPECT_EQ(store(largest).exit_code, 0);
  EXPECT_EQ(get(), answer_for("nvcr.io", largest));
  EXPECT_EQ(store(largest + "k").exit_code, 1);
  EXPECT_EQ(store(std::string(100 * 1024, 'k')).exit_code, 1);
  EXPECT_EQ(get(), answer_for("nvcr.io", largest));
}

// docker stores the same pair again at every login.
TEST_F(HelperTest, StoreIsIdempotent) {
  store(kOther);
  store(kKey);
  const std::string index = test::slurp(dir_ / "config.json");
  EXPECT_EQ(store(kKey).exit_code, 0);
  EXPECT_EQ(test::slurp(dir_ / "config.json"), index);
  EXPECT_EQ((*stores_.vault.get("default", store::Slot::kPrevious))->reveal(), kOther);
}

TEST_F(HelperTest, AReplacedKeyIsKeptAndItsOrgForgotten) {
  log_in("default", "o1", kOther);
  store(kKey);
  EXPECT_EQ((*stores_.vault.get("default", store::Slot::kPrevious))->reveal(), kOther);
  const config::Config config = load();
  EXPECT_TRUE(config.find("default")->has_previous);
  EXPECT_TRUE(config.find("default")->org.empty());
}

TEST_F(HelperTest, ProfilesByNameStayApart) {
  EXPECT_EQ(store(kKey, "nvcr.io", "$oauthtoken", "acme").exit_code, 0);
  EXPECT_EQ(store(kOther, "nvcr.io", "$oauthtoken", "beta").exit_code, 0);
  EXPECT_EQ(get("nvcr.io", "acme"), answer_for("nvcr.io", kKey));
  EXPECT_EQ(get("nvcr.io", "beta"), answer_for("nvcr.io", kOther));
  EXPECT_EQ(get(), kNotFoundLine);
  ask(Action::kErase, "nvcr.io", "acme");
  EXPECT_EQ(get("nvcr.io", "acme"), kNotFoundLine);
  EXPECT_EQ(get("nvcr.io", "beta"), answer_for("nvcr.io", kOther));
}

TEST_F(HelperTest, StoreTellsWhenTheEnvironmentShadowsIt) {
  environment_.values.set("NGC_API_KEY", kOther);
  const Answer stored = store(kKey);
  EXPECT_EQ(stored.exit_code, 0);
  EXPECT_NE(stored.notes.find("NGC_API_KEY"), std::string::npos);
  EXPECT_EQ(get(), answer_for("nvcr.io", kOther));
  environment_.values.set("NGC_API_KEY", "");
  EXPECT_EQ(get(), answer_for("nvcr.io", kKey));
}

TEST_F(HelperTest, DirtyKeysAreCleanedAndNoted) {
  const Answer stored = store("  Bearer " + kKey + "  ");
  EXPECT_EQ(stored.exit_code, 0);
  EXPECT_NE(stored.notes.find("Bearer"), std::string::npos);
  EXPECT_EQ(stored.notes.find(kKey), std::string::npos);
  EXPECT_EQ(get(), answer_for("nvcr.io", kKey));
}

TEST_F(HelperTest, UnreadableIsOneSentence) {
  store(kKey);
  stores_.vault.fail_with(base::Error{base::Errc::kLocked, "the store `x` is locked\nbadly", "unlock it"});
  const Answer answer = ask(Action::kGet, "nvcr.io");
  EXPECT_EQ(answer.exit_code, 1);
  EXPECT_EQ(answer.out.reveal(), "the store 'x' is locked\\x0abadly; unlock it\n");
}

TEST_F(HelperTest, UnreadableMayCountAsAbsent) {
  store(kKey);
  stores_.vault.fail_with(base::Error{base::Errc::kLocked, "locked", "unlock it"});
  environment_.values.set("NGC_AUTH_ON_UNREADABLE", "anonymous");
  const Answer answer = ask(Action::kGet, "nvcr.io");
  EXPECT_EQ(answer.exit_code, 1);
  EXPECT_EQ(answer.out.reveal(), kNotFoundLine);
  EXPECT_NE(answer.notes.find("locked; unlock it"), std::string::npos);
}

TEST_F(HelperTest, EraseNeverFailsAClient) {
  for (const char* server : {"nvcr.io", "quay.io", "https://nvcr.io", "nv\ncr.io", "nvcr.io\xFF"}) {
    const Answer answer = ask(Action::kErase, server);
    EXPECT_EQ(answer.exit_code, 0) << server;
    EXPECT_TRUE(answer.out.empty());
  }
}

TEST_F(HelperTest, EraseTakesBothKeysAndNoOtherProfile) {
  store(kKey, "nvcr.io", "$oauthtoken", "acme");
  store(kOther);
  store(kKey);
  ask(Action::kErase, "nvcr.io");
  EXPECT_FALSE(*stores_.vault.get("default", store::Slot::kCurrent));
  EXPECT_FALSE(*stores_.vault.get("default", store::Slot::kPrevious));
  ask(Action::kErase, "https://nvcr.io");
  ask(Action::kErase, "http://nvcr.io");
  EXPECT_EQ(get("nvcr.io", "acme"), answer_for("nvcr.io", kKey));
}

TEST_F(HelperTest, EraseOfAnotherDefaultStaysWithIt) {
  store(kKey, "nvcr.io", "$oauthtoken", "acme");
  store(kOther);
  change_index([](config::Config& config) { config.set_default_profile("acme"); });
  // docker logout: up to four calls.
  for (const char* server : {"nvcr.io", "nvcr.io", "http://nvcr.io", "https://nvcr.io"}) ask(Action::kErase, server);
  EXPECT_EQ(get("nvcr.io", "acme"), kNotFoundLine);
  EXPECT_EQ(get("nvcr.io", "default"), answer_for("nvcr.io", kOther));
}

TEST_F(HelperTest, WhereTheStoreCannotBeChangedTheKeyIsMarked) {
  store(kKey);
  stores_.vault.fail_with(base::Error{base::Errc::kReadOnly, "read-only file system"});
  const Answer answer = ask(Action::kErase, "nvcr.io");
  EXPECT_EQ(answer.exit_code, 0);
  EXPECT_TRUE(answer.out.empty());
  EXPECT_NE(answer.notes.find("still lies in memory"), std::string::npos) << answer.notes;
  EXPECT_NE(answer.notes.find("will not be served"), std::string::npos);
  stores_.vault.fail_with(std::nullopt);
  EXPECT_EQ(get(), kNotFoundLine);
  EXPECT_TRUE(load().find("default")->logged_out);
  // A later login takes the mark off.
  store(kOther);
  EXPECT_EQ(get(), answer_for("nvcr.io", kOther));
}

TEST_F(HelperTest, ListIsBareHostsAndOpensNoStore) {
  EXPECT_EQ(ask(Action::kList, "").out.reveal(), "{}\n");
  store(kKey);
  stores_.opened = 0;
  const Answer list = ask(Action::kList, "");
  EXPECT_EQ(list.exit_code, 0);
  EXPECT_EQ(list.out.reveal(), "{\"nvcr.io\":\"$oauthtoken\"}\n");
  EXPECT_EQ(stores_.opened, 0);
  EXPECT_EQ(ask(Action::kList, "", "other").out.reveal(), "{}\n");
}

// A failing list breaks every remote pull of podman.
TEST_F(HelperTest, ListNeverFails) {
  test::write_file(dir_ / "config.json", "{");
  const Answer list = ask(Action::kList, "");
  EXPECT_EQ(list.exit_code, 0);
  EXPECT_EQ(list.out.reveal(), "{}\n");
  EXPECT_NE(list.notes.find("damaged"), std::string::npos);
}

}  // namespace
}  // namespace ngcs::protocol
