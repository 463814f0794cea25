#include "command_test.h"
#include "commands/can_i_target.h"

namespace ngcs::commands {
namespace {

using entitlement::Action;
using entitlement::Thing;
using testing::HasSubstr;
using testing::IsEmpty;

struct Row {
  std::vector<std::string> words;
  Action action;
  Thing thing;
  std::string space;
  std::string name;
  std::string reference;
};

TEST(CanITarget, WordsThatAreUnderstood) {
  for (const Row& row : {
           Row{{"pull", "image", "nvcr.io/acme/app:1"}, Action::kPull, Thing::kImage, "acme", "app", "1"},
           Row{{"pull", "image", "acme/zoom/app"}, Action::kPull, Thing::kImage, "acme/zoom", "app", ""},
           Row{{"push", "image", "https://nvcr.io/acme/app"}, Action::kPush, Thing::kImage, "acme", "app", ""},
           Row{{"pull", "image", "oci://nvcr.io/acme/app:1"}, Action::kPull, Thing::kImage, "acme", "app", "1"},
           Row{{"pull", "chart", "ngc://acme/zoom/planner:0.1.0"},
               Action::kPull,
               Thing::kChart,
               "acme/zoom",
               "planner",
               "0.1.0"},
           Row{{"create", "chart", "https://helm.ngc.nvidia.com/acme/x"},
               Action::kCreate,
               Thing::kChart,
               "acme",
               "x",
               ""},
           Row{{"update", "model", "acme/m:2.0"}, Action::kUpdate, Thing::kModel, "acme", "m", "2.0"},
           Row{{"delete", "resource", "acme/zoom/r"}, Action::kDelete, Thing::kResource, "acme/zoom", "r", ""},
           Row{{"add-user", "acme"}, Action::kAddUser, Thing::kOrg, "acme", "", ""},
           Row{{"add-user", "acme/zoom"}, Action::kAddUser, Thing::kOrg, "acme/zoom", "", ""},
           Row{{"add-team", "acme"}, Action::kAddTeam, Thing::kOrg, "acme", "", ""},
       }) {
    const auto question = parse_can_i(row.words);
    ASSERT_TRUE(question) << row.words.back() << ": " << question.error().message;
    EXPECT_EQ(question->action, row.action);
    EXPECT_EQ(question->thing, row.thing);
    EXPECT_EQ(question->space.path(), row.space) << row.words.back();
    EXPECT_EQ(question->name, row.name) << row.words.back();
    EXPECT_EQ(question->reference, row.reference) << row.words.back();
  }
}

TEST(CanITarget, WordsThatAreRefused) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{},
                                             {"fly"},
                                             {"pull"},
                                             {"pull", "image"},
                                             {"pull", "nvcr.io/acme/app"},
                                             {"pull", "plane", "acme/app"},
                                             {"pull", "image", "ghcr.io/acme/app"},
                                             {"pull", "image", "oci://ghcr.io/acme/app"},
                                             {"pull", "image", "nvcr.io.evil.example/acme/app"},
                                             {"pull", "image", "nvcr.io@evil.example/acme/app"},
                                             {"pull", "image", "nvcr.io/acme"},
                                             {"pull", "image", "acme/a/b/c"},
                                             {"pull", "chart", "https://charts.example/acme/x"},
                                             {"pull", "chart", "nvcr.io/acme/x"},
                                             {"pull", "chart", "x"},
                                             {"pull", "chart", "acme/a/b/c"},
                                             {"pull", "chart", "Acme Robotics/x"},
                                             {"pull", "model", "acme/"},
                                             {"pull", "model", "acme/\x1b[31m"},
                                             {"add-user"},
                                             {"add-user", "org", "acme"},
                                             {"add-team", "acme/zoom"},
                                             {"add-team", "Acme Robotics"}}) {
    const auto question = parse_can_i(words);
    ASSERT_FALSE(question) << (words.empty() ? "" : words.back());
    EXPECT_EQ(question.error().code, base::Errc::kUsage);
    EXPECT_EQ(question.error().message.find('\x1b'), std::string::npos);
  }
}

