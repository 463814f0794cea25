// The command `migrate`: what it refuses, what it says, and a copy of one image.
#include "command_test.h"
#include "ngc/sha256.h"

namespace ngcs::commands {
namespace {

using http::Method;
using testing::HasSubstr;

const std::string kAcme = "mxa8oi8djw7m";  // org, profile
const std::string kOwn = "k2p9xq4tz1aa";
const std::string kImageType = "application/vnd.oci.image.manifest.v1+json";
const std::string kConfig = R"({"architecture":"amd64"})";

std::string digest_of(const std::string& bytes) {
  ngc::Sha256 hash;
  hash.update(bytes);
  return "sha256:" + hash.hex();
}

std::string manifest(const std::string& note) {
  return R"({"schemaVersion":2,"annotations":{"n":")" + note + R"("},"config":{"digest":")" + digest_of(kConfig) +
         R"(","size":)" + std::to_string(kConfig.size()) + R"(},"layers":[]})";
}

class MigrateTest : public CommandTest {
 protected:
  MigrateTest() {
    EXPECT_EQ(login(kOwnKey, {"--no-configure"}).code, cli::kDone);
    EXPECT_EQ(login(kAcmeKey, {"--no-configure"}).code, cli::kDone);
    for (const std::string& org : {kAcme, kOwn}) {
      transport_.get("https://api.ngc.nvidia.com/v2/org/" + org + "/repos", test::answer(403));
      for (const char* team : {"zoom", "perception"}) {
        transport_.get("https://api.ngc.nvidia.com/v2/org/" + org + "/team/" + team + "/repos", test::answer(403));
      }
    }
  }

  static std::string url(const std::string& repository, const std::string& rest) {
    return "https://nvcr.io/v2/" + repository + "/" + rest;
  }

  // An image of the source, and a place of the target that is free until it is written.
  void script(const std::string& from, const std::string& to, const std::string& tag, const std::string& body) {
    const std::string digest = digest_of(body);
    const std::vector<http::Header> headers = {{"Content-Type", kImageType}, {"Docker-Content-Digest", digest}};
    for (const std::string& reference : {tag, digest}) {
      transport_.get(url(from, "manifests/" + reference), test::answer(200, body, headers));
    }
    transport_.get(url(from, "blobs/" + digest_of(kConfig)), test::answer(200, kConfig));
    const auto written = [this, to, tag](const test::FakeTransport::Seen&) -> base::Result<http::Response> {
      const auto& seen = transport_.seen();
      const auto put = std::find_if(seen.begin(), seen.end(), [&](const auto& one) {
        return one.method == Method::kPut && one.url == url(to, "manifests/" + tag);
      });
      if (put == seen.end()) return test::answer(404);
      return test::answer(200, "", {{"Docker-Content-Digest", digest_of(put->body)}});
    };
    for (const std::string& reference : {tag, digest}) {
      transport_.on(Method::kHead, url(to, "manifests/" + reference), written);
    }
    transport_.on(Method::kHead, url(to, "blobs/" + digest_of(kConfig)), test::answer(404));
    transport_.on(Method::kPost, url(to, "blobs/uploads/"),
                  test::answer(202, "", {{"Location", "/v2/" + to + "/blobs/uploads/1"}}));
    transport_.on(Method::kPut, url(to, "blobs/uploads/1"), test::answer(201));
    transport_.on(Method::kPut, url(to, "manifests/" + tag), test::answer(201));
  }

  std::string list(const std::string& text) {
    test::write_file(dir_ / "list", text);
    return dir_ / "list";
  }
  Run migrate(std::vector<std::string> more) {
    more.insert(more.begin(), {"migrate", "--from", kOwn, "--to", kAcme, "--json"});
    return run(more);
  }
  [[nodiscard]] std::size_t writes() const {
    const auto& seen = transport_.seen();
    return static_cast<std::size_t>(std::count_if(seen.begin(), seen.end(), [](const auto& one) {
      return one.url.find("nvcr.io/v2/") != std::string::npos &&
             (one.method == Method::kPut || one.method == Method::kPost);
    }));
  }
};

