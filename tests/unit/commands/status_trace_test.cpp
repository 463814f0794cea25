#include "command_test.h"
#include "commands/trace_target.h"

namespace ngcs::commands {
namespace {

using testing::HasSubstr;
using testing::Not;
using Kind = TraceTarget::Kind;

const std::string kImage = "nvcr.io/mxa8oi8djw7m/zoom/app:1";

TEST(TraceTargetOf, TakesImagesAddressesAndNames) {
  struct Case {
    const char* text;
    Kind kind;
    const char* path;
    const char* repository;
  };
  const std::vector<Case> cases = {
      {"nvcr.io", Kind::kRegistry, "", ""},
      {"nvcr.io/acme", Kind::kRegistry, "acme", ""},
      {"nvcr.io/acme/zoom/", Kind::kRegistry, "acme/zoom", ""},
      {" https://NVCR.io/acme/zoom/app:1.2", Kind::kRegistry, "acme/zoom/app", ""},
      {"nvcr.io:443/acme/app:1", Kind::kRegistry, "acme/app", ""},
      {"nvcr.io/acme/app@sha256:0123", Kind::kRegistry, "acme/app", ""},
      {"oci://nvcr.io/acme/chart", Kind::kOciChart, "acme/chart", ""},
      {"https://helm.ngc.nvidia.com/acme/zoom/", Kind::kHelm, "acme/zoom", ""},
      {"helm.ngc.nvidia.com/acme", Kind::kHelm, "acme", ""},
      {"ngc://acme?profile=work", Kind::kHelm, "acme", ""},
      {"nvaie", Kind::kHelm, "", "nvaie"},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.text);
    const auto target = parse_trace_target(one.text);
    ASSERT_TRUE(target) << target.error().message;
    EXPECT_EQ(target->kind, one.kind);
    EXPECT_EQ(target->path, one.path);
    EXPECT_EQ(target->repository, one.repository);
  }
  EXPECT_EQ(parse_trace_target("ngc://acme?profile=work")->profile, "work");
  for (const char* foreign : {"", " ", "ghcr.io/a/b", "https://charts.example/a", "nvcr.io.example/a", "a/b",
                              "https://helm.ngc.nvidia.com", "nvcr.io/\x01"}) {
    EXPECT_FALSE(parse_trace_target(foreign)) << foreign;
  }
}

class StatusTraceTest : public CommandTest {
 protected:
  StatusTraceTest() {
    // A helper of a foreign make, which is really started.
    test::write_file(dir_ / "bin/docker-credential-other",
                     "#!/bin/sh\nread -r host\n"
                     "echo '{\"ServerURL\":\"nvcr.io\",\"Username\":\"$oauthtoken\",\"Secret\":\"" +
                         kCiKey + "\"}'\n",
                     0755);
    // Nothing else: where Helm and docker find a helper of the machine, they would choose it by themselves.
    environment_.set("PATH", dir_ / "bin");
    environment_.set("XDG_RUNTIME_DIR", dir_ / "run");
  }

