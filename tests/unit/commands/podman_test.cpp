#include <sys/stat.h>

#include "clients/undo_journal.h"
#include "command_test.h"
#include "commands/register_authfile.h"
#include "commands/remote_guard.h"

namespace ngcs::commands {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class PodmanTest : public CommandTest {
 protected:
  PodmanTest() {
    client_ = Client::kPodman;
    program_name_ = "podman-auth";
    registers_.emplace_back(podman_auth::register_authfile);
    environment_.set("XDG_RUNTIME_DIR", dir_ / "run");
    std::filesystem::create_directories(dir_ / "run/containers");
    std::filesystem::create_directories(dir_ / ".config/containers");
    std::filesystem::create_directories(dir_ / ".docker");
  }

  [[nodiscard]] std::string own_file() const { return dir_ / ".config/containers/auth.json"; }
  [[nodiscard]] std::string run_file() const { return dir_ / "run/containers/auth.json"; }
  [[nodiscard]] std::string legacy_file() const { return dir_ / ".dockercfg"; }
  [[nodiscard]] std::string dropin() const { return dir_ / "etc-containers/registries.conf.d/50-ngc.conf"; }
  static json::Value parsed(const std::string& path) {
    auto value = json::parse(test::slurp(path));
    EXPECT_TRUE(value) << path;
    return value ? *value : json::Value();
  }
  void two_orgs() {
    ASSERT_EQ(login(kAcmeKey, {"--no-configure"}).code, cli::kDone);
    ASSERT_EQ(login(kOwnKey, {"--no-configure"}).code, cli::kDone);
  }
  // Of the command that was run last.
  [[nodiscard]] std::string variable(const std::string& name) const {
    std::string value = "(unset)";
    if (!ran_) return value;
    for (const std::string& entry : ran_->env) {
      if (entry.starts_with(name + "=")) value = entry.substr(name.size() + 1);
    }
    return value;
  }
};

// --- configure

TEST_F(PodmanTest, ConfigureAloneMeansPodman) {
  const Run run = this->run({"configure", "--json"});
  EXPECT_EQ(run.code, cli::kDone) << run.out;
  EXPECT_EQ(run.data()["client"], "podman");
  EXPECT_EQ(run.data()["file"], own_file());
  EXPECT_EQ(parsed(own_file())["credHelpers"].dump(), R"({"nvcr.io":"ngc","nvcr.io:443":"ngc"})");
  EXPECT_FALSE(this->run({"configure", "podman", "--json"}).data()["changed"].get<bool>());
  EXPECT_EQ(this->run({"configure", "docker", "--json"}).data()["client"], "docker");
  // An option in front of a client's name would be lost, and --dry-run would change the file.
  std::filesystem::remove(docker_file());
  EXPECT_EQ(this->run({"configure", "--dry-run", "docker", "--json"}).code, cli::kUsage);
  EXPECT_FALSE(std::filesystem::exists(docker_file()));
}

TEST_F(PodmanTest, OtherProgramsWantTheName) {
  client_ = Client::kDocker;
  EXPECT_EQ(this->run({"configure", "--json"}).code, cli::kUsage);
  EXPECT_EQ(this->run({"configure", "podman", "--json"}).data()["file"], own_file());
}

TEST_F(PodmanTest, KeysOfEveryFileMoveIntoTheStore) {
  test::write_file(run_file(),
                   "{\"auths\":{\"nvcr.io\":" + plain_entry(kAcmeKey) + ",\"quay.io\":{\"auth\":\"YTpi\"}}}");
  test::write_file(own_file(), "{\"auths\":{\"nvcr.io/orga/team\":" + plain_entry(kCiKey) + "},\n  \"note\": [1,  2]}");
  write_docker("{\"auths\":{\"https://nvcr.io\":" + plain_entry(kOwnKey) + "}}");
  test::write_file(legacy_file(), "{\"nvcr.io\":" + plain_entry(kLegacyKey) + "}");
  const Run run = this->run({"configure", "--json"});
  ASSERT_EQ(run.code, cli::kDone) << run.out;
  EXPECT_EQ(run.data()["moved_keys"].size(), 4U);
  EXPECT_EQ(stored("mxa8oi8djw7m"), kAcmeKey);
  EXPECT_EQ(stored("k2p9xq4tz1aa"), kOwnKey);
  EXPECT_EQ(stored("orga.team"), kCiKey);
  EXPECT_EQ(config().default_profile(), "mxa8oi8djw7m");  // what podman sent until now
  EXPECT_EQ(config().find_space("orga", "team")->name, "orga.team");
  for (const std::string& file : {run_file(), own_file(), docker_file(), legacy_file()}) {
    EXPECT_THAT(test::slurp(file), Not(HasSubstr(plain_entry(kAcmeKey).substr(10, 40)))) << file;
    EXPECT_THAT(parsed(file).dump(), Not(HasSubstr("b2F1dGh0b2tlb"))) << file;  // "oauthtoken" in base64
  }
  EXPECT_EQ(parsed(run_file())["auths"].dump(), R"({"quay.io":{"auth":"YTpi"}})");
  EXPECT_FALSE(parsed(run_file()).contains("credHelpers"));
  EXPECT_THAT(test::slurp(own_file()), HasSubstr("\"note\": [1,  2]"));
  EXPECT_EQ(parsed(docker_file())["credHelpers"]["nvcr.io"], "ngc");
}

TEST_F(PodmanTest, ALegacyKeyIsFoundUnderEachOfItsOrgs) {
  test::write_file(own_file(), "{\"auths\":{\"nvcr.io/orga\":" + plain_entry(kLegacyKey) +
                                   ",\"nvcr.io/orgb\":" + plain_entry(kLegacyKey) + "}}");
  ASSERT_EQ(this->run({"configure", "--json"}).code, cli::kDone);
  EXPECT_EQ(config().find_space("orga", "")->name, "orga");
  EXPECT_EQ(config().find_space("orgb", "")->name, "orgb");
}

TEST_F(PodmanTest, UndoOfEveryFile) {
  const std::string run_text = "{\"auths\": {\"quay.io\":{},\"nvcr.io\":" + plain_entry(kAcmeKey) + "}}";
  test::write_file(run_file(), run_text);
  test::write_file(legacy_file(), "{\"nvcr.io\":" + plain_entry(kCiKey) + "}");
  ASSERT_EQ(this->run({"configure", "--json"}).code, cli::kDone);
  EXPECT_EQ(this->run({"configure", "--undo", "--json"}).code, cli::kDone);
  EXPECT_FALSE(std::filesystem::exists(own_file()));
  EXPECT_THAT(test::slurp(run_file()), Not(HasSubstr("nvcr.io")));
  EXPECT_FALSE(this->run({"configure", "--undo", "--json"}).data()["changed"].get<bool>());

  test::write_file(run_file(), run_text);
  test::write_file(legacy_file(), "{\"nvcr.io\":" + plain_entry(kCiKey) + "}");
  ASSERT_EQ(this->run({"configure", "--json"}).code, cli::kDone);
  EXPECT_EQ(this->run({"configure", "--restore-plain", "--json"}).code, cli::kUsage);
  ASSERT_EQ(this->run({"configure", "--undo", "--restore-plain", "--json"}, true).code, cli::kDone);
  EXPECT_EQ(parsed(run_file())["auths"]["nvcr.io"].dump(), plain_entry(kAcmeKey));
  EXPECT_EQ(parsed(legacy_file())["nvcr.io"].dump(), plain_entry(kCiKey));
}

TEST_F(PodmanTest, TheRecordsHoldNoKey) {
  test::write_file(run_file(), "{\"auths\":{\"nvcr.io\":" + plain_entry(kAcmeKey) + "}}");
  ASSERT_EQ(this->run({"configure", "--json"}).code, cli::kDone);
  const std::string encoded(clients::encode_base64("$oauthtoken:" + kAcmeKey).reveal());
  for (const auto& entry : std::filesystem::recursive_directory_iterator(dir_.path())) {
    if (!entry.is_regular_file()) continue;
    EXPECT_THAT(test::slurp(entry.path().string()), Not(HasSubstr(encoded))) << entry.path();
    EXPECT_THAT(test::slurp(entry.path().string()), Not(HasSubstr(kAcmeKey))) << entry.path();
  }
}

TEST_F(PodmanTest, WhatPodmanUndidIsToldAndRepaired) {
  ASSERT_EQ(login(kAcmeKey).code, cli::kDone);
  test::write_file(run_file(), "{\"auths\":{\"nvcr.io\":" + plain_entry(kOwnKey) + "}}");  // podman login
  json::Value undone = this->run({"configure", "--json"}).data()["undone"];
  ASSERT_EQ(undone.size(), 1U);
  EXPECT_THAT(undone[0].get<std::string>(), HasSubstr(run_file()));
  EXPECT_EQ(this->run({"configure", "--json"}).data()["undone"].size(), 0U);

  test::write_file(own_file(), "{}");  // podman logout --all, which also erased the key
  ASSERT_TRUE(stores_.vault.erase("mxa8oi8djw7m"));
  const Run run = this->run({"configure", "--json"});
  ASSERT_EQ(run.data()["undone"].size(), 1U);
  EXPECT_THAT(run.data()["undone"][0].get<std::string>(), HasSubstr("podman logout --all"));
  EXPECT_TRUE(warned(run.json(), "key-erased"));
  EXPECT_EQ(parsed(own_file())["credHelpers"]["nvcr.io"], "ngc");
}

TEST_F(PodmanTest, AHelperInAnEarlierFileIsTakenOutAndPutBack) {
  test::write_file(run_file(), R"({"credHelpers":{"nvcr.io":"gone","quay.io":"other"}})");
  const Run run = this->run({"configure", "--json"});
  EXPECT_TRUE(warned(run.json(), "other-helper"));
  EXPECT_EQ(test::slurp(run_file()), R"({"credHelpers":{"quay.io":"other"}})");
  ASSERT_EQ(this->run({"configure", "--undo", "--json"}).code, cli::kDone);
  EXPECT_EQ(parsed(run_file())["credHelpers"]["nvcr.io"], "gone");
  // Our own there is no shadow.
  test::write_file(run_file(), R"({"credHelpers":{"nvcr.io":"ngc"}})");
  ASSERT_EQ(this->run({"configure", "--json"}).code, cli::kDone);
  EXPECT_EQ(parsed(run_file())["credHelpers"]["nvcr.io"], "ngc");
}

TEST_F(PodmanTest, WhatIsNoNgcCredentialStaysAndIsToldWhereItShadows) {
  const std::string text = R"({"auths":{"nvcr.io":{"auth":"YWRhOnNlY3JldA=="}}})";  // ada:secret
  test::write_file(run_file(), text);
  const Run run = this->run({"configure", "--json"});
  EXPECT_EQ(run.code, cli::kDone);
  EXPECT_TRUE(warned(run.json(), "shadows"));
  EXPECT_THAT(run.out, HasSubstr("podman logout nvcr.io"));
  EXPECT_EQ(test::slurp(run_file()), text);
}

TEST_F(PodmanTest, RegistryAuthFileNamesTheHelperToo) {
  environment_.set("REGISTRY_AUTH_FILE", dir_ / "named.json");
  EXPECT_TRUE(warned(this->run({"configure", "--json"}).json(), "named-missing"));
  EXPECT_FALSE(std::filesystem::exists(dir_ / "named.json"));
  test::write_file(dir_ / "named.json", "{}");
  ASSERT_EQ(this->run({"configure", "--json"}).code, cli::kDone);
  EXPECT_EQ(parsed(dir_ / "named.json")["credHelpers"]["nvcr.io"], "ngc");
}

TEST_F(PodmanTest, ADamagedFileIsRefusedBeforeAnythingChanges) {
  test::write_file(run_file(), "{\"auths\":");
  test::write_file(own_file(), "{\"auths\":{\"nvcr.io\":" + plain_entry(kAcmeKey) + "}}");
  const std::string before = test::slurp(own_file());
  EXPECT_EQ(this->run({"configure", "--json"}).code, cli::kFailed);
  EXPECT_EQ(test::slurp(own_file()), before);
  EXPECT_TRUE(config().profiles().empty());
}

TEST_F(PodmanTest, WithoutTheHelperNothingIsWritten) {
  std::filesystem::remove(dir_ / "bin/docker-credential-ngc");
  EXPECT_EQ(this->run({"configure", "--json"}).code, cli::kFailed);
  EXPECT_FALSE(std::filesystem::exists(own_file()));
}

TEST_F(PodmanTest, DryRunShowsEveryFileAndChangesNone) {
  test::write_file(run_file(), "{\"auths\":{\"nvcr.io\":" + plain_entry(kAcmeKey) + "}}");
  const std::string before = test::slurp(run_file());
  const Run run = this->run({"configure", "--dry-run"});
  EXPECT_THAT(run.out, HasSubstr("--- " + own_file()));
  EXPECT_THAT(run.out, HasSubstr("--- " + run_file()));
  EXPECT_EQ(test::slurp(run_file()), before);
  EXPECT_FALSE(std::filesystem::exists(own_file()));
  EXPECT_TRUE(config().profiles().empty());
}

TEST_F(PodmanTest, UnconfigureAndItsUndo) {
  ASSERT_EQ(this->run({"configure", "--json"}).code, cli::kDone);
  const std::string with = test::slurp(own_file());
  ASSERT_TRUE(this->run({"unconfigure", "--json"}).data()["changed"].get<bool>());
  EXPECT_FALSE(std::filesystem::exists(own_file()));
  ASSERT_EQ(this->run({"unconfigure", "--undo", "--json"}).code, cli::kDone);
  test::write_file(own_file(), R"({"credHelpers":{"nvcr.io":"ngc-work","quay.io":"x"}})");
  ASSERT_EQ(this->run({"unconfigure", "podman", "--json"}).code, cli::kDone);
  EXPECT_EQ(test::slurp(own_file()), R"({"credHelpers":{"quay.io":"x"}})");
}

TEST_F(PodmanTest, RegistriesConfInTheWayIsTold) {
  std::filesystem::create_directories(dir_ / "etc-containers");
  test::write_file(dir_ / "etc-containers/registries.conf", "credential-helpers = [\"pass\"]\n");
  const Run run = this->run({"configure", "--json"});
  EXPECT_TRUE(warned(run.json(), "registries-conf"));
  EXPECT_THAT(run.out, HasSubstr("no auth file at all"));
  EXPECT_THAT(this->run({"status", "--json"}).out, HasSubstr("no auth file at all"));
}

// --- --system

TEST_F(PodmanTest, SystemDropInAndItsRemoval) {
  // The test's directory is closed to other users.
  EXPECT_EQ(this->run({"configure", "--system", "--json"}).json()["code"], "permission");
  ASSERT_EQ(::chmod(dir_.path().c_str(), 0755), 0);
  const Run run = this->run({"configure", "--system", "--json"});
  ASSERT_EQ(run.code, cli::kDone) << run.out;
  EXPECT_THAT(test::slurp(dropin()), HasSubstr("\ncredential-helpers = [\"containers-auth.json\", \"ngc\"]\n"));
  struct stat status {};
  ASSERT_EQ(::stat(dropin().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0644U);
  EXPECT_FALSE(this->run({"configure", "--system", "--json"}).data()["changed"].get<bool>());
  ASSERT_EQ(login(kAcmeKey, {"--no-configure"}).code, cli::kDone);
  const json::Value podman = this->run({"status", "--json"}).data()["clients"][0];
  EXPECT_EQ(podman["file"], dropin());
  EXPECT_EQ(podman["key"], "K1");
  EXPECT_TRUE(this->run({"unconfigure", "--system", "--json"}).data()["changed"].get<bool>());
  EXPECT_FALSE(std::filesystem::exists(dropin()));
}

TEST_F(PodmanTest, SystemIsRefusedWhereAnotherFileSetsTheList) {
  ASSERT_EQ(::chmod(dir_.path().c_str(), 0755), 0);
  std::filesystem::create_directories(dir_ / "etc-containers/registries.conf.d");
  const std::string other = dir_ / "etc-containers/registries.conf.d/99-own.conf";
  test::write_file(other, "credential-helpers = [\"pass\"]\n");
  const Run run = this->run({"configure", "--system", "--json"});
  EXPECT_EQ(run.json()["code"], "conflict");
  EXPECT_THAT(run.out, HasSubstr(other));
  EXPECT_FALSE(std::filesystem::exists(dropin()));
  std::filesystem::remove(other);
  test::write_file(dropin(), "# mine\n");
  EXPECT_EQ(this->run({"configure", "--system", "--json"}).json()["code"], "conflict");
  EXPECT_EQ(this->run({"unconfigure", "--system", "--json"}).json()["code"], "conflict");
  EXPECT_EQ(test::slurp(dropin()), "# mine\n");
}

// --- exec

TEST_F(PodmanTest, ExecTellsTheHelperWhoseKey) {
  two_orgs();
  ends_with_ = 7;
  EXPECT_EQ(this->run({"exec", "--org", "k2p9xq4tz1aa", "--", "podman", "--help"}).code, 7);
  EXPECT_THAT(ran_->argv, ElementsAre("podman", "--help"));
  EXPECT_EQ(variable("NGC_PROFILE"), "k2p9xq4tz1aa");
  EXPECT_EQ(variable("NGC_CLI_ORG"), "k2p9xq4tz1aa");
  for (const std::string& entry : ran_->env) EXPECT_THAT(entry, Not(HasSubstr("MARKED")));
  ASSERT_EQ(this->run({"exec", "--", "true"}).code, 7);
  EXPECT_EQ(variable("NGC_PROFILE"), "mxa8oi8djw7m");
  ran_.reset();
  const Run without = this->run({"exec", "podman", "pull", "x"});
  EXPECT_EQ(without.code, cli::kUsage);
  EXPECT_THAT(without.err, HasSubstr("stands behind --"));
  EXPECT_FALSE(ran_);
}

TEST_F(PodmanTest, ExecEnvGivesTheKeyToThatCommand) {
  two_orgs();
  ASSERT_EQ(this->run({"exec", "--env", "--org", "k2p9xq4tz1aa", "--", "true"}).code, cli::kDone);
  EXPECT_EQ(variable("NGC_API_KEY"), kOwnKey);
  EXPECT_EQ(variable("NGC_CLI_API_KEY"), kOwnKey);
  for (const std::string& word : ran_->argv) EXPECT_THAT(word, Not(HasSubstr("MARKED")));
}

TEST_F(PodmanTest, ExecAuthfileIsGoneAfterTheCommand) {
  two_orgs();
  const std::string others = R"({"auths":{"quay.io":{"auth":"YTpi"}},"credHelpers":{"nvcr.io":"ngc","ghcr.io":"x"}})";
  test::write_file(own_file(), others);
  ASSERT_EQ(this->run({"exec", "--authfile", "--", "true"}).code, cli::kDone);
  EXPECT_THAT(variable("REGISTRY_AUTH_FILE"), HasSubstr(dir_ / "run/ngc-auth-run."));
  EXPECT_FALSE(std::filesystem::exists(variable("REGISTRY_AUTH_FILE")));
  for (const auto& entry : std::filesystem::directory_iterator(dir_ / "run")) {
    EXPECT_EQ(entry.path().filename(), "containers");
  }
}

TEST_F(PodmanTest, ExecRefusesADisk) {
  two_orgs();
  memory_ = false;
  const Run run = this->run({"exec", "--authfile", "--", "true"});
  EXPECT_EQ(run.code, cli::kFailed);
  EXPECT_THAT(run.err, HasSubstr("stay in memory"));
  EXPECT_FALSE(ran_);
}

TEST_F(PodmanTest, ExecUsage) {
  two_orgs();
  EXPECT_EQ(this->run({"exec", "--json"}).code, cli::kUsage);
  EXPECT_EQ(this->run({"exec", "podman", "pull"}).code, cli::kUsage);
  EXPECT_EQ(this->run({"exec", "--org", "k2p9xq4tz1aa", "--org", "mxa8oi8djw7m", "--", "true"}).code, cli::kUsage);
  EXPECT_EQ(this->run({"exec", "--org", "nobody", "--", "true"}).code, cli::kFailed);
  EXPECT_EQ(this->run({"exec", "--profile", "nobody", "--", "true"}).code, cli::kFailed);
  EXPECT_FALSE(ran_);
}

TEST_F(PodmanTest, ExecWithoutAKey) {
  EXPECT_EQ(this->run({"exec", "--", "true"}).code, cli::kNotLoggedIn);
  EXPECT_EQ(this->run({"exec", "--env", "--", "true"}).code, cli::kNotLoggedIn);
  EXPECT_EQ(this->run({"exec", "--authfile", "--", "true"}).code, cli::kNotLoggedIn);
  EXPECT_FALSE(ran_);
}

TEST_F(PodmanTest, RemoteIsWarnedAbout) {
  two_orgs();
  EXPECT_THAT(this->run({"exec", "--", "podman", "--remote", "pull", "x"}).err, HasSubstr("every secret"));
  EXPECT_THAT(this->run({"exec", "--", "podman", "pull", "x"}).err, Not(HasSubstr("every secret")));
  environment_.set("CONTAINER_HOST", "ssh://node");
  EXPECT_THAT(this->run({"exec", "--", "podman", "pull", "x"}).err, HasSubstr("CONTAINER_HOST is set"));
  EXPECT_THAT(this->run({"status"}).out, HasSubstr("CONTAINER_HOST is set"));
}

TEST(RemoteGuardTest, LooksAtTheWordsBeforeTheSubcommand) {
  const base::MapEnvironment none;
  const auto reason = [&none](const std::vector<std::string>& words) { return remote_reason(words, none); };
  EXPECT_EQ(reason({"podman-remote", "pull"}), "podman-remote");
  EXPECT_EQ(reason({"/usr/bin/podman", "-r", "pull"}), "podman -r");
  EXPECT_EQ(reason({"podman", "--log-level", "debug", "--url=ssh://x", "pull"}), "podman --url");
  EXPECT_EQ(reason({"sudo", "env", "A=b", "podman", "--connection", "x", "pull"}), "podman --connection");
  EXPECT_EQ(reason({"podman", "run", "--remote"}), "");
  EXPECT_EQ(reason({"podman", "--remote=false", "pull"}), "");
  EXPECT_EQ(reason({"buildah", "--remote"}), "");
  EXPECT_EQ(reason({}), "");
}

// --- authfile

TEST_F(PodmanTest, AuthfileHoldsEachOrgsKeyUnderItsName) {
  two_orgs();
  const std::string file = dir_ / "crio.json";
  const Run run = this->run({"authfile", "-o", file, "--json"});
  ASSERT_EQ(run.code, cli::kDone) << run.out;
  EXPECT_TRUE(warned(run.json(), "plain-text"));
  const json::Value auths = parsed(file)["auths"];
  EXPECT_EQ(auths["nvcr.io"].dump(), plain_entry(kAcmeKey));
  EXPECT_EQ(auths["nvcr.io/mxa8oi8djw7m"].dump(), plain_entry(kAcmeKey));
  EXPECT_EQ(auths["nvcr.io/k2p9xq4tz1aa"].dump(), plain_entry(kOwnKey));
  struct stat status {};
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  // It knows its own file again; only what is chosen is in it.
  ASSERT_EQ(this->run({"authfile", "-o", file, "--org", "k2p9xq4tz1aa", "--json"}).code, cli::kDone);
  EXPECT_EQ(parsed(file)["auths"].size(), 2U);
  EXPECT_EQ(parsed(file)["auths"]["nvcr.io"].dump(), plain_entry(kOwnKey));
  // And `configure` leaves it alone: somebody asked for it.
  environment_.set("REGISTRY_AUTH_FILE", file);
  EXPECT_TRUE(warned(this->run({"configure", "--json"}).json(), "authfile-kept"));
  EXPECT_EQ(parsed(file)["auths"].size(), 2U);
}

TEST_F(PodmanTest, AuthfileSparesWhatItDidNotWrite) {
  two_orgs();
  const std::string file = dir_ / "auth.json";
  test::write_file(file, R"({"auths":{"quay.io":{"auth":"YTpi"}}})");
  EXPECT_EQ(this->run({"authfile", "-o", file, "--json"}).json()["code"], "conflict");
  EXPECT_EQ(test::slurp(file), R"({"auths":{"quay.io":{"auth":"YTpi"}}})");
  test::write_file(own_file(), R"({"auths":{"quay.io":{"auth":"YTpi"},"nvcr.io":{}},"credHelpers":{"ghcr.io":"x"}})");
  ASSERT_EQ(this->run({"authfile", "-o", file, "--force", "--merge", "--json"}).data()["other_registries"], 2);
  EXPECT_EQ(parsed(file)["auths"]["quay.io"].dump(), R"({"auth":"YTpi"})");
  EXPECT_EQ(parsed(file)["credHelpers"].dump(), R"({"ghcr.io":"x"})");
}

TEST_F(PodmanTest, AuthfileOnATerminalIsRefused) {
  two_orgs();
  terminal_ = true;
  EXPECT_EQ(this->run({"authfile", "-o", "-"}).code, cli::kUsage);
  EXPECT_EQ(this->run({"authfile", "-o", "-", "--json"}).code, cli::kUsage);
  const Run run = this->run({"authfile", "-o", "-", "--show", "--org", "k2p9xq4tz1aa"}, true);
  EXPECT_THAT(run.out, HasSubstr(plain_entry(kOwnKey).substr(12, 30)));
}

TEST_F(PodmanTest, LoginConfiguresPodman) {
  const Run run = login(kAcmeKey, {"--json"});
  EXPECT_EQ(run.data()["podman"]["file"], own_file());
  EXPECT_TRUE(run.data()["docker"].is_null());
  EXPECT_EQ(run.data()["next"], "podman pull nvcr.io/mxa8oi8djw7m/IMAGE:TAG");
  EXPECT_EQ(parsed(own_file())["credHelpers"]["nvcr.io"], "ngc");
  EXPECT_FALSE(std::filesystem::exists(docker_file()));
}

// --- help texts of podman-auth, kept as files; NGCS_UPDATE_GOLDEN=1 writes them anew

TEST_F(PodmanTest, HelpIsAsRecorded) {
  const std::vector<std::pair<const char*, std::vector<std::string>>> pages = {
      {"podman-auth", {}},
      {"podman-auth-configure", {"configure"}},
      {"podman-auth-configure-podman", {"configure", "podman"}},
      {"podman-auth-unconfigure", {"unconfigure"}},
      {"podman-auth-exec", {"exec"}},
      {"podman-auth-authfile", {"authfile"}}};
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

}  // namespace
}  // namespace ngcs::commands
