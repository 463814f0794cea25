// The chart commands against a scripted NGC.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include <CLI/CLI.hpp>

#include "command_test.h"
#include "commands/register_charts.h"
#include "make_chart.h"
#include "ngc/sha256.h"
#include "repos/register_repos.h"

namespace ngcs::helm_ngc {
namespace {

using test::answer;
using test::json_answer;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kOrg = "mxa8oi8djw7m";
const std::string kCharts = "https://api.ngc.nvidia.com/v2/org/mxa8oi8djw7m/team/zoom/helm-charts";
const std::string kVersion = kCharts + "/planner/versions/0.2.0";
const std::string kUpload = "https://helm.ngc.nvidia.com/api/mxa8oi8djw7m/zoom/charts";
const std::string kIndex = "https://helm.ngc.nvidia.com/mxa8oi8djw7m/zoom/index.yaml";
const std::string kFiles = "https://helm.ngc.nvidia.com/mxa8oi8djw7m/zoom/charts/";
const std::string kTarget = std::string(kOrg) + "/zoom";
const std::string kComplete = R"({"artifactVersion":{"id":"0.2.0","status":"UPLOAD_COMPLETE","totalSizeInBytes":9}})";

class ChartCommands : public commands::CommandTest {
 protected:
  ChartCommands() {
    client_ = commands::Client::kHelm;
    program_name_ = "helm ngc";
    registers_ = {register_chart_commands, commands::register_common};
    environment_.set("XDG_CACHE_HOME", dir_ / "cache");
    test::write_chart(chart_, "planner", "0.2.0");
  }
  void log_in() { ASSERT_EQ(login(commands::kAcmeKey, {"--no-configure"}).code, cli::kDone); }

  [[nodiscard]] std::string digest_of(const std::string& path) const {
    ngc::Sha256 digest;
    digest.update(test::slurp(path));
    return digest.hex();
  }
  void index(const std::vector<std::pair<std::string, std::string>>& versions) {
    std::string text = "apiVersion: v1\nentries:\n  planner:\n";
    for (const auto& [version, digest] : versions) {
      text.append("  - name: planner\n    version: ").append(version).append("\n    digest: ").append(digest);
      text.append("\n    urls:\n    - charts/planner-").append(version);
      text.append(".tgz\n    created: \"2026-01-01T00:00:00Z\"\n    description: Plans\n");
    }
    if (versions.empty()) text = "apiVersion: v1\nentries: {}\n";
    transport_.get(kIndex, answer(200, text, {{"Content-Type", "application/x-yaml"}}));
  }
  // Nothing there yet, a record, and an upload that works.
  void empty_space() {
    transport_.get(kVersion, answer(404));
    transport_.get(kCharts + "/planner", json_answer(200, R"({"artifact":{"name":"planner"}})"));
  }
  void upload_works() {
    transport_.on(http::Method::kPost, kUpload, json_answer(201, R"({"saved":true})"));
    transport_.get(kVersion, json_answer(200, R"({"artifactVersion":{"id":"0.2.0","status":"UPLOAD_PENDING"}})"));
    transport_.get(kVersion, json_answer(200, kComplete));
  }
  [[nodiscard]] std::size_t uploads() const {
    std::size_t count = 0;
    for (const auto& seen : transport_.seen()) count += seen.url.starts_with(kUpload) ? 1U : 0U;
    return count;
  }
  [[nodiscard]] const test::FakeTransport::Seen* request(http::Method method, const std::string& url) const {
    for (const auto& seen : transport_.seen()) {
      if (seen.method == method && seen.url.substr(0, seen.url.find('?')) == url) return &seen;
    }
    return nullptr;
  }