  [[nodiscard]] json::Value trace(const std::string& target, std::string_view client) {
    const Run run = this->run({"status", "--trace", target, "--json"});
    const json::Value data = run.data();
    for (const json::Value& one : data.at("trace")) {
      if (one.at("client") == client) return one;
    }
    return {};
  }
  void write_helm(const std::string& entries) {
    std::filesystem::create_directories(dir_ / ".config/helm");
    test::write_file(dir_ / ".config/helm/repositories.yaml", "repositories:\n" + entries);
  }
};

TEST_F(StatusTraceTest, SaysWhatEachClientSends) {
  ASSERT_EQ(login(kAcmeKey, {"--no-configure"}).code, cli::kDone);
  write_docker("{\"credHelpers\":{\"nvcr.io\":\"other\"},\"auths\":{\"nvcr.io\":" + plain_entry(kOwnKey) + "}}");
  const Run run = this->run({"status", "--trace", kImage, "--json"});
  EXPECT_EQ(run.code, cli::kDone);
  const json::Value data = run.data();
  std::vector<std::string> clients;
  for (const json::Value& one : data["trace"]) clients.push_back(one["client"]);
  EXPECT_THAT(clients, testing::ElementsAre("docker", "podman", "enroot", "ngc-cli"));
  const json::Value docker = data["trace"][0];
  EXPECT_EQ(docker["host"], "nvcr.io");
  EXPECT_EQ(docker["sends"]["user"], "$oauthtoken");
  EXPECT_EQ(docker["sends"]["helper"], "docker-credential-other");
  EXPECT_EQ(docker["sends"]["entry"], "credHelpers[nvcr.io]");
  EXPECT_EQ(docker["sends"]["file"], docker_file());
  // Three keys, three names; that of the profile is shared with the rest of the report.
  ASSERT_EQ(docker["shadowed"].size(), 1U);
  EXPECT_NE(docker["shadowed"][0]["key"], docker["sends"]["key"]);
  EXPECT_NE(docker["sends"]["key"], data["profiles"][0]["key"]);
  EXPECT_TRUE(docker["shadowed"][0]["helper"].is_null());
  EXPECT_EQ(docker["findings"][0]["code"], "NGC2101");
  EXPECT_EQ(docker["findings"][0]["values"]["file"], docker_file());
  EXPECT_EQ(data["trace"][1]["sends"]["key"], docker["sends"]["key"]);
  EXPECT_TRUE(data["trace"][2]["sends"].is_null());
  EXPECT_EQ(data["trace"][2]["steps"][0]["outcome"], "absent");
}

TEST_F(StatusTraceTest, EqualKeysHaveOneName) {
  ASSERT_EQ(login(kCiKey, {"--no-configure"}).code, cli::kDone);
  write_docker("{\"credHelpers\":{\"nvcr.io\":\"other\"}}");
  const json::Value data = run({"status", "--trace", "nvcr.io", "--json"}).data();
  EXPECT_EQ(data["trace"][0]["sends"]["key"], data["profiles"][0]["key"]);
}

TEST_F(StatusTraceTest, WritesTheSameForPeople) {
  ASSERT_EQ(login(kAcmeKey, {"--no-configure"}).code, cli::kDone);
  write_docker("{\"credHelpers\":{\"https://nvcr.io\":\"other\"},\"auths\":{\"nvcr.io\":" + plain_entry(kOwnKey) +
               "}}");
  const Run run = this->run({"status", "--trace", kImage});
  EXPECT_EQ(run.code, cli::kDone);
  EXPECT_THAT(run.out, HasSubstr("docker -> nvcr.io: $oauthtoken and K2, in plain text"));
  EXPECT_THAT(run.out, HasSubstr("credHelpers[https://nvcr.io]"));
  EXPECT_THAT(run.out, HasSubstr("NGC2103"));
  EXPECT_THAT(run.out, HasSubstr("enroot -> nvcr.io: nothing, the request is anonymous"));
  EXPECT_THAT(run.out, Not(HasSubstr("MARKED")));
}

TEST_F(StatusTraceTest, HelmByNameAddressAndDownloader) {
  ASSERT_EQ(login(kAcmeKey, {"--no-configure"}).code, cli::kDone);
  write_helm("- {name: nouser, url: 'https://helm.ngc.nvidia.com/acme', username: '', password: " + kOwnKey +
             "}\n- {name: mine, url: 'ngc://mxa8oi8djw7m'}\n");
  const json::Value nouser = trace("nouser", "helm");
  EXPECT_TRUE(nouser["sends"].is_null());
  EXPECT_EQ(nouser["findings"][0]["code"], "NGC1101");
  EXPECT_EQ(nouser["shadowed"][0]["user"], "");
  EXPECT_EQ(trace("https://helm.ngc.nvidia.com/acme", "helm"), nouser);
  const json::Value data = run({"status", "--trace", "mine", "--json"}).data();
  EXPECT_EQ(data["trace"][0]["sends"]["helper"], "ngc-getter");
  EXPECT_EQ(data["trace"][0]["sends"]["key"], data["profiles"][0]["key"]);
  // An address is answered without an entry, too.
  EXPECT_EQ(trace("ngc://mxa8oi8djw7m/zoom", "helm")["sends"]["key"], data["profiles"][0]["key"]);
  EXPECT_TRUE(trace("unknown", "helm")["sends"].is_null());
}

TEST_F(StatusTraceTest, OciChartsAreAskedForAsHelmDoes) {
  write_docker("{\"credHelpers\":{\"nvcr.io\":\"other\"}}");
  const json::Value helm = trace("oci://nvcr.io/acme/chart", "helm");
  EXPECT_EQ(helm["host"], "nvcr.io");
  EXPECT_EQ(helm["sends"]["helper"], "docker-credential-other");
}

TEST_F(StatusTraceTest, WithoutAKeyTheTraceIsThereAllTheSame) {
  write_docker("{}");
  const Run run = this->run({"status", "--trace", kImage, "--json"});
  EXPECT_EQ(run.code, cli::kNotLoggedIn);
  EXPECT_EQ(run.data()["trace"].size(), 4U);
}

TEST_F(StatusTraceTest, ForeignTargetsAreRefused) {
  const Run run = this->run({"status", "--trace", "ghcr.io/a/b", "--json"});
  EXPECT_NE(run.code, cli::kDone);
  EXPECT_FALSE(run.json()["ok"]);
  EXPECT_FALSE(run.data().contains("trace"));
}

TEST_F(StatusTraceTest, WithoutTheOptionThereIsNone) {
  EXPECT_FALSE(run({"status", "--json"}).data().contains("trace"));
}

}  // namespace
}  // namespace ngcs::commands
