// `secret`, `configure kubelet` and `configure enroot`.
#include "clients/pull_secret.h"
#include "command_test.h"
#include "commands/secret_manifest.h"

namespace ngcs::commands {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class KubernetesTest : public CommandTest {
 protected:
  void SetUp() override {
    ASSERT_EQ(login(kAcmeKey, {"--no-configure", "--profile", "acme", "--org", "mxa8oi8djw7m"}).code, cli::kDone);
  }
  // The values of a document, decoded: NAME -> content.
  static std::map<std::string, std::string> values(const std::string& yaml) {
    std::map<std::string, std::string> found;
    std::size_t at = yaml.find("data:\n");
    while (at != std::string::npos) {
      at = yaml.find('\n', at) + 1;
      while (yaml.compare(at, 3, "  \"") == 0) {
        const std::size_t colon = yaml.find("\": ", at);
        const std::size_t end = yaml.find('\n', colon);
        const auto content = clients::decode_base64(yaml.substr(colon + 3, end - colon - 3));
        found[yaml.substr(at + 3, colon - at - 3)] = content ? std::string(content->reveal()) : "no base64";
        at = end + 1;
      }
      at = yaml.find("data:\n", at);
    }
    return found;
  }
  static std::string auth_of(const std::string& key) {
    return std::string(clients::encode_base64("$oauthtoken:" + key).reveal());
  }
};

TEST_F(KubernetesTest, SecretPrintsWhatKubectlWouldMake) {
  const Run run = this->run({"secret", "--namespace", "nim"}, true);
  EXPECT_EQ(run.code, cli::kDone);
  const std::string head = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: \"ngc-secret\"\n  namespace: \"nim\"\n";
  EXPECT_EQ(run.out.substr(0, head.size()), head);
  EXPECT_THAT(run.out, HasSubstr("type: kubernetes.io/dockerconfigjson\n"));
  EXPECT_THAT(run.out, HasSubstr("\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: \"ngc-api-secret\"\n"));
  EXPECT_THAT(run.out, Not(HasSubstr(kAcmeKey)));
  const auto found = values(run.out);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found.at("NGC_API_KEY"), kAcmeKey);
  const auto document = json::parse(found.at(".dockerconfigjson"));
  ASSERT_TRUE(document);
  EXPECT_EQ(*document,
            (json::Value{
                {"auths",
                 {{"nvcr.io", {{"username", "$oauthtoken"}, {"password", kAcmeKey}, {"auth", auth_of(kAcmeKey)}}}}}}));
}

TEST_F(KubernetesTest, AKeyForEachOrg) {
  ASSERT_EQ(login(kCiKey, {"--no-configure", "--profile", "ci", "--org", "other", "--offline"}).code, cli::kDone);
  const Run run = this->run({"secret", "--org", "mxa8oi8djw7m", "--org", "other", "--dockerconfigjson"}, true);
  const auto document = json::parse(run.out);
  ASSERT_TRUE(document) << run.out << run.err;
  EXPECT_EQ(document->at("auths").size(), 2U);
  EXPECT_EQ(document->at("auths").at("nvcr.io/mxa8oi8djw7m").at("password"), kAcmeKey);
  EXPECT_EQ(document->at("auths").at("nvcr.io/other").at("password"), kCiKey);
}

TEST_F(KubernetesTest, NamesAndNamespacesAreChosen) {
  const Run run = this->run({"secret", "-n", "a", "-n", "b", "--name", "pull.x", "--api-key-secret", "ngc-api",
                             "--api-key-name", "NGC_CLI_API_KEY", "--api-key-name", "NGC_API_KEY"},
                            true);
  EXPECT_EQ(run.code, cli::kDone);
  for (const char* part : {"namespace: \"a\"", "namespace: \"b\"", "name: \"pull.x\"", "name: \"ngc-api\""}) {
    EXPECT_THAT(run.out, HasSubstr(part));
  }
  EXPECT_EQ(values(run.out).at("NGC_CLI_API_KEY"), kAcmeKey);
  EXPECT_THAT(this->run({"secret", "--no-pull-secret"}, true).out, Not(HasSubstr("dockerconfigjson")));
  EXPECT_THAT(this->run({"secret", "--no-api-key-secret"}, true).out, Not(HasSubstr("Opaque")));
}

TEST_F(KubernetesTest, InHelmTheNamespaceIsHelms) {
  environment_.set("HELM_NAMESPACE", "nim");
  EXPECT_THAT(this->run({"secret"}, true).out, Not(HasSubstr("namespace:")));
  client_ = Client::kHelm;
  EXPECT_THAT(this->run({"secret"}, true).out, HasSubstr("namespace: \"nim\"\n"));
  environment_.set("HELM_NAMESPACE", "No\nNamespace");
  EXPECT_EQ(this->run({"secret"}).code, cli::kUsage);
}