class CanITest : public CommandTest {
 protected:
  // The registry's token service for one repository, without a key and with one.
  void registry(int without_key, int with_key) {
    const auto token = [](int status) {
      return status == 200 ? test::json_answer(200, R"({"token":"t","expires_in":300})") : test::answer(status);
    };
    transport_.first(http::Method::kGet, "https://nvcr.io/proxy_auth",
                     [=](const test::FakeTransport::Seen& seen) -> base::Result<http::Response> {
                       return token(seen.form == "none" ? without_key : with_key);
                     });
  }
  void tags(const std::string& repository, int status) {
    transport_.get("https://nvcr.io/v2/" + repository + "/tags/list", test::answer(status));
  }
};

TEST_F(CanITest, WithoutAKey) {
  const Run run = this->run({"can-i", "pull", "image", "mxa8oi8djw7m/app", "--json"});
  EXPECT_EQ(run.code, cli::kNotLoggedIn);
  EXPECT_EQ(run.json()["code"], "not-logged-in");
  EXPECT_EQ(run.data()["allowed"], nullptr);
  EXPECT_THAT(transport_.seen(), IsEmpty());
}

TEST_F(CanITest, AStoreThatCannotBeReadIsNoKey) {
  ASSERT_EQ(login(kAcmeKey).code, cli::kDone);
  stores_.vault.fail_with(base::Error(base::Errc::kLocked, "locked", "unlock it"));
  EXPECT_EQ(this->run({"can-i", "pull", "image", "mxa8oi8djw7m/app", "--json"}).code, cli::kNotLoggedIn);
}

TEST_F(CanITest, FactsDecideForMembers) {
  ASSERT_EQ(login(kAcmeKey).code, cli::kDone);
  const Run yes = this->run({"can-i", "pull", "image", "nvcr.io/mxa8oi8djw7m/base:1", "--json"});
  EXPECT_EQ(yes.code, cli::kDone);
  EXPECT_EQ(yes.json()["ok"], true);
  EXPECT_EQ(yes.json()["code"], nullptr);
  EXPECT_EQ(yes.data()["allowed"], true);
  EXPECT_THAT(yes.data()["reason"].get<std::string>(), HasSubstr("REGISTRY_READ"));
  for (const auto& seen : transport_.seen()) EXPECT_THAT(seen.url, testing::Not(HasSubstr("scope=repository")));

  const Run no = this->run({"can-i", "push", "image", "mxa8oi8djw7m/base", "--json"});
  EXPECT_EQ(no.code, cli::kNotEntitled);
  EXPECT_EQ(no.json()["ok"], false);
  EXPECT_EQ(no.json()["code"], "NGC6302");
  EXPECT_EQ(no.data()["allowed"], false);
  EXPECT_EQ(no.data()["codes"], json::Value::array({"NGC6302"}));
  EXPECT_EQ(this->run({"can-i", "push", "chart", "mxa8oi8djw7m/zoom/planner", "--json"}).code, cli::kDone);
  EXPECT_EQ(this->run({"can-i", "delete", "chart", "mxa8oi8djw7m/zoom/planner", "--json"}).code, cli::kNotEntitled);
  EXPECT_EQ(this->run({"can-i", "add-user", "mxa8oi8djw7m"}).code, cli::kNotEntitled);
  const Run text = this->run({"can-i", "add-team", "mxa8oi8djw7m"});
  EXPECT_THAT(text.out, testing::StartsWith("no: making teams needs"));
  EXPECT_THAT(text.out, HasSubstr("NGC6302"));
  EXPECT_THAT(text.err, HasSubstr("docker ngc explain NGC6302"));
}

TEST_F(CanITest, TheProfilesKeyIsAsked) {
  ASSERT_EQ(login(kAcmeKey).code, cli::kDone);
  ASSERT_EQ(login(kOwnKey).code, cli::kDone);
  EXPECT_EQ(this->run({"can-i", "add-team", "k2p9xq4tz1aa", "--json"}).code, cli::kDone) << "by the org asked for";
  const Run run = this->run({"can-i", "add-team", "k2p9xq4tz1aa", "--profile", "mxa8oi8djw7m", "--json"});
  EXPECT_EQ(run.json()["code"], "NGC5201");
}

