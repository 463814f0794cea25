// `configure helm`, `unconfigure helm`, `repo add`, `repo migrate`, `self-check`, and Helm in `status`.
#include <filesystem>

#include "command_test.h"
#include "repos/register_repos.h"

namespace ngcs::commands {
namespace {

const std::string kAcmeOrg = "mxa8oi8djw7m";
const std::string kOwnOrg = "k2p9xq4tz1aa";

class HelmTest : public CommandTest {
 protected:
  HelmTest() {
    client_ = Client::kHelm;
    registers_.emplace_back(helm_ngc::register_repo_commands);
    program_name_ = "helm ngc";
    test::write_file(dir_ / "bin/helm",
                     "#!/bin/sh\nif [ \"$1\" = version ]; then echo v3.21.4; exit; fi\necho \"$@\" >>\"" + dir_.path() +
                         "/asked\"\nif [ -e \"" + dir_.path() + "/fail\" ]; then exit 7; fi\n",
                     0755);
    install("ngc", "command: $HELM_PLUGIN_DIR/bin/helm-ngc\n");
    install("ngc-getter", "downloaders:\n- command: bin/helm-ngc getter\n  protocols: [ngc]\n");
  }

  void install(const std::string& name, const std::string& rest, const std::string& version = NGCS_VERSION) {
    const std::string plugin = dir_ / (".local/share/helm/plugins/" + name);
    std::filesystem::create_directories(plugin + "/bin");
    test::write_file(plugin + "/plugin.yaml", "name: " + name + "\nversion: " + version + "\n" + rest);
    test::write_file(plugin + "/bin/helm-ngc", "", 0755);
  }
  void uninstall(const std::string& name) { std::filesystem::remove_all(dir_ / (".local/share/helm/plugins/" + name)); }

