#include "command_test.h"

namespace ngcs::commands {
namespace {

using testing::HasSubstr;

class StatusTest : public CommandTest {
 protected:
  [[nodiscard]] static json::Value client(const json::Value& data, std::string_view name) {
    for (const json::Value& one : data.at("clients")) {
      if (one.at("client") == name) return one;
    }
    return {};
  }
  [[nodiscard]] static bool has_problem(const json::Value& client, const std::string& text) {
    for (const json::Value& problem : client.at("problems")) {
      if (problem.get<std::string>().find(text) != std::string::npos) return true;
    }
    return false;
  }
};

TEST_F(StatusTest, NotLoggedIn) {
  const Run run = this->run({"status", "--json"});
  EXPECT_EQ(run.code, cli::kNotLoggedIn);
  EXPECT_EQ(run.json()["code"], "not-logged-in");
  EXPECT_TRUE(run.data()["profiles"].empty());
  EXPECT_TRUE(has_problem(client(run.data(), "docker"), "configure docker"));
  const Run text = this->run({"status"});
  EXPECT_THAT(text.err, HasSubstr("docker ngc login"));
}

TEST_F(StatusTest, NamesKeysAndSourcesWithoutTheNetwork) {
  ASSERT_EQ(login(kAcmeKey).code, cli::kDone);
  ASSERT_EQ(login(kOwnKey).code, cli::kDone);
  ASSERT_EQ(login(kAcmeKey, {"--profile", "copy"}).code, cli::kDone);
  const std::size_t asked = transport_.seen().size();
  const Run run = this->run({"status", "--json"});
  EXPECT_EQ(run.code, cli::kDone);
  EXPECT_EQ(transport_.seen().size(), asked);
  std::map<std::string, std::string> keys;
  const json::Value data = run.data();
  for (const json::Value& profile : data["profiles"]) keys[profile["name"]] = profile["key"];
  EXPECT_EQ(keys["copy"], keys["mxa8oi8djw7m"]);
  EXPECT_NE(keys["copy"], keys["k2p9xq4tz1aa"]);
  const json::Value docker = client(run.data(), "docker");
  EXPECT_EQ(docker["via"], "helper");
  EXPECT_EQ(docker["key"], keys["mxa8oi8djw7m"]);
  EXPECT_TRUE(docker["problems"].empty());
  // podman reads docker's file last.
  EXPECT_EQ(client(run.data(), "podman")["file"], docker_file());
  const Run text = this->run({"status"});
  EXPECT_THAT(text.out, HasSubstr("other users are kept out"));
  EXPECT_THAT(text.out, HasSubstr("Programs that run as you, and root, are not"));
}

TEST_F(StatusTest, AnUnreadableStoreServesNothing) {
  ASSERT_EQ(login(kAcmeKey).code, cli::kDone);
  stores_.vault.fail_with(base::Error(base::Errc::kTooOpen, "the vault is too open", "chmod 600 /x/vault"));
  const Run run = this->run({"status", "--json"});
  EXPECT_EQ(run.code, cli::kNotLoggedIn);
  EXPECT_EQ(run.json()["code"], "too-open");
  EXPECT_EQ(run.data()["profiles"][0]["state"], "unreadable");
  EXPECT_TRUE(has_problem(client(run.data(), "docker"), "chmod 600"));
}

TEST_F(StatusTest, EnvironmentKeysShadow) {
  ASSERT_EQ(login(kAcmeKey).code, cli::kDone);
  environment_.set("NGC_API_KEY", kOwnKey);
  const Run run = this->run({"status", "--json"});
  EXPECT_EQ(run.code, cli::kDone);
  EXPECT_TRUE(warned(run.json(), "environment-key"));
  EXPECT_EQ(run.data()["default_source"]["source"], "NGC_API_KEY in the environment");
  EXPECT_NE(client(run.data(), "docker")["key"], run.data()["profiles"][0]["key"]);
}

TEST_F(StatusTest, PlainCopiesAndWhatHidesThem) {
  ASSERT_EQ(login(kAcmeKey, {"--no-configure"}).code, cli::kDone);
  write_docker("{\"auths\":{\"nvcr.io\":" + plain_entry(kOwnKey) + "}}");
  json::Value docker = client(this->run({"status", "--json"}).data(), "docker");
  EXPECT_EQ(docker["via"], "plain");
  EXPECT_TRUE(has_problem(docker, "in plain text"));

  write_docker("{\"auths\":{\"nvcr.io\":" + plain_entry(kOwnKey) + "},\"credHelpers\":{\"nvcr.io\":\"ngc\"}}");
  docker = client(this->run({"status", "--json"}).data(), "docker");
  EXPECT_EQ(docker["via"], "helper");
  EXPECT_TRUE(has_problem(docker, "which is not used"));
  EXPECT_TRUE(has_problem(docker, "nvcr.io:443"));

  write_docker(R"({"auths":{"nvcr.io":{}},"credsStore":"desktop"})");
  docker = client(this->run({"status", "--json"}).data(), "docker");
  EXPECT_EQ(docker["via"], "credentials-store");
  EXPECT_EQ(docker["helper"], "docker-credential-desktop");

  write_docker(R"({"credHelpers":{"nvcr.io":"gcloud"}})");
  EXPECT_EQ(client(this->run({"status", "--json"}).data(), "docker")["via"], "other-helper");

  write_docker("{");
  EXPECT_FALSE(client(this->run({"status", "--json"}).data(), "docker")["problems"].empty());
}

TEST_F(StatusTest, DockerAuthConfigIsMentioned) {
  ASSERT_EQ(login(kAcmeKey).code, cli::kDone);
  environment_.set("DOCKER_AUTH_CONFIG", "{\"auths\":{\"nvcr.io\":" + plain_entry(kOwnKey) + "}}");
  EXPECT_TRUE(has_problem(client(this->run({"status", "--json"}).data(), "docker"), "DOCKER_AUTH_CONFIG holds K"));
}

TEST_F(StatusTest, PodmansRuntimeFileWins) {
  ASSERT_EQ(login(kAcmeKey).code, cli::kDone);
  environment_.set("XDG_RUNTIME_DIR", dir_ / "run");
  std::filesystem::create_directories(dir_ / "run/containers");
  test::write_file(dir_ / "run/containers/auth.json", "{\"auths\":{\"nvcr.io\":" + plain_entry(kOwnKey) + "}}");
  const json::Value podman = client(this->run({"status", "--json"}).data(), "podman");
  EXPECT_EQ(podman["file"], dir_ / "run/containers/auth.json");
  EXPECT_EQ(podman["via"], "plain");
}

TEST_F(StatusTest, WithoutAHomeNothingBreaks) {
  environment_.set("HOME", "");
  environment_.set("NGC_API_KEY", kAcmeKey);
  const Run run = this->run({"status", "--json"});
  EXPECT_EQ(run.code, cli::kDone) << run.out;
}

}  // namespace
}  // namespace ngcs::commands