  const std::string chart_ = dir_ / "any-name.tgz";
};

// Helm takes its own global flags out of a plugin's command line, wherever they stand.
TEST_F(ChartCommands, NoOptionHasTheNameOfOneOfHelmsOwn) {
  const std::set<std::string> helms = {"n",
                                       "namespace",
                                       "debug",
                                       "kubeconfig",
                                       "kube-context",
                                       "kube-apiserver",
                                       "kube-as-user",
                                       "kube-as-group",
                                       "kube-ca-file",
                                       "kube-tls-server-name",
                                       "kube-token",
                                       "kube-insecure-skip-tls-verify",
                                       "registry-config",
                                       "repository-cache",
                                       "repository-config",
                                       "burst-limit",
                                       "qps",
                                       "color",
                                       "colour",
                                       "content-cache"};
  const base::Result<base::Paths> paths = base::resolve_paths(environment_);
  const commands::Session session{.program = "helm ngc",
                                  .environment = environment_,
                                  .paths = paths,
                                  .clock = clock_,
                                  .stores = stores_,
                                  .transport = {},
                                  .new_transport = {},
                                  .sleep = {},
                                  .prompt = {},
                                  .probe_helper = {},
                                  .keyring_answers = {},
                                  .docker_config_dir = {},
                                  .notes = {}};
  commands::Selection selection;
  CLI::App app("", "helm ngc");
  for (const commands::Register& add : registers_) add(app, session, selection);
  register_repo_commands(app, session, selection);
  std::size_t options = 0;
  // Helm's own word for the same: the command reads what Helm made of it.
  const auto is_namespace = [](const CLI::App& command, const std::string& name) {
    return command.get_name() == "secret" && (name == "namespace" || name == "n");
  };
  const std::function<void(const CLI::App&)> look = [&](const CLI::App& command) {
    for (const CLI::Option* option : command.get_options()) {
      ++options;
      for (const std::string& name : option->get_lnames())
        EXPECT_TRUE(helms.count(name) == 0 || is_namespace(command, name)) << command.get_name() << " --" << name;
      for (const std::string& name : option->get_snames())
        EXPECT_TRUE(helms.count(name) == 0 || is_namespace(command, name)) << command.get_name() << " -" << name;
    }
    for (const CLI::App* inner : command.get_subcommands([](const CLI::App*) { return true; })) look(*inner);
  };
  look(app);
  EXPECT_GT(options, 80U);
}

TEST_F(ChartCommands, PushSendsTheFileAndWaitsUntilTheIndexShowsIt) {
  log_in();
  empty_space();
  upload_works();
  index({{"0.2.0", digest_of(chart_)}});
  const Run run = this->run({"push", chart_, kTarget, "--json"});
  ASSERT_EQ(run.code, cli::kDone) << run.out << run.err;
  const json::Value pushed = run.data().at("pushed").at(0);
  EXPECT_EQ(pushed.at("outcome"), "pushed");
  EXPECT_EQ(pushed.at("digest"), "sha256:" + digest_of(chart_));
  EXPECT_EQ(pushed.at("status"), "UPLOAD_COMPLETE");
  EXPECT_EQ(pushed.at("createdRecord"), false);
  const auto* sent = request(http::Method::kPost, kUpload);
  ASSERT_NE(sent, nullptr);
  EXPECT_EQ(sent->body, test::slurp(chart_)) << "byte for byte";
  EXPECT_EQ(sent->secret, commands::kAcmeKey);
}

TEST_F(ChartCommands, PushMakesTheMissingRecordAndSaysSo) {
  log_in();
  transport_.get(kVersion, answer(404));
  transport_.get(kCharts + "/planner", answer(404));
  transport_.on(http::Method::kPost, kCharts, json_answer(200, R"({"artifact":{"name":"planner"}})"));
  upload_works();
  index({{"0.2.0", digest_of(chart_)}});
  const Run none = run({"push", chart_, kTarget, "--no-create"});
  EXPECT_EQ(none.code, cli::kFailed);
  EXPECT_THAT(none.err, HasSubstr("there is no record"));
  EXPECT_EQ(request(http::Method::kPost, kCharts), nullptr);
  // The script's next answer for the version would be that of the upload.
  transport_ = {};
  transport_.get(kVersion, answer(404));
  transport_.get(kCharts + "/planner", answer(404));
  transport_.on(http::Method::kPost, kCharts, json_answer(200, R"({"artifact":{"name":"planner"}})"));
  upload_works();
  index({{"0.2.0", digest_of(chart_)}});
  const Run made = run({"push", chart_, kTarget});
  ASSERT_EQ(made.code, cli::kDone) << made.err;
  EXPECT_THAT(made.err, HasSubstr("made the chart's record from its Chart.yaml"));
  EXPECT_THAT(made.out, HasSubstr("pushed mxa8oi8djw7m/zoom/planner:0.2.0"));
  EXPECT_EQ(request(http::Method::kPost, kCharts)->body, R"({"name":"planner","shortDescription":"Plans things"})");
}

TEST_F(ChartCommands, PushOfWhatIsThere) {
  log_in();
  transport_.get(kVersion, json_answer(200, kComplete));
  index({{"0.2.0", digest_of(chart_)}});
  const Run conflict = run({"push", chart_, kTarget});
  EXPECT_EQ(conflict.code, cli::kFailed);
  EXPECT_THAT(conflict.err, HasSubstr("with this very content"));
  const Run fine = run({"push", chart_, kTarget, "--ignore-if-exists", "--json"});
  EXPECT_EQ(fine.code, cli::kDone);
  EXPECT_EQ(fine.data().at("pushed").at(0).at("outcome"), "present");
  EXPECT_EQ(uploads(), 0U);
}

TEST_F(ChartCommands, PushOfOtherContentIsAConflictUnlessForced) {
  log_in();
  transport_.get(kVersion, json_answer(200, kComplete));
  index({{"0.2.0", std::string(64, 'a')}});
  index({{"0.2.0", std::string(64, 'a')}});
  index({{"0.2.0", std::string(64, 'a')}});
  index({{"0.2.0", digest_of(chart_)}});
  for (const char* flag : {"--ignore-if-exists", "--no-wait"}) {
    const Run conflict = run({"push", chart_, kTarget, flag, "--json"});
    EXPECT_EQ(conflict.code, cli::kFailed);
    EXPECT_EQ(conflict.json().at("code"), "conflict");
  }
  EXPECT_EQ(uploads(), 0U);
  transport_.on(http::Method::kPost, kUpload, json_answer(201, R"({"saved":true})"));
  const Run forced = run({"push", chart_, kTarget, "--force", "--json"});
  ASSERT_EQ(forced.code, cli::kDone) << forced.out;
  EXPECT_EQ(forced.data().at("pushed").at(0).at("outcome"), "replaced");
  EXPECT_EQ(request(http::Method::kPost, kUpload)->url, kUpload + "?force");
}

TEST_F(ChartCommands, ALostAnswerToAnUploadThatArrivedIsSuccess) {
  log_in();
  empty_space();
  transport_.on(http::Method::kPost, kUpload, [](const auto&) -> base::Result<http::Response> {
    return base::Error(base::Errc::kNetwork, "the connection broke off", {}, http::kBroken);
  });
  transport_.get(kVersion, json_answer(200, kComplete));
  index({{"0.2.0", digest_of(chart_)}});
  const Run run = this->run({"push", chart_, kTarget, "--json"});
  EXPECT_EQ(run.code, cli::kDone) << run.out;
  EXPECT_EQ(run.data().at("pushed").at(0).at("outcome"), "pushed");
  EXPECT_EQ(uploads(), 1U) << "it is not sent a second time";
}

TEST_F(ChartCommands, AnUploadThatDidNotArriveIsSentAgain) {
  log_in();
  empty_space();
  transport_.on(http::Method::kPost, kUpload, answer(503));
  transport_.on(http::Method::kPost, kUpload, json_answer(201, R"({"saved":true})"));
  transport_.get(kVersion, answer(404));
  transport_.get(kVersion, json_answer(200, kComplete));
  index({{"0.2.0", digest_of(chart_)}});
  const Run run = this->run({"push", chart_, kTarget});
  EXPECT_EQ(run.code, cli::kDone) << run.err;
  EXPECT_EQ(uploads(), 2U);
}

TEST_F(ChartCommands, ALostAnswerBehindWhichSomebodyElsesChartLiesIsAConflict) {
  log_in();
  empty_space();
  transport_.on(http::Method::kPost, kUpload, answer(502));
  transport_.get(kVersion, json_answer(200, kComplete));
  index({{"0.2.0", std::string(64, 'b')}});
  EXPECT_EQ(run({"push", chart_, kTarget, "--json"}).json().at("code"), "conflict");
}

TEST_F(ChartCommands, QuestionsThatFailForAMomentAfterTheUploadAreAskedAgain) {
  log_in();
  empty_space();
  transport_.on(http::Method::kPost, kUpload, json_answer(201, R"({"saved":true})"));
  transport_.get(kVersion, base::Error(base::Errc::kService, "no answer", {}, http::kNoAnswer));
  transport_.get(kVersion, json_answer(200, kComplete));
  transport_.get(kIndex, base::Error(base::Errc::kNetwork, "reset", {}, http::kBroken));
  index({{"0.2.0", digest_of(chart_)}});
  const Run run = this->run({"push", chart_, kTarget});
  EXPECT_EQ(run.code, cli::kDone) << run.err;
  EXPECT_EQ(uploads(), 1U);
}

TEST_F(ChartCommands, AnIndexThatShowsAnotherDigestAfterwardsIsAnError) {
  log_in();
  empty_space();
  upload_works();
  index({{"0.2.0", std::string(64, 'c')}});
  const Run run = this->run({"push", chart_, kTarget, "--timeout", "1"});
  EXPECT_EQ(run.code, cli::kCouldNotVerify);
  EXPECT_THAT(run.err, HasSubstr("another digest"));
}

TEST_F(ChartCommands, RefusalsOfThePush) {
  const std::vector<std::pair<int, cli::ExitCode>> expected = {
      {402, cli::kNotEntitled},
      {403, cli::kNotEntitled},
      {413, cli::kFailed},
      {451, cli::kNotEntitled},
      {401, cli::kNotEntitled}};  // the key is alive: the registry says so
  for (const auto& [status, code] : expected) {
    TearDown();
    transport_ = {};
    transport_.get("https://nvcr.io/v2/", test::challenge());
    transport_.get("https://nvcr.io/proxy_auth", json_answer(200, R"({"token":"t","expires_in":300})"));
    environment_.set("NGC_API_KEY", commands::kAcmeKey);
    empty_space();
    transport_.on(http::Method::kPost, kUpload, answer(status));
    const Run run = this->run({"push", chart_, kTarget, "--json"});
    EXPECT_EQ(run.code, code) << status << run.out;
    EXPECT_EQ(uploads(), 1U);
  }
}

TEST_F(ChartCommands, ADeadKeyIsNamed) {
  environment_.set("NGC_API_KEY", commands::kDeadKey);
  transport_.get(kVersion, answer(401));
  const Run run = this->run({"push", chart_, kTarget});
  EXPECT_EQ(run.code, cli::kFailed);
  EXPECT_THAT(run.err, HasSubstr("NGC rejects the key of NGC_API_KEY"));
}

TEST_F(ChartCommands, PushWithoutAKeyAsksNobody) {
  const Run run = this->run({"push", chart_, kTarget, "--json"});
  EXPECT_EQ(run.code, cli::kNotLoggedIn);
  EXPECT_THAT(transport_.seen(), IsEmpty());
}

TEST_F(ChartCommands, PushUsage) {
  log_in();
  EXPECT_EQ(run({"push", chart_}).code, cli::kUsage);
  EXPECT_EQ(run({"push", chart_, "a/b/c"}).code, cli::kUsage);
  EXPECT_EQ(run({"push", chart_, kTarget, "--force", "--ignore-if-exists"}).code, cli::kUsage);
  EXPECT_EQ(run({"push", chart_, kTarget, "--version", "1.0.0"}).code, cli::kUsage);
  EXPECT_EQ(run({"push", dir_ / "missing.tgz", kTarget}).code, cli::kFailed);
}

TEST_F(ChartCommands, DryRunChangesNothing) {
  log_in();
  empty_space();
  const Run run = this->run({"push", chart_, kTarget, "--dry-run", "--json"});
  EXPECT_EQ(run.code, cli::kDone);
  EXPECT_EQ(run.data().at("pushed").at(0).at("outcome"), "would-push");
  for (const auto& seen : transport_.seen()) {
    if (seen.url.find("helm") == std::string::npos) continue;
    EXPECT_EQ(seen.method, http::Method::kGet) << seen.url;
  }
}

TEST_F(ChartCommands, ADirectoryIsPackagedByHelmItself) {
  log_in();
  empty_space();
  upload_works();
  std::filesystem::create_directory(dir_ / "src");
  // A Helm that notes its words and the environment, and packages what lies ready.
  test::write_file(dir_ / "fake-helm",
                   "#!/bin/sh\nprintf '%s\\n' \"$@\" > " + dir_.path() + "/words\nenv > " + dir_.path() +
                       "/env\nwhile [ \"$1\" != --destination ]; do shift; done\ncp " + chart_ +
                       " \"$2/planner-0.2.0.tgz\"\n",
                   0755);
  environment_.set("HELM_BIN", dir_ / "fake-helm");
  index({{"0.2.0", digest_of(chart_)}});
  const Run run =
      this->run({"push", dir_ / "src", kTarget, "--version", "0.2.0", "--sign", "--key", "Ada", "--dependency-update",
                 "--app-version", "2", "--keyring", "ring", "--passphrase-file", "pass"});
  ASSERT_EQ(run.code, cli::kDone) << run.err;
  const std::string words = test::slurp(dir_ / "words");
  EXPECT_THAT(words, HasSubstr("package\n" + (dir_ / "src") + "\n--destination\n"));
  EXPECT_THAT(words, HasSubstr("--version\n0.2.0\n--app-version\n2\n--dependency-update\n--sign\n--key\nAda\n"
                               "--keyring\nring\n--passphrase-file\npass\n"));
  EXPECT_THAT(test::slurp(dir_ / "env"), Not(HasSubstr("NGC_API_KEY")));
}

TEST_F(ChartCommands, FetchChecksTheDigestBeforeTheFileGetsItsName) {
  log_in();
  std::filesystem::create_directory(dir_ / "out");
  const std::string content = test::slurp(chart_);
  index({{"0.2.0", digest_of(chart_)}, {"0.3.0-rc.1", digest_of(chart_)}, {"0.1.0", std::string(64, 'a')}});
  for (const char* file : {"planner-0.2.0.tgz", "planner-0.1.0.tgz", "planner-0.3.0-rc.1.tgz"}) {
    transport_.get(kFiles + file, answer(200, content));
  }
  const Run newest = run({"fetch", kTarget + "/planner", "-d", dir_ / "out", "--json"});
  ASSERT_EQ(newest.code, cli::kDone) << newest.out;
  EXPECT_EQ(newest.data().at("charts").at(0).at("version"), "0.2.0");
  EXPECT_EQ(test::slurp(dir_ / "out/planner-0.2.0.tgz"), content);
  EXPECT_EQ(run({"pull", kTarget + "/planner", "--devel", "-d", dir_ / "out"}).code, cli::kDone);
  EXPECT_TRUE(std::filesystem::exists(dir_ / "out/planner-0.3.0-rc.1.tgz"));
  const Run wrong = run({"fetch", kTarget + "/planner:0.1.0", "-d", dir_ / "out", "--json"});
  EXPECT_EQ(wrong.code, cli::kCouldNotVerify);
  EXPECT_FALSE(std::filesystem::exists(dir_ / "out/planner-0.1.0.tgz"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir_ / "out"), std::filesystem::directory_iterator()), 2)
      << "nothing half-done is left";
  EXPECT_EQ(run({"fetch", kTarget + "/planner:9.9.9", "-d", dir_ / "out"}).code, cli::kFailed);
  EXPECT_EQ(run({"fetch", kTarget + "/planner", "--version", "^0.1", "-d", dir_ / "out"}).code, cli::kCouldNotVerify);
}

TEST_F(ChartCommands, FetchUnpacks) {
  log_in();
  index({{"0.2.0", digest_of(chart_)}});
  transport_.get(kFiles + "planner-0.2.0.tgz", answer(200, test::slurp(chart_)));
  std::filesystem::create_directory(dir_ / "out");
  ASSERT_EQ(run({"fetch", kTarget + "/planner", "--untar", "-d", dir_ / "out"}).code, cli::kDone);
  EXPECT_TRUE(std::filesystem::exists(dir_ / "out/planner/Chart.yaml"));
  EXPECT_FALSE(std::filesystem::exists(dir_ / "out/planner-0.2.0.tgz"));
}

TEST_F(ChartCommands, AForeignHostNeverGetsTheKey) {
  log_in();
  transport_.get(
      kIndex, answer(200, "apiVersion: v1\nentries:\n  planner:\n  - name: planner\n    version: 0.2.0\n    digest: " +
                              digest_of(chart_) + "\n    urls:\n    - https://files.example/planner-0.2.0.tgz\n"));
  transport_.get("https://files.example/planner-0.2.0.tgz", answer(200, test::slurp(chart_)));
  std::filesystem::create_directory(dir_ / "out");
  ASSERT_EQ(run({"fetch", kTarget + "/planner", "-d", dir_ / "out"}).code, cli::kDone);
  EXPECT_EQ(request(http::Method::kGet, "https://files.example/planner-0.2.0.tgz")->form, "none");
}

TEST_F(ChartCommands, ListAndVersionsAndInfo) {
  log_in();
  const std::string org = "https://api.ngc.nvidia.com/v2/org/mxa8oi8djw7m";
  transport_.get(org + "/helm-charts", json_answer(200, R"({"artifacts":[{"name":"base","shortDescription":"B"}]})"));
  transport_.get(org + "/team/perception/helm-charts", answer(403));
  transport_.get("https://helm.ngc.nvidia.com/mxa8oi8djw7m/perception/index.yaml", answer(401));
  transport_.get(kCharts, json_answer(200, R"({"artifacts":[{"name":"planner","displayName":"Planner",
    "latestVersionId":"0.2.0","latestVersionSizeInBytes":1500,"createdByUser":"Ada","shortDescription":"Plans",
    "createdDate":"2026-01-01T10:00:00.000Z","updatedDate":"2026-02-01T10:00:00.000Z"}]})"));
  const Run list = run({"list"});
  ASSERT_EQ(list.code, cli::kDone) << list.err;
  EXPECT_THAT(list.out, HasSubstr("Name     Repository                 Version  Size    Created By  Description  "
                                  "Created Date          Last Modified"));
  EXPECT_THAT(list.out, HasSubstr("Planner  mxa8oi8djw7m/zoom/planner  0.2.0    1.5 kB  Ada         Plans        "
                                  "2026-01-01 10:00 UTC  2026-02-01 10:00 UTC"));
  EXPECT_EQ(run({"list", "*lan*", "--json"}).data().at("charts").size(), 1U);
  transport_.get(kCharts + "/planner/versions",
                 json_answer(200, R"({"artifactVersions":[{"id":"0.9.0"},{"id":"0.10.0","totalFileCount":3,
                   "totalSizeInBytes":10,"createdDate":"2026-01-01T10:00:00Z"}]})"));
  const Run versions = run({"versions", kTarget + "/planner"});
  ASSERT_EQ(versions.code, cli::kDone);
  EXPECT_THAT(versions.out, HasSubstr("Version  File Count  File Size  Created Date\n0.10.0"));
  EXPECT_EQ(run({"versions", kTarget + "/planner", "--json"}).data().at("versions").at(0).at("version"), "0.10.0");
  EXPECT_EQ(run({"list", kTarget + "/planner:0.9*", "--json"}).data().at("charts").at(0).at("versions").size(), 1U);

  transport_.get(kCharts + "/planner",
                 json_answer(200, R"({"artifact":{"name":"planner","latestVersionId":"0.10.0"}})"));
  transport_.get(kCharts + "/planner/versions/0.10.0", json_answer(200, R"({"artifactVersion":{"id":"0.10.0"}})"));
  transport_.get(kCharts + "/planner/versions/0.10.0/files",
                 json_answer(200, R"({"artifactFiles":[{"path":"planner/Chart.yaml","sizeInBytes":9}]})"));
  const Run info = run({"info", kTarget + "/planner", "--files"});
  ASSERT_EQ(info.code, cli::kDone) << info.err;
  for (const char* text :
       {"Chart Information", "Short Description:", "Latest Version Size (bytes):", "Overview:", "planner/Chart.yaml",
        "helm ngc fetch mxa8oi8djw7m/zoom/planner", "helm ngc push planner-VERSION.tgz mxa8oi8djw7m/zoom"}) {
    EXPECT_THAT(info.out, HasSubstr(text));
  }
  EXPECT_EQ(run({"info", kTarget + "/planner", "--json"}).code, cli::kDone);
}