  [[nodiscard]] std::string file() const { return dir_ / ".config/helm/repositories.yaml"; }
  [[nodiscard]] std::string text() const { return test::slurp(file()); }
  void write(const std::string& text, mode_t mode = 0644) {
    std::filesystem::create_directories(dir_ / ".config/helm");
    test::write_file(file(), text, mode);
  }
  static std::string entry(const std::string& name, const std::string& url, const std::string& user,
                           const std::string& password) {
    return "- caFile: \"\"\n  name: " + name + " # " + name + "'s\n  password: " + password + "\n  url: " + url +
           "\n  username: " + user + "\n  x-unknown: [1]\n";
  }
  static std::string plain(const std::string& name, const std::string& space, const std::string& key) {
    return entry(name, "https://helm.ngc.nvidia.com/" + space, "$oauthtoken", key);
  }
  static std::string ours(const std::string& name, const std::string& address) {
    return entry(name, address, "\"\"", "\"\"");
  }
  // Of a web address whose key was moved and not restored.
  static std::string bare(const std::string& name, const std::string& space) {
    return entry(name, "https://helm.ngc.nvidia.com/" + space, "$oauthtoken", "\"\"");
  }
  static std::string file_of(const std::string& entries) {
    return "apiVersion: \"\"\n# mine\nrepositories:\n" + entries + "after: all\n";
  }
  [[nodiscard]] std::string journals() const {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(dir_ / ".local/state")) {
      if (entry.is_regular_file()) all += test::slurp(entry.path());
    }
    return all;
  }
  [[nodiscard]] static bool has_problem(const json::Value& data, std::string_view code) {
    for (const json::Value& problem : data.at("problems")) {
      if (problem.at("code") == code) return true;
    }
    return false;
  }
};

TEST_F(HelmTest, MigrationMovesEveryKeyAndKeepsEveryOtherByte) {
  const std::string other = entry("stable", "https://charts.example", "bob", "MARKEDother");
  write(file_of(plain("zoom", kAcmeOrg + "/zoom", kAcmeKey) + other + plain("own", kOwnOrg, kOwnKey)), 0640);
  const Run run = this->run({"repo", "migrate", "--json"});
  ASSERT_EQ(run.code, cli::kDone) << run.out;
  EXPECT_EQ(text(), file_of(ours("zoom", "ngc://" + kAcmeOrg + "/zoom") + other + ours("own", "ngc://" + kOwnOrg)));
  EXPECT_EQ(test::mode_of(file()), 0640U);
  EXPECT_EQ(stored(kAcmeOrg), kAcmeKey);
  EXPECT_EQ(stored(kOwnOrg), kOwnKey);
  EXPECT_EQ(journals().find("MARKED"), std::string::npos);
  const json::Value data = run.data();
  EXPECT_EQ(run.json().at("schema"), "ngc.repo-migrate/1");
  EXPECT_TRUE(data.at("changed").get<bool>());
  EXPECT_EQ(data.at("moved_keys").size(), 2U);
  // Again: nothing is left to do.
  const Run second = this->run({"configure", "helm"});
  EXPECT_EQ(second.code, cli::kDone);
  EXPECT_NE(second.out.find("No repository of NGC holds a key"), std::string::npos) << second.out;
}

TEST_F(HelmTest, AnAddressNamesItsProfileWhereTheOrgWouldGetAnotherKey) {
  write(file_of(plain("own", kOwnOrg, kOwnKey) + plain("foreign", "nvaie", kAcmeKey)));
  ASSERT_EQ(run({"configure", "helm"}).code, cli::kDone);
  // The first key became the default; "nvaie" is nobody's org, so the second one has to be named.
  EXPECT_EQ(text(), file_of(ours("own", "ngc://" + kOwnOrg) + ours("foreign", "ngc://nvaie?profile=" + kAcmeOrg)));
}

TEST_F(HelmTest, ADryRunShowsTheChangeAndNoKey) {
  const std::string before = file_of(plain("zoom", kAcmeOrg + "/zoom", kAcmeKey) +
                                     entry("x", "https://u:MARKEDpw@charts.example", "\"\"", "\"\""));
  write(before);
  const Run run = this->run({"repo", "migrate", "--dry-run"});
  EXPECT_EQ(run.code, cli::kDone);
  EXPECT_NE(run.out.find("+  url: ngc://" + kAcmeOrg + "/zoom"), std::string::npos) << run.out;
  EXPECT_EQ(text(), before);
  EXPECT_TRUE(stored(kAcmeOrg).empty());
}

TEST_F(HelmTest, UndoLeavesTheKeyInTheStore) {
  const std::string before = file_of(plain("zoom", kAcmeOrg + "/zoom", kAcmeKey));
  write(before);
  ASSERT_EQ(run({"repo", "migrate"}).code, cli::kDone);
  const Run undone = run({"repo", "migrate", "--undo"});
  ASSERT_EQ(undone.code, cli::kDone) << undone.err;
  EXPECT_EQ(text(), file_of(bare("zoom", kAcmeOrg + "/zoom")));
  EXPECT_EQ(stored(kAcmeOrg), kAcmeKey);
  EXPECT_NE(undone.out.find("answers 401"), std::string::npos) << undone.out;
  EXPECT_NE(run({"repo", "migrate", "--undo"}).out.find("nothing to undo"), std::string::npos);
}

TEST_F(HelmTest, UndoWithRestorePlainBringsBackEveryByte) {
  const std::string before = file_of(plain("zoom", kAcmeOrg + "/zoom", kAcmeKey) + plain("own", kOwnOrg, kOwnKey));
  write(before);
  ASSERT_EQ(run({"repo", "migrate"}).code, cli::kDone);
  EXPECT_EQ(run({"repo", "migrate", "--restore-plain"}).code, cli::kUsage);
  ASSERT_EQ(run({"repo", "migrate", "--undo", "--restore-plain"}).code, cli::kDone);
  EXPECT_EQ(text(), before);
}

TEST_F(HelmTest, UndoSparesWhatWasChangedSince) {
  write(file_of(plain("zoom", kAcmeOrg + "/zoom", kAcmeKey) + plain("own", kOwnOrg, kOwnKey)));
  ASSERT_EQ(run({"repo", "migrate"}).code, cli::kDone);
  write(file_of(ours("zoom", "ngc://" + kAcmeOrg) + ours("own", "ngc://" + kOwnOrg)));
  const Run undone = run({"repo", "migrate", "--undo", "--json"});
  ASSERT_EQ(undone.code, cli::kDone);
  EXPECT_TRUE(warned(undone.json(), "changed-since"));
  EXPECT_EQ(text(), file_of(ours("zoom", "ngc://" + kAcmeOrg) + bare("own", kOwnOrg)));
}

TEST_F(HelmTest, WithoutTheDownloaderNothingIsMigrated) {
  uninstall("ngc-getter");
  const std::string before = file_of(plain("zoom", kAcmeOrg, kAcmeKey));
  write(before);
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"repo", "migrate"}, {"configure", "helm"}, {"repo", "add", "x", kAcmeOrg}}) {
    const Run run = this->run(words);
    EXPECT_EQ(run.code, cli::kFailed);
    EXPECT_NE(run.err.find("helm plugin install"), std::string::npos) << run.err;
  }
  EXPECT_EQ(text(), before);
  EXPECT_TRUE(stored(kAcmeOrg).empty());
}

