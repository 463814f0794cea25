#include "command_test.h"

namespace ngcs::commands {
namespace {

using testing::HasSubstr;
using testing::Not;

class ConfigureTest : public CommandTest {};

TEST_F(ConfigureTest, IsRefusedWithoutAHelperThatRuns) {
  environment_.set("PATH", dir_ / "nowhere");
  write_docker("{}");
  const Run run = this->run({"configure", "docker", "--json"});
  EXPECT_EQ(run.code, cli::kFailed);
  EXPECT_EQ(run.json()["code"], "not-found");
  EXPECT_THAT(run.data()["error"]["hint"].get<std::string>(), HasSubstr("PATH"));
  EXPECT_EQ(test::slurp(docker_file()), "{}");
}

TEST_F(ConfigureTest, DryRunShowsAndChangesNothing) {
  write_docker("{\"auths\":{\"nvcr.io\":" + plain_entry(kAcmeKey) + "}}");
  const std::string before = test::slurp(docker_file());
  const Run run = this->run({"configure", "docker", "--dry-run"});
  EXPECT_EQ(run.code, cli::kDone);
  EXPECT_THAT(run.out, HasSubstr("+    \"nvcr.io\": \"ngc\""));
  EXPECT_THAT(run.out, HasSubstr("-      \"auth\": \"(not shown)\""));
  EXPECT_EQ(test::slurp(docker_file()), before);
  EXPECT_TRUE(config().profiles().empty());
  const json::Value data = this->run({"configure", "docker", "--dry-run", "--json"}).data();
  EXPECT_FALSE(data["changed"].get<bool>());
  EXPECT_EQ(data["moved_keys"].dump(), R"([{"entry":"nvcr.io","profile":null}])");
}

TEST_F(ConfigureTest, RoundTrip) {
  write_docker("{\n\t\"psFormat\": \"x\"\n}");
  const std::string before = test::slurp(docker_file());
  EXPECT_TRUE(this->run({"configure", "docker", "--json"}).data()["changed"].get<bool>());
  EXPECT_FALSE(this->run({"configure", "docker", "--json"}).data()["changed"].get<bool>());
  EXPECT_THAT(this->run({"configure", "docker", "--undo", "--dry-run"}).out, HasSubstr("-    \"nvcr.io\": \"ngc\""));
  EXPECT_TRUE(this->run({"configure", "docker", "--undo", "--json"}).data()["changed"].get<bool>());
  EXPECT_EQ(test::slurp(docker_file()), before);
  const Run again = this->run({"configure", "docker", "--undo"});
  EXPECT_EQ(again.code, cli::kDone);
  EXPECT_THAT(again.out, HasSubstr("nothing to undo"));
}

TEST_F(ConfigureTest, ThePlainKeyComesBackOnlyByName) {
  write_docker("{\"auths\":{\"nvcr.io\":" + plain_entry(kAcmeKey) + "}}");
  const std::string before = test::slurp(docker_file());
  const json::Value data = this->run({"configure", "docker", "--json"}).data();
  EXPECT_EQ(data["moved_keys"].dump(), R"([{"entry":"nvcr.io","profile":"default"}])");
  EXPECT_EQ(stored("default"), kAcmeKey);
  EXPECT_EQ(this->run({"configure", "docker", "--restore-plain"}).code, cli::kUsage);
  EXPECT_EQ(this->run({"configure", "docker", "--undo", "--restore-plain"}).code, cli::kDone);
  EXPECT_EQ(test::slurp(docker_file()), before);
  EXPECT_EQ(stored("default"), kAcmeKey);

  ASSERT_EQ(this->run({"configure", "docker"}).code, cli::kDone);
  const Run undone = this->run({"configure", "docker", "--undo", "--json"});
  EXPECT_TRUE(warned(undone.json(), "key-stays"));
  EXPECT_EQ(docker_json().dump(), R"({"auths":{"nvcr.io":{}}})");
}

TEST_F(ConfigureTest, ImportsNeverReplaceAKey) {
  ASSERT_EQ(login(kAcmeKey, {"--no-configure", "--profile", "default"}).code, cli::kDone);
  write_docker("{\"auths\":{\"nvcr.io\":" + plain_entry(kOwnKey) + ",\"nvcr.io/orga\":" + plain_entry(kCiKey) +
               ",\"https://nvcr.io\":" + plain_entry(kAcmeKey) + "}}");
  EXPECT_EQ(this->run({"configure", "docker"}).code, cli::kDone);
  EXPECT_EQ(stored("default"), kAcmeKey);
  EXPECT_EQ(stored("default", store::Slot::kPrevious), "");
  EXPECT_EQ(stored("imported"), kOwnKey);
  EXPECT_EQ(stored("orga"), kCiKey);
  EXPECT_EQ(config().find("orga")->org, "orga");
  EXPECT_EQ(config().profiles().size(), 3U);
}

TEST_F(ConfigureTest, ProfilePinsDocker) {
  Run run = this->run({"configure", "docker", "--profile", "work"});
  EXPECT_EQ(run.code, cli::kFailed);
  EXPECT_THAT(run.err, HasSubstr("ln -s docker-credential-ngc " + (dir_ / "bin/docker-credential-ngc-work")));
  test::write_file(dir_ / "bin/docker-credential-ngc-work", "#!/bin/sh\n", 0755);
  EXPECT_EQ(this->run({"configure", "docker", "--profile", "work"}).code, cli::kDone);
  EXPECT_EQ(docker_json()["credHelpers"]["nvcr.io:443"], "ngc-work");
  EXPECT_EQ(this->run({"configure", "docker"}).code, cli::kDone);
  EXPECT_EQ(docker_json()["credHelpers"]["nvcr.io"], "ngc");
  EXPECT_EQ(this->run({"configure", "docker", "--profile", "../x"}).code, cli::kUsage);
}

TEST_F(ConfigureTest, AnotherDirectory) {
  EXPECT_EQ(this->run({"configure", "docker", "--config", dir_ / "other"}).code, cli::kDone);
  EXPECT_TRUE(std::filesystem::exists(dir_ / "other/config.json"));
  EXPECT_FALSE(std::filesystem::exists(docker_file()));
  EXPECT_EQ(this->run({"configure", "docker", "--undo"}).code, cli::kDone);  // another file's record is not used
  EXPECT_TRUE(std::filesystem::exists(dir_ / "other/config.json"));
  EXPECT_EQ(this->run({"configure", "docker", "--config", dir_ / "other", "--undo"}).code, cli::kDone);
  EXPECT_FALSE(std::filesystem::exists(dir_ / "other/config.json"));
}

TEST_F(ConfigureTest, DockersAutomaticHelperIsWrittenDown) {
  test::write_file(dir_ / "bin/docker-credential-secretservice", "#!/bin/sh\n", 0755);
  const Run run = this->run({"configure", "docker", "--json"});
  EXPECT_TRUE(warned(run.json(), "creds-store-written"));
  EXPECT_EQ(docker_json()["credsStore"], "secretservice");
}

TEST_F(ConfigureTest, DamagedFileIsNotTouched) {
  write_docker("{\"auths\":");
  const Run run = this->run({"configure", "docker", "--json"});
  EXPECT_EQ(run.code, cli::kFailed);
  EXPECT_EQ(test::slurp(docker_file()), "{\"auths\":");
  EXPECT_EQ(this->run({"unconfigure", "docker", "--json"}).code, cli::kFailed);
}

TEST_F(ConfigureTest, UnconfigureAndItsUndo) {
  write_docker(R"({"credHelpers":{"nvcr.io":"gcloud"}})");
  ASSERT_EQ(this->run({"configure", "docker"}).code, cli::kDone);
  EXPECT_THAT(this->run({"unconfigure", "docker", "--dry-run"}).out, HasSubstr("gcloud"));
  EXPECT_EQ(this->run({"unconfigure", "docker", "--json"}).code, cli::kDone);
  EXPECT_EQ(test::slurp(docker_file()), R"({"credHelpers":{"nvcr.io":"gcloud"}})");
  EXPECT_FALSE(this->run({"unconfigure", "docker", "--json"}).data()["changed"].get<bool>());
  EXPECT_EQ(this->run({"unconfigure", "docker", "--undo", "--json"}).code, cli::kDone);
  EXPECT_EQ(docker_json()["credHelpers"].dump(), R"({"nvcr.io":"ngc","nvcr.io:443":"ngc"})");
}

TEST_F(ConfigureTest, TheRecordHoldsNoKey) {
  write_docker("{\"auths\":{\"nvcr.io\":" + plain_entry(kAcmeKey) + "}}");
  ASSERT_EQ(this->run({"configure", "docker"}).code, cli::kDone);
  const std::string encoded(clients::encode_base64("$oauthtoken:" + kAcmeKey).reveal());
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(dir_.path())) {
    if (!entry.is_regular_file()) continue;
    ++files;
    const std::string content = test::slurp(entry.path().string());
    EXPECT_THAT(content, Not(HasSubstr(kAcmeKey))) << entry.path();
    EXPECT_THAT(content, Not(HasSubstr(encoded))) << entry.path();
  }
  EXPECT_GE(files, 3U);
}

}  // namespace
}  // namespace ngcs::commands