TEST_F(ChartCommands, WhatIsPublicNeedsNoKey) {
  const std::string index = "https://helm.ngc.nvidia.com/nvidia/index.yaml";
  transport_.get(
      index, answer(200, "apiVersion: v1\nentries:\n  gpu-operator:\n  - name: gpu-operator\n    version: 24.3.0\n"));
  transport_.get("https://api.ngc.nvidia.com/v2/helm-charts/nvidia/gpu-operator/versions",
                 json_answer(200, R"({"artifactVersions":[{"id":"24.3.0"}]})"));
  EXPECT_EQ(run({"list", "nvidia/*", "--json"}).data().at("charts").size(), 1U);
  EXPECT_EQ(run({"versions", "nvidia/gpu-operator"}).code, cli::kDone);
  EXPECT_EQ(run({"info", "nvidia/gpu-operator"}).code, cli::kDone);
  EXPECT_EQ(run({"list"}).code, cli::kNotLoggedIn);
  for (const auto& seen : transport_.seen()) EXPECT_EQ(seen.form, "none") << seen.url;
}

TEST_F(ChartCommands, FailuresInJson) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"list", "a/b/c/d"},
                                                {"versions", "x"},
                                                {"info", "x"},
                                                {"fetch", "x"},
                                                {"create", "acme/x"},
                                                {"update", "acme/x"},
                                                {"remove", "x"},
                                                {"push", "x"}}) {
    std::vector<std::string> with_json = words;
    with_json.emplace_back("--json");
    const Run run = this->run(with_json);
    EXPECT_EQ(run.code, cli::kUsage) << words[0];
    EXPECT_EQ(run.json().at("code"), "usage");
  }
}