TEST_F(MigrateTest, WrongCommandLines) {
  const auto usage = [this](const std::vector<std::string>& args) {
    const Run result = run(args);
    EXPECT_EQ(result.code, cli::kUsage) << result.out;
    EXPECT_EQ(result.json()["schema"], "ngc.migrate/1");
    return result.json().at("data").at("error").at("message").get<std::string>();
  };
  usage({"migrate", "--to", kAcme, "--all", "--json"});
  EXPECT_THAT(usage({"migrate", "--from", kOwn, "--to", kAcme, "--json"}), HasSubstr("one of them"));
  usage({"migrate", "--from", kOwn, "--to", kAcme, "--all", "--list", "x", "--json"});
  usage({"migrate", "--from", kOwn, "--to", kAcme, "--all", "--jobs", "0", "--json"});
  usage({"migrate", "--from", kOwn, "--to", kAcme, "--all", "--jobs", "17", "--json"});
  EXPECT_THAT(usage({"migrate", "--from", kOwn, "--to", kOwn, "--all", "--json"}), HasSubstr("same profile"));
  EXPECT_THAT(usage({"migrate", "--from", kOwn, "--to", kAcme, "--list", dir_ / "nothing", "--json"}),
              HasSubstr("no file"));
  EXPECT_THAT(usage({"migrate", "--from", kOwn, "--to", kAcme, "--list", list("a/b\n???\n"), "--json"}),
              HasSubstr("line 2"));
  EXPECT_THAT(usage({"migrate", "--from", kOwn, "--to", kAcme, "--list", list("# nothing\n"), "--json"}),
              HasSubstr("no image"));
  EXPECT_THAT(usage({"migrate", "--from", kOwn, "--to", kAcme, "--map", "x", "--list", list("a/b:1"), "--json"}),
              HasSubstr("--map"));
  EXPECT_THAT(usage({"migrate", "--from", kOwn, "--to", kAcme, "--list", list(kAcme + "/app:1"), "--json"}),
              HasSubstr("to where it is"));
  const std::size_t asked = transport_.seen().size();
  EXPECT_EQ(run({"migrate", "--from", "nobody", "--to", kAcme, "--all", "--json"}).code, cli::kFailed);
  EXPECT_EQ(run({"migrate", "--from", kOwn, "--to", "nobody", "--all", "--json"}).code, cli::kFailed);
  EXPECT_EQ(transport_.seen().size(), asked) << "both profiles are looked for before anybody is asked";
}

TEST_F(MigrateTest, OneKeyUnderTwoNamesNeedsNoMigration) {
  ASSERT_EQ(login(kOwnKey, {"--no-configure", "--profile", "again"}).code, cli::kDone);
  const Run result = run({"migrate", "--from", kOwn, "--to", "again", "--all", "--json"});
  EXPECT_EQ(result.code, cli::kUsage);
  EXPECT_THAT(result.out, HasSubstr("the same key"));
}

TEST_F(MigrateTest, WithoutTheRightToPushNothingIsCopied) {
  const Run role = migrate({"--list", list(kOwn + "/app:1")});
  EXPECT_EQ(role.code, cli::kNotEntitled);
  EXPECT_EQ(role.json()["code"], "not-entitled");
  const json::Value refused = role.data()["refused"];
  ASSERT_EQ(refused.size(), 1U);
  EXPECT_EQ(refused[0]["repository"], kAcme + "/app");
  EXPECT_EQ(refused[0]["code"], "NGC6302");
  EXPECT_THAT(refused[0]["remedy"].get<std::string>(), HasSubstr("Registry User"));

  const Run team = run({"migrate", "--from", kOwn, "--to", kAcme, "--list", list(kOwn + "/app:1"), "--map",
                        kOwn + "=" + kAcme + "/nobody"});
  EXPECT_EQ(team.code, cli::kNotEntitled);
  EXPECT_THAT(team.out, HasSubstr("NGC6202"));
  EXPECT_THAT(team.err, HasSubstr("nothing was copied"));
  EXPECT_EQ(writes(), 0U);

  const Run many = run({"migrate", "--from", kOwn, "--to", kAcme, "--list", list(kOwn + "/a:1\n" + kOwn + "/b:1\n")});
  EXPECT_THAT(many.out, HasSubstr(kAcme + "/a and 1 more: ")) << "one cause is said once";
  EXPECT_THAT(many.err, HasSubstr("2 of 2 repositories"));
}

TEST_F(MigrateTest, WhereNobodyListsAListIsAskedFor) {
  const Run result = migrate({"--all"});
  EXPECT_EQ(result.code, cli::kUsage);
  EXPECT_THAT(result.data()["error"]["hint"].get<std::string>(), HasSubstr("--list FILE"));
}

TEST_F(MigrateTest, ADryRunSaysWhatWouldBeCopiedAndWritesNothing) {
  script(kOwn + "/app", kAcme + "/zoom/app", "1", manifest("one"));
  const Run result = migrate({"--list", list(kOwn + "/app:1"), "--map", kOwn + "=" + kAcme + "/zoom", "--dry-run"});
  EXPECT_EQ(result.code, cli::kDone) << result.out;
  const json::Value image = result.data()["images"][0];
  EXPECT_EQ(image["source"], kOwn + "/app:1");
  EXPECT_EQ(image["target"], kAcme + "/zoom/app:1");
  EXPECT_EQ(image["state"], "to-copy");
  EXPECT_EQ(image["digest"], digest_of(manifest("one")));
  EXPECT_EQ(image["size"], manifest("one").size() + kConfig.size());
  EXPECT_EQ(writes(), 0U);
}