TEST_F(HelmTest, WhatIsNoKeyOfNgcStaysWithANote) {
  const std::string before = file_of(entry("a", "https://helm.ngc.nvidia.com/" + kAcmeOrg, "bob", kAcmeKey) +
                                     entry("b", "https://helm.ngc.nvidia.com/", "$oauthtoken", kAcmeKey) +
                                     entry("c", "https://helm.ngc.nvidia.com/nvidia", "\"\"", "\"\"") +
                                     entry("d", "https://helm.ngc.nvidia.com/nvidia", "$oauthtoken", "YOUR_KEY"));
  write(before);
  const Run run = this->run({"repo", "migrate", "--json"});
  EXPECT_EQ(run.code, cli::kDone);
  for (const char* code : {"foreign-user", "no-space", "not-a-key"}) EXPECT_TRUE(warned(run.json(), code)) << code;
  EXPECT_EQ(text(), before);
}

TEST_F(HelmTest, AKeyWithinTheAddressMovesToo) {
  write(file_of(entry("u", "https://%24oauthtoken:" + kAcmeKey + "@helm.ngc.nvidia.com/" + kAcmeOrg, "\"\"", "\"\"")));
  ASSERT_EQ(run({"repo", "migrate"}).code, cli::kDone);
  EXPECT_EQ(text(), file_of(ours("u", "ngc://" + kAcmeOrg)));
  EXPECT_EQ(stored(kAcmeOrg), kAcmeKey);
  EXPECT_EQ(journals().find("MARKED"), std::string::npos);
}

TEST_F(HelmTest, AMalformedFileIsNamedByLineAndStays) {
  write("repositories:\n- name: [\n");
  const Run run = this->run({"repo", "migrate"});
  EXPECT_EQ(run.code, cli::kFailed) << run.out;
  EXPECT_NE(run.err.find(file() + ": line "), std::string::npos) << run.err;
  EXPECT_EQ(text(), "repositories:\n- name: [\n");
}

TEST_F(HelmTest, UnconfigureLeavesNoAddressThatNeedsThePlugin) {
  write(file_of(plain("zoom", kAcmeOrg + "/zoom", kAcmeKey)));
  ASSERT_EQ(run({"configure", "helm"}).code, cli::kDone);
  const std::string with_more = text().replace(text().find("after"), 0, ours("added", "ngc://nvaie?profile=own"));
  write(with_more);
  EXPECT_EQ(run({"unconfigure", "helm", "--dry-run"}).code, cli::kDone);
  EXPECT_EQ(text(), with_more);
  ASSERT_EQ(run({"unconfigure", "helm"}).code, cli::kDone);
  EXPECT_EQ(text(), file_of(bare("zoom", kAcmeOrg + "/zoom") + ours("added", "https://helm.ngc.nvidia.com/nvaie")));
  ASSERT_EQ(run({"unconfigure", "helm", "--undo"}).code, cli::kDone);
  EXPECT_EQ(text(), with_more);
}

TEST_F(HelmTest, RepoAddHandsTheAddressToHelm) {
  const Run run = this->run({"repo", "add", "zoom", kAcmeOrg + "/zoom", "--json"});
  ASSERT_EQ(run.code, cli::kDone) << run.out;
  EXPECT_EQ(run.data().at("url"), "ngc://" + kAcmeOrg + "/zoom");
  EXPECT_EQ(test::slurp(dir_ / "asked"), "repo add zoom ngc://" + kAcmeOrg + "/zoom\n");
  EXPECT_EQ(this->run({"repo", "add", "a", "https://helm.ngc.nvidia.com/nvidia/x", "--force-update"}).code, cli::kDone);
  EXPECT_NE(test::slurp(dir_ / "asked").find("repo add a ngc://nvidia/x --force-update\n"), std::string::npos);
  test::write_file(dir_ / "fail", "");
  EXPECT_EQ(this->run({"repo", "add", "zoom", kAcmeOrg}).code, cli::kFailed);
}