TEST_F(ChartCommands, CreateAndUpdate) {
  log_in();
  transport_.on(http::Method::kPost, kCharts, json_answer(200, "{}"));
  transport_.get(kCharts + "/planner", json_answer(200, R"({"artifact":{"name":"planner","shortDescription":"Plans",
    "attributes":[{"key":"a","value":"1"},{"key":"b","value":"2"}]}})"));
  EXPECT_EQ(run({"create", kTarget + "/planner"}).code, cli::kUsage);
  EXPECT_EQ(run({"create", kTarget + "/planner", "--short-desc", "Plans", "--dry-run", "--json"}).code, cli::kDone);
  EXPECT_EQ(request(http::Method::kPost, kCharts), nullptr);
  EXPECT_EQ(run({"create", kTarget + "/planner", "--short-desc", "Plans", "--json"}).code, cli::kDone);
  EXPECT_EQ(request(http::Method::kPost, kCharts)->body, R"({"name":"planner","shortDescription":"Plans"})");

  transport_.on(http::Method::kPatch, kCharts + "/planner", json_answer(200, "{}"));
  test::write_file(dir_ / "README.md", "# Planner\n");
  EXPECT_EQ(run({"update", kTarget + "/planner"}).code, cli::kUsage);
  EXPECT_EQ(run({"update", kTarget + "/planner", "--logo", "http://x"}).code, cli::kUsage);
  const Run run = this->run({"update",         kTarget + "/planner",
                             "--display-name", "Planner",
                             "--publisher",    "Acme",
                             "--built-by",     "CI",
                             "--label",        "x",
                             "--label",        "y",
                             "--logo",         "https://l",
                             "--overview",     dir_ / "README.md",
                             "--attribute",    "b=",
                             "--attribute",    "c=3",
                             "--short-desc",   "S",
                             "--json"});
  ASSERT_EQ(run.code, cli::kDone) << run.out;
  EXPECT_EQ(
      request(http::Method::kPatch, kCharts + "/planner")->body,
      R"({"shortDescription":"S","displayName":"Planner","publisher":"Acme","builtBy":"CI","logo":"https://l",)"
      R"("description":"# Planner\n","labels":["x","y"],"attributes":[{"key":"a","value":"1"},{"key":"c","value":"3"}]})");
}