TEST_F(MigrateTest, AnImageIsCopiedAndTheSecondRunFindsItThere) {
  script(kOwn + "/app", kAcme + "/zoom/app", "1", manifest("one"));
  give_stdin(kOwn + "/app:1\n");
  const Run result = migrate({"--list", "-", "--map", kOwn + "=" + kAcme + "/zoom"});
  EXPECT_EQ(result.code, cli::kDone) << result.out;
  EXPECT_EQ(result.data()["summary"]["copied"], 1);
  bool sent = false;
  for (const auto& seen : transport_.seen()) {
    if (seen.method != Method::kPut || seen.url.find("/manifests/") == std::string::npos) continue;
    EXPECT_EQ(seen.body, manifest("one")) << "byte for byte";
    EXPECT_EQ(seen.content_type, kImageType);
    sent = true;
  }
  EXPECT_TRUE(sent);
  const std::size_t before = writes();
  const Run again = run({"migrate", "--from", kOwn, "--to", kAcme, "--list", list(kOwn + "/app:1"), "--map",
                         kOwn + "=" + kAcme + "/zoom"});
  EXPECT_EQ(again.code, cli::kDone);
  EXPECT_THAT(again.out, HasSubstr("already there"));
  EXPECT_THAT(again.err, HasSubstr("docker ngc use " + kAcme));
  EXPECT_EQ(writes(), before);
}

TEST_F(MigrateTest, TwoSourcesUnderOneNameAreNamedBeforeAnythingIsCopied) {
  const std::string to = kAcme + "/zoom/app";
  script(kOwn + "/app", to, "1", manifest("one"));
  script(kOwn + "/other", to, "1", manifest("two"));
  const Run result = migrate({"--list", list(kOwn + "/app:1\n" + kOwn + "/other:1"), "--map", kOwn + "/app=" + to,
                              "--map", kOwn + "/other=" + to});
  EXPECT_EQ(result.code, cli::kFailed);
  EXPECT_EQ(result.json()["code"], "conflict");
  EXPECT_THAT(result.data()["error"]["message"].get<std::string>(), HasSubstr("/other:1"));
  EXPECT_EQ(writes(), 0U);
}

TEST_F(MigrateTest, WhatIsMissingIsLeftOutAndTold) {
  script(kOwn + "/app", kAcme + "/zoom/app", "1", manifest("one"));
  transport_.get(url(kOwn + "/app", "manifests/9"), test::answer(404));
  transport_.get(url(kOwn + "/closed", "tags/list"), test::answer(404));
  const std::vector<std::string> more = {"--list", list(kOwn + "/app:1\n" + kOwn + "/app:9\n" + kOwn + "/closed\n"),
                                         "--map", kOwn + "=" + kAcme + "/zoom"};
  const Run result = migrate(more);
  EXPECT_EQ(result.code, cli::kFailed);
  EXPECT_EQ(result.json()["code"], "not-found");
  const json::Value summary = result.data()["summary"];
  EXPECT_EQ(summary["copied"], 1);
  EXPECT_EQ(summary["leftOut"], 2);
  EXPECT_THAT(result.data()["images"][1]["reason"].get<std::string>(), HasSubstr("no such image"));
  EXPECT_THAT(result.data()["images"][2]["reason"].get<std::string>(), HasSubstr("tags are not told"));
}

TEST_F(MigrateTest, ADeadKeyEndsItAtOnce) {
  transport_.first(Method::kGet, "https://nvcr.io/proxy_auth",
                   [](const test::FakeTransport::Seen& seen) -> base::Result<http::Response> {
                     return seen.secret == kOwnKey ? test::answer(401)
                                                   : test::json_answer(200, R"({"token":"t","expires_in":300})");
                   });
  const Run result = migrate({"--all"});
  EXPECT_EQ(result.code, cli::kFailed);
  EXPECT_EQ(result.json()["code"], "rejected");
}

TEST_F(MigrateTest, CompletesProfilesAndFiles) {
  completing_ = true;
  EXPECT_THAT(run({"migrate", "--from", ""}).out, HasSubstr(kOwn));
  EXPECT_THAT(run({"migrate", "--to", "mx"}).out, HasSubstr(kAcme));
  EXPECT_EQ(run({"migrate", "--list", ""}).out, ":0\n");
}

}  // namespace
}  // namespace ngcs::commands