TEST_F(HelmTest, RepoAddRefusesWhatCannotBeARepository) {
  for (const char* space : {"https://charts.example/x", "a/b/c", "", "ngc://a/charts/x-1.0.0.tgz"}) {
    EXPECT_EQ(run({"repo", "add", "x", space}).code, cli::kUsage) << space;
  }
  EXPECT_EQ(run({"repo", "add", "a/b", kAcmeOrg}).code, cli::kUsage);
  const Run unknown = run({"repo", "add", "x", kAcmeOrg, "--profile", "nobody"});
  EXPECT_EQ(unknown.code, cli::kFailed);
  EXPECT_FALSE(std::filesystem::exists(dir_ / "asked"));
}

TEST_F(HelmTest, SelfCheckNamesWhatIsWrong) {
  const Run good = run({"self-check", "--json"});
  EXPECT_EQ(good.code, cli::kDone) << good.out;
  EXPECT_EQ(good.data().at("helm").at("major"), 3);
  EXPECT_TRUE(good.data().at("problems").empty());

  write(file_of(ours("zoom", "ngc://" + kAcmeOrg) + plain("own", kOwnOrg, kOwnKey)));
  json::Value data = run({"self-check", "--json"}).data();
  EXPECT_TRUE(has_problem(data, "plain-password"));
  EXPECT_TRUE(has_problem(data, "no-index"));
  EXPECT_FALSE(has_problem(data, "leftover-repositories"));

  uninstall("ngc-getter");
  install("ngc", "command: $HELM_PLUGIN_DIR/bin/helm-ngc\n", "0.0.1");
  const Run bad = run({"self-check", "--json"});
  EXPECT_EQ(bad.code, cli::kFailed);
  EXPECT_FALSE(bad.json().at("ok").get<bool>());
  data = bad.data();
  EXPECT_TRUE(has_problem(data, "getter-missing"));
  EXPECT_TRUE(has_problem(data, "leftover-repositories"));
  EXPECT_TRUE(has_problem(data, "version-mismatch"));

  install("secrets", "apiVersion: v1\ntype: cli/v1\n");
  EXPECT_TRUE(has_problem(run({"self-check", "--json"}).data(), "breaks-helm-3"));
  std::filesystem::remove(dir_ / ".local/share/helm/plugins/ngc/bin/helm-ngc");
  EXPECT_TRUE(has_problem(run({"self-check", "--json"}).data(), "program-missing"));
}

TEST_F(HelmTest, FailuresAreOneObjectToo) {
  EXPECT_EQ(run({"repo", "--json"}).json().at("code"), "usage");
  EXPECT_EQ(run({"repo", "add", "x", "a/b/c", "--json"}).json().at("code"), "usage");
  write("repositories: 5\n");
  const Run refused = run({"repo", "migrate", "--json"});
  EXPECT_EQ(refused.code, cli::kFailed);
  EXPECT_EQ(refused.json().at("code"), "invalid-input");
}

TEST_F(HelmTest, StatusSaysWhichKeyHelmGets) {
  ASSERT_EQ(login(kAcmeKey).code, cli::kDone);
  write(file_of(ours("zoom", "ngc://" + kAcmeOrg + "/zoom") + plain("own", kOwnOrg, kOwnKey)));
  const Run run = this->run({"status", "--json"});
  ASSERT_EQ(run.code, cli::kDone) << run.out;
  const json::Value helm = run.data().at("clients").back();
  EXPECT_EQ(helm.at("client"), "helm");
  EXPECT_EQ(helm.at("via"), "downloader");
  ASSERT_EQ(helm.at("problems").size(), 1U);
  EXPECT_NE(helm.at("problems")[0].get<std::string>().find("plain text"), std::string::npos);
  const std::string out = this->run({"status"}).out;
  EXPECT_NE(out.find("helm: zoom K1 from profile " + kAcmeOrg), std::string::npos) << out;
  EXPECT_NE(out.find("own K2 in plain text"), std::string::npos) << out;
}

TEST_F(HelmTest, LoginEndsWithTheNextCommand) {
  EXPECT_NE(login(kAcmeKey).out.find("helm repo add NAME ngc://" + kAcmeOrg), std::string::npos);
}

}  // namespace
}  // namespace ngcs::commands
