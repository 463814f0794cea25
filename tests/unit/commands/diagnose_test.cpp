#include "command_test.h"
#include "diagnose/catalogue.h"

// What needs no service: the corpus (tests/corpus) covers the verdicts with one.
namespace ngcs::commands {
namespace {

using testing::HasSubstr;

class DiagnoseTest : public CommandTest {};

TEST_F(DiagnoseTest, OfflineAsksNobodyAndClaimsNothing) {
  ASSERT_EQ(login(kAcmeKey).code, cli::kDone);
  test::write_file(
      dir_ / "bin/docker-credential-ngc",
      "#!/bin/sh\necho '{\"ServerURL\":\"nvcr.io\",\"Username\":\"$oauthtoken\",\"Secret\":\"" + kAcmeKey + "\"}'\n",
      0755);
  const std::size_t asked = transport_.seen().size();
  const Run run = this->run({"diagnose", "--offline", "nvcr.io/mxa8oi8djw7m/app:1", "--json"});
  EXPECT_EQ(run.code, cli::kCouldNotVerify) << run.out;
  EXPECT_EQ(run.json()["code"], "NGC8302");
  EXPECT_EQ(run.data()["verdict"]["codes"], json::Value::array({"NGC8302"}));
  EXPECT_EQ(run.data()["target"]["org"], "mxa8oi8djw7m");
  EXPECT_TRUE(run.data()["probes"].empty());
  EXPECT_EQ(transport_.seen().size(), asked);
}

// The same cause, and the command that mends it for the client in question.
TEST_F(DiagnoseTest, TheFixIsTheClientsOwn) {
  ASSERT_EQ(login(kAcmeKey).code, cli::kDone);
  const Run docker = this->run(
      {"diagnose", "--offline", "--json", "--", "docker", "login", "nvcr.io", "--username=", "--password=" + kAcmeKey});
  EXPECT_EQ(docker.code, cli::kFailed);
  EXPECT_EQ(docker.json()["code"], "NGC1101");
  ASSERT_FALSE(docker.data()["fix"].empty());
  EXPECT_EQ(docker.data()["fix"][0]["command"], "docker ngc login");
  const Run helm = this->run({"diagnose", "--offline", "--json", "--", "helm", "repo", "add", "ai",
                              "https://helm.ngc.nvidia.com/nvaie", "--username=", "--password=" + kAcmeKey});
  EXPECT_EQ(helm.json()["code"], "NGC1101");
  ASSERT_FALSE(helm.data()["fix"].empty());
  EXPECT_EQ(helm.data()["fix"][0]["command"], "helm ngc repo add ai nvaie");
}

TEST_F(DiagnoseTest, WrongCommandLinesHaveNoVerdict) {
  for (const std::vector<std::string>& args :
       std::vector<std::vector<std::string>>{{"diagnose", "--json", "ghcr.io/acme/app"},
                                             {"diagnose", "--json", "--run"},
                                             {"diagnose", "--json", "--timeout", "0", "nvcr.io/acme/app"},
                                             {"diagnose", "--json", "--nosuch"},
                                             {"diagnose", "--json", "--", "ls"}}) {
    const Run run = this->run(args);
    EXPECT_EQ(run.code, cli::kUsage);
    EXPECT_EQ(run.json()["code"], "usage");
    EXPECT_TRUE(run.data().contains("verdict")) << run.out;
    EXPECT_TRUE(run.data().value("verdict", json::Value()).is_null());
  }
}

TEST_F(DiagnoseTest, ListsTheCodes) {
  const Run text = this->run({"diagnose", "--list-codes"});
  EXPECT_EQ(text.code, cli::kDone);
  for (const diagnose::CatalogueEntry& entry : diagnose::catalogue()) {
    EXPECT_THAT(text.out, HasSubstr(entry.code));
    EXPECT_THAT(text.out, HasSubstr(entry.name));
  }
  const Run run = this->run({"diagnose", "--list-codes", "--json"});
  EXPECT_TRUE(run.json()["code"].is_null());
  EXPECT_TRUE(run.data()["verdict"].is_null());
  EXPECT_EQ(run.data()["codes"][0]["code"], "NGC0001");
  EXPECT_TRUE(transport_.seen().empty());
}

}  // namespace
}  // namespace ngcs::commands
