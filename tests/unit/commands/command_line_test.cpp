#include <fstream>

#include "command_test.h"
#include "commands/sudo_environment.h"
#include "commands/usage_error.h"

namespace ngcs::commands {
namespace {

using testing::HasSubstr;

class CommandLineTest : public CommandTest {};

TEST_F(CommandLineTest, UnknownCommandsSuggest) {
  Run run = this->run({"logn"});
  EXPECT_EQ(run.code, cli::kUsage);
  EXPECT_THAT(run.err, HasSubstr("unknown command \"logn\""));
  EXPECT_THAT(run.err, HasSubstr("did you mean \"login\"?"));
  run = this->run({"frobnicate", "--json"});
  EXPECT_EQ(run.json()["schema"], "ngc.usage/1");
  EXPECT_EQ(run.json()["code"], "usage");
  run = this->run({"profile", "lst", "--json"});
  EXPECT_EQ(run.json()["schema"], "ngc.profile/1");
  EXPECT_THAT(run.data()["error"]["hint"].get<std::string>(), HasSubstr("list"));
}

TEST_F(CommandLineTest, UnknownOptionsSuggest) {
  const Run run = this->run({"login", "--key-stdn"});
  EXPECT_EQ(run.code, cli::kUsage);
  EXPECT_THAT(run.err, HasSubstr("unknown option --key-stdn"));
  EXPECT_THAT(run.err, HasSubstr("--key-stdin"));
}

TEST_F(CommandLineTest, MissingWordsAndValues) {
  EXPECT_EQ(this->run({"use"}).code, cli::kUsage);
  EXPECT_EQ(this->run({"profile"}).code, cli::kUsage);
  EXPECT_THAT(this->run({"configure"}).err, HasSubstr("docker"));
  EXPECT_EQ(this->run({"login", "--org"}).code, cli::kUsage);
  EXPECT_EQ(this->run({"configure", "podmann"}).code, cli::kUsage);
}

// The fixture checks after every run that no key is echoed, wherever it was pasted.
TEST_F(CommandLineTest, KeysInTheWrongPlaceAreNotEchoed) {
  for (const std::string& key : {kAcmeKey, kLegacyKey}) {
    for (const std::vector<std::string>& args : std::vector<std::vector<std::string>>{{key},
                                                                                      {"login", key},
                                                                                      {"login", "-p", key},
                                                                                      {"login", "--password", key},
                                                                                      {"login", "--password=" + key},
                                                                                      {"login", "--key-stdin=" + key},
                                                                                      {"login", "-p" + key},
                                                                                      {"logout", key},
                                                                                      {"status", key, "--json"},
                                                                                      {"use", "a", key},
                                                                                      {"profile", key},
                                                                                      {"profile", "list", key},
                                                                                      {"--" + key},
                                                                                      {"login", "--" + key},
                                                                                      {"configure", key},
                                                                                      {"use", key},
                                                                                      {"login", "--store", key},
                                                                                      {"login", "--username", key},
                                                                                      {"login", "--profile", key + "/"},
                                                                                      {"profile", "remove", key}}) {
      const Run run = this->run(args);
      EXPECT_NE(run.code, cli::kDone);
    }
  }
}

TEST_F(CommandLineTest, AKeyOnTheCommandLineIsNamedAsSuch) {
  EXPECT_THAT(this->run({"login", kAcmeKey}).err, HasSubstr("other users"));
  EXPECT_THAT(this->run({"login", "-p", "x"}).err, HasSubstr("--key-stdin"));
  EXPECT_THAT(this->run({"login", "nvcr.io"}).err, HasSubstr("leave it out"));
}

TEST_F(CommandLineTest, WithoutACommandHelpIsPrinted) {
  const Run run = this->run({});
  EXPECT_EQ(run.code, cli::kDone);
  EXPECT_THAT(run.out, HasSubstr("login"));
  EXPECT_THAT(run.out, HasSubstr("NGC_API_KEY_FILE"));
}

TEST_F(CommandLineTest, Version) {
  EXPECT_EQ(this->run({"version"}).out, "docker ngc " NGCS_VERSION "\n");
  EXPECT_EQ(this->run({"version", "--json"}).data()["version"], NGCS_VERSION);
}

TEST_F(CommandLineTest, EveryCommandAnswersUsageErrorsAsJson) {
  for (const char* command : {"login", "logout", "use", "status", "version"}) {
    const Run run = this->run({command, "--nosuch", "--json"});
    EXPECT_EQ(run.code, cli::kUsage);
    EXPECT_EQ(run.json()["schema"], "ngc." + std::string(command) + "/1");
    EXPECT_EQ(run.json()["code"], "usage");
  }
  for (const char* command : {"list", "rename", "remove", "restore"}) {
    EXPECT_EQ(this->run({"profile", command, "--nosuch", "--json"}).json()["schema"],
              "ngc.profile-" + std::string(command) + "/1");
  }
  EXPECT_EQ(this->run({"configure", "docker", "--nosuch", "--json"}).json()["schema"], "ngc.configure/1");
  EXPECT_EQ(this->run({"unconfigure", "docker", "--nosuch", "--json"}).json()["schema"], "ngc.unconfigure/1");
}

// --- help texts, kept as files; NGCS_UPDATE_GOLDEN=1 writes them anew

TEST_F(CommandLineTest, HelpIsAsRecorded) {
  const std::vector<std::pair<const char*, std::vector<std::string>>> pages = {
      {"docker-ngc", {}},
      {"login", {"login"}},
      {"logout", {"logout"}},
      {"use", {"use"}},
      {"profile", {"profile"}},
      {"profile-list", {"profile", "list"}},
      {"profile-rename", {"profile", "rename"}},
      {"profile-remove", {"profile", "remove"}},
      {"profile-restore", {"profile", "restore"}},
      {"status", {"status"}},
      {"can-i", {"can-i"}},
      {"print-key", {"print-key"}},
      {"token", {"token"}},
      {"api", {"api"}},
      {"migrate", {"migrate"}},
      {"configure", {"configure"}},
      {"configure-docker", {"configure", "docker"}},
      {"unconfigure-docker", {"unconfigure", "docker"}},
      {"configure-enroot", {"configure", "enroot"}},
      {"configure-kubelet", {"configure", "kubelet"}},
      {"unconfigure-enroot", {"unconfigure", "enroot"}},
      {"secret", {"secret"}},
      {"diagnose", {"diagnose"}},
      {"explain", {"explain"}},
      {"version", {"version"}}};
  for (const auto& [name, words] : pages) {
    std::vector<std::string> args = words;
    args.emplace_back("--help");
    const Run run = this->run(args);
    EXPECT_EQ(run.code, cli::kDone);
    const std::string file = std::string(NGCS_GOLDEN_DIR "/") + name + ".txt";
    if (std::getenv("NGCS_UPDATE_GOLDEN") != nullptr) test::write_file(file, run.out, 0644);
    EXPECT_EQ(run.out, test::slurp(file)) << "help changed; run with NGCS_UPDATE_GOLDEN=1 and look at the difference";
  }
}

// --- completion

TEST_F(CommandLineTest, CompletesCommandsOptionsAndProfiles) {
  ASSERT_EQ(login(kAcmeKey).code, cli::kDone);
  completing_ = true;
  EXPECT_EQ(this->run({"lo"}).out,
            "login\tCheck an NGC API key, store it, and let docker use it\n"
            "logout\tErase a stored key, and the one before it\n:4\n");
  EXPECT_THAT(this->run({""}).out, HasSubstr("status\t"));
  EXPECT_THAT(this->run({"login", "--key"}).out, HasSubstr("--key-stdin\t"));
  EXPECT_THAT(this->run({"use", "mx"}).out, HasSubstr("mxa8oi8djw7m\tAcme Robotics\n"));
  EXPECT_THAT(this->run({"logout", "--profile", ""}).out, HasSubstr("mxa8oi8djw7m"));
  EXPECT_THAT(this->run({"profile", "re"}).out, HasSubstr("rename\t"));
  EXPECT_THAT(this->run({"login", "--store", "v"}).out, HasSubstr("vault\t"));
  EXPECT_EQ(this->run({"login", "--key-file", ""}).out, ":0\n");
  EXPECT_EQ(this->run({"configure", ""}).out,
            "docker\tName docker-credential-ngc in docker's config.json\n"
            "helm\tTurn NGC repositories with passwords into ngc:// repositories\n"
            "podman\tLet podman, buildah and skopeo ask docker-credential-ngc\n"
            "enroot\tLet enroot's .credentials ask for the key\n"
            "kubelet\tPrint the configuration that lets a kubelet ask for the key\n:4\n");
  EXPECT_EQ(this->run({}).code, cli::kDone);
}

// --- sudo

TEST(SudoView, SetsTheUsersPlacesAside) {
  base::MapEnvironment base;
  base.set("SUDO_USER", "ada");
  base.set("HOME", "/home/ada");
  base.set("DOCKER_CONFIG", "/root/d");
  base.set("XDG_DATA_HOME", "/nonexistent");
  base.set("PATH", "/bin");
  const OwnerOf owner = [](const std::string& path) -> std::optional<uid_t> {
    if (path == "/nonexistent") return std::nullopt;
    return path.starts_with("/home") ? 1000U : 0U;
  };
  const SudoView view = sudo_view(base, 0, owner);
  EXPECT_TRUE(view.under_sudo);
  EXPECT_FALSE(view.environment->get("HOME"));
  EXPECT_EQ(view.environment->get("DOCKER_CONFIG"), "/root/d");
  EXPECT_EQ(view.environment->get("PATH"), "/bin");
  ASSERT_EQ(view.notes.size(), 1U);
  EXPECT_THAT(view.notes[0], HasSubstr("HOME"));

  const SudoView user = sudo_view(base, 1000, owner);
  EXPECT_FALSE(user.under_sudo);
  EXPECT_EQ(user.environment->get("HOME"), "/home/ada");
  base.set("HOME", "/root");
  EXPECT_TRUE(sudo_view(base, 0, owner).notes.empty());
  base.set("SUDO_USER", "");
  base.set("HOME", "/home/ada");
  EXPECT_EQ(sudo_view(base, 0, owner).environment->get("HOME"), "/home/ada") << "uid 0 of a user namespace";
}

}  // namespace
}  // namespace ngcs::commands