TEST_F(ChartCommands, RemoveAsksFirst) {
  log_in();
  transport_.get(kCharts + "/planner/versions",
                 json_answer(200, R"({"artifactVersions":[{"id":"0.2.0"},{"id":"0.1.0"}]})"));
  transport_.on(http::Method::kDelete, kVersion, json_answer(200, "{}"));
  transport_.on(http::Method::kDelete, kCharts + "/planner/versions/0.1.0", json_answer(200, "{}"));
  transport_.on(http::Method::kDelete, kCharts + "/planner", json_answer(200, "{}"));
  const Run dry = run({"remove", kTarget + "/planner", "--dry-run", "--json"});
  EXPECT_EQ(dry.code, cli::kDone);
  EXPECT_EQ(dry.data().at("removed").size(), 3U);
  EXPECT_EQ(run({"remove", kTarget + "/planner:7.7.7", "--yes"}).code, cli::kFailed);
  EXPECT_EQ(request(http::Method::kDelete, kVersion), nullptr);
  const Run run = this->run({"remove", kTarget + "/planner:0.2.0", "--yes"});
  EXPECT_EQ(run.code, cli::kDone) << run.err;
  EXPECT_EQ(run.out, "removed version mxa8oi8djw7m/zoom/planner:0.2.0\n");
  EXPECT_EQ(request(http::Method::kDelete, kCharts + "/planner"), nullptr);
  const Run all = this->run({"remove", kTarget + "/planner", "--yes"});
  EXPECT_EQ(all.out,
            "removed version mxa8oi8djw7m/zoom/planner:0.2.0\nremoved version mxa8oi8djw7m/zoom/planner:0.1.0\n"
            "removed chart mxa8oi8djw7m/zoom/planner\n");
}

TEST_F(ChartCommands, HelpIsAsRecorded) {
  for (const char* name : {"push", "fetch", "list", "versions", "info", "create", "update", "remove"}) {
    const Run run = this->run({name, "--help"});
    EXPECT_EQ(run.code, cli::kDone);
    const std::string file = std::string(NGCS_GOLDEN_DIR) + "/help-" + name + ".txt";
    if (std::getenv("NGCS_UPDATE_GOLDEN") != nullptr) test::write_file(file, run.out);
    EXPECT_EQ(run.out, test::slurp(file)) << name;
  }
}

}  // namespace
}  // namespace ngcs::helm_ngc