TEST_F(CanITest, DisplayNamesGetAHint) {
  ASSERT_EQ(login(kAcmeKey).code, cli::kDone);
  const Run run = this->run({"can-i", "pull", "image", "nvcr.io/Acme Robotics/app", "--json"});
  EXPECT_EQ(run.code, cli::kUsage);
  EXPECT_EQ(run.json()["code"], "usage");
  EXPECT_THAT(run.data()["error"]["hint"].get<std::string>(), HasSubstr("write mxa8oi8djw7m"));
}

// The clock of the service is not known here, so the dates of an enablement decide nothing: the service is asked.
TEST_F(CanITest, TheServiceDecidesForPublishers) {
  ASSERT_EQ(login(kAcmeKey).code, cli::kDone);
  const std::vector<std::string> question = {"can-i", "pull", "image", "nvaie/driver", "--json"};
  registry(403, 200);
  tags("nvaie/driver", 200);
  Run run = this->run(question);
  EXPECT_EQ(run.code, cli::kDone);
  EXPECT_THAT(run.data()["reason"].get<std::string>(), HasSubstr("the service lets this key read"));
}

TEST_F(CanITest, RefusedByTheService) {
  ASSERT_EQ(login(kAcmeKey).code, cli::kDone);
  registry(403, 403);
  const Run run = this->run({"can-i", "pull", "image", "nvaie/driver", "--json"});
  EXPECT_EQ(run.code, cli::kNotEntitled);
  EXPECT_EQ(run.json()["code"], nullptr) << "several causes are not separated";
  EXPECT_GE(run.data()["codes"].size(), 4U);
}

TEST_F(CanITest, AnOutageLeavesItOpen) {
  ASSERT_EQ(login(kAcmeKey).code, cli::kDone);
  registry(503, 503);
  const Run run = this->run({"can-i", "pull", "image", "nvaie/driver", "--json"});
  EXPECT_EQ(run.code, cli::kCouldNotVerify);
  EXPECT_EQ(run.json()["code"], nullptr);
  EXPECT_EQ(run.data()["allowed"], nullptr);
  EXPECT_THAT(this->run({"can-i", "pull", "image", "nvaie/driver"}).out, testing::StartsWith("unknown: "));
}

TEST_F(CanITest, WithoutANetworkNothingIsKnown) {
  ASSERT_EQ(login(kAcmeKey).code, cli::kDone);
  cut_network();
  const Run run = this->run({"can-i", "pull", "image", "mxa8oi8djw7m/app", "--json"});
  EXPECT_EQ(run.code, cli::kCouldNotVerify);
  EXPECT_EQ(run.data()["allowed"], nullptr);
  EXPECT_THAT(run.data()["reason"].get<std::string>(), HasSubstr("no route"));
}

TEST_F(CanITest, ADeadKey) {
  environment_.set("NGC_API_KEY", kDeadKey);
  const Run run = this->run({"can-i", "pull", "image", "mxa8oi8djw7m/app", "--json"});
  EXPECT_EQ(run.code, cli::kNotEntitled);
  EXPECT_EQ(run.json()["code"], "NGC5101");
}

TEST_F(CanITest, TheHelmIndexOfAPublicSpace) {
  ASSERT_EQ(login(kOwnKey).code, cli::kDone);
  transport_.get("https://helm.ngc.nvidia.com/nvidia/index.yaml",
                 test::answer(200, "entries:\n  gpu-operator:\n  - version: 24.3.0\n    urls: [x.tgz]\n"));
  EXPECT_EQ(this->run({"can-i", "pull", "chart", "nvidia/gpu-operator:24.3.0", "--json"}).code, cli::kDone);
  EXPECT_EQ(this->run({"can-i", "pull", "chart", "nvidia/other", "--json"}).code, cli::kCouldNotVerify);
}

}  // namespace
}  // namespace ngcs::commands