TEST_F(KubernetesTest, WrongNamesAreRefused) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"-n", "Nim"},
                                             {"-n", "a.b"},
                                             {"-n", std::string(64, 'a')},
                                             {"--name", "-x"},
                                             {"--name", "a..b"},
                                             {"--name", "a\"\nkind: Pod"},
                                             {"--api-key-name", "a b"},
                                             {"--api-key-name", ".."},
                                             {"--org", "a/b/c"},
                                             {"--no-pull-secret", "--no-api-key-secret"},
                                             {"--dockerconfigjson", "--no-pull-secret"},
                                             {"--name", ""}}) {
    std::vector<std::string> args = {"secret"};
    args.insert(args.end(), words.begin(), words.end());
    const Run run = this->run(args);
    EXPECT_EQ(run.code, cli::kUsage) << words.back();
    EXPECT_EQ(run.out, "") << words.back();
  }
}

TEST_F(KubernetesTest, SecretRefusesATerminalAndAMissingKey) {
  terminal_ = true;
  Run run = this->run({"secret"});
  EXPECT_EQ(run.code, cli::kUsage);
  EXPECT_THAT(run.err, HasSubstr("kubectl apply -f -"));
  EXPECT_EQ(this->run({"secret", "--show"}, true).code, cli::kDone);
  terminal_ = false;
  ASSERT_EQ(this->run({"logout", "--all"}).code, cli::kDone);
  run = this->run({"secret"});
  EXPECT_EQ(run.code, cli::kNotLoggedIn);
  EXPECT_EQ(run.out, "");
}

TEST_F(KubernetesTest, KubeletConfigurationNamesHelperAndStore) {
  Run run = this->run({"configure", "kubelet"});
  EXPECT_EQ(run.code, cli::kDone);
  const auto document = json::parse(run.out);
  ASSERT_TRUE(document) << run.out;
  EXPECT_EQ(document->at("kind"), "CredentialProviderConfig");
  const json::Value& provider = document->at("providers").at(0);
  EXPECT_EQ(provider.at("args"), json::Value::array({"kubelet"}));
  EXPECT_EQ(provider.at("env").at(0).at("value"), dir_.path());
  EXPECT_THAT(run.err, HasSubstr("--image-credential-provider-bin-dir=" + (dir_ / "bin")));
  run = this->run({"configure", "kubelet", "--profile", "acme", "--json"});
  EXPECT_EQ(run.data().at("document").at("providers").at(0).at("args"), (json::Value{"--profile", "acme", "kubelet"}));
  EXPECT_EQ(this->run({"configure", "kubelet", "--profile", "../x"}).code, cli::kUsage);
  std::filesystem::remove(dir_ / "bin/docker-credential-ngc");
  EXPECT_EQ(this->run({"configure", "kubelet"}).code, cli::kFailed);
}

TEST_F(KubernetesTest, EnrootAsksTheHelperAndIsTakenBack) {
  const std::string file = dir_ / ".config/enroot/.credentials";
  std::filesystem::create_directories(dir_ / ".config/enroot");
  test::write_file(file, "machine nvcr.io login $oauthtoken password " + kCiKey + "\n", 0600);
  const std::string line = "machine nvcr.io login $oauthtoken password $(" + (dir_ / "bin/docker-credential-ngc");
  Run run = this->run({"configure", "enroot", "--dry-run", "--json"});
  EXPECT_THAT(run.data().at("diff").get<std::string>(), HasSubstr("+" + line + " print-key)"));
  EXPECT_THAT(test::slurp(file), HasSubstr(kCiKey)) << "a dry run changes nothing";
  run = this->run({"configure", "enroot", "--json"});
  EXPECT_EQ(run.data().at("moved_keys").at(0).at("entry"), "nvcr.io");
  EXPECT_THAT(test::slurp(file), HasSubstr(line + " print-key)\n"));
  EXPECT_THAT(test::slurp(file), Not(HasSubstr(kCiKey)));
  EXPECT_EQ(stored(run.data().at("moved_keys").at(0).at("profile").get<std::string>()), kCiKey);
  EXPECT_EQ(this->run({"configure", "enroot", "--profile", "acme"}).code, cli::kDone);
  EXPECT_THAT(test::slurp(file), HasSubstr(line + " --profile acme print-key)\n"));
  EXPECT_EQ(this->run({"configure", "enroot", "--undo", "--dry-run"}).code, cli::kDone);
  EXPECT_THAT(test::slurp(file), HasSubstr(line));
  EXPECT_EQ(this->run({"unconfigure", "enroot", "--restore-plain", "--json"}).code, cli::kDone);
  EXPECT_EQ(test::slurp(file), "machine nvcr.io login $oauthtoken password " + kCiKey + "\n");
  EXPECT_EQ(this->run({"unconfigure", "enroot"}).code, cli::kDone);
  EXPECT_EQ(this->run({"configure", "enroot", "--restore-plain"}).code, cli::kUsage);
}

}  // namespace
}  // namespace ngcs::commands
