#include "service/fronts/helm_site.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "service/core/crypto.h"
#include "service/fronts/xfiles_site.h"
#include "service/test_support/ask.h"
#include "service/test_support/helm.h"
#include "service/test_support/tls.h"

namespace ngcs::sandbox {
namespace {

using test::ask;
using test::basic;
using test::example_world;
using test::Question;
using test::Reply;
using testing::HasSubstr;
using testing::Not;

class HelmTest : public testing::Test {
 protected:
  explicit HelmTest(const std::string& helm) : shelf_(directory_.path(), helm) { use(example_world()); }

  void use(World world) {
    world_ = world;
    state_.set_world(std::move(world));
  }
  Reply get(const std::string& target, const char* key_id = nullptr, const httplib::Headers& headers = {}) {
    Question question;
    question.target = target;
    for (const auto& [name, value] : headers) question.headers.emplace_back(name, value);
    if (key_id != nullptr) question.headers.push_back(basic("$oauthtoken", test::value_of(world_, key_id)));
    return ask(state_, site_, question);
  }

  test::TempDir directory_;
  base::FixedClock clock_{test::kNow};
  State state_{clock_};
  ChartShelf shelf_;
  HelmSite site_{shelf_};
  World world_;
};

// Everything that needs no package.
class HelmRefusals : public HelmTest {
 protected:
  HelmRefusals() : HelmTest("") {}
};

TEST_F(HelmRefusals, WhatMayNotBeReadAndWhatIsNoIndexIs401) {
  EXPECT_EQ(get("/index.yaml").status(), 401);
  EXPECT_EQ(get("/nvidia").status(), 401);
  EXPECT_EQ(get("/nvidia/").status(), 401);
  EXPECT_EQ(get("/nowhere/index.yaml").status(), 401);
  EXPECT_EQ(get("/nvaie/index.yaml").status(), 401);
  EXPECT_EQ(get("/nvaie/index.yaml", "ada-own").status(), 401) << "the org has no enablement";
  EXPECT_EQ(get("/nvidia/index.yaml", "ada-old").status(), 401) << "a dead key closes what is public";
  EXPECT_EQ(get("/mxa8oi8djw7m/noteam/index.yaml", "ada-acme").status(), 401);
  EXPECT_EQ(get("/nvaie/charts/gpu-operator-24.3.0.tgz").status(), 401);
  EXPECT_EQ(get("/mxa8oi8djw7m/zoom/charts/secret-1.0.0.tgz").status(), 401);
  const auto refused = get("/nvaie/index.yaml");
  EXPECT_THAT(refused.header("WWW-Authenticate"), HasSubstr("Basic"));
  EXPECT_EQ(refused.json()["error"], "unauthorized");
}

TEST_F(HelmRefusals, WhatIsMissingIs404OnlyForWhoMayRead) {
  EXPECT_EQ(get("/nvidia/charts/gpu-operator-9.9.9.tgz").status(), 404);
  EXPECT_EQ(get("/mxa8oi8djw7m/zoom/charts/nothing-1.0.0.tgz", "ada-acme").status(), 404);
  EXPECT_EQ(get("/mxa8oi8djw7m/zoom/charts/nothing-1.0.0.tgz", "ada-own").status(), 401);
}

TEST_F(HelmRefusals, WithoutHelmItSaysSoAndAnEmptyIndexNeedsItToo) {
  const auto answer = get("/nvidia/index.yaml");
  EXPECT_EQ(answer.status(), 503);
  EXPECT_THAT(answer.body(), HasSubstr("no Helm on this machine"));
}

TEST_F(HelmRefusals, RegionsAre451) {
  World world = example_world();
  for (Chart& chart : world.charts) chart.region_blocked = true;
  use(world);
  EXPECT_EQ(get("/nvidia/index.yaml").status(), 451);
  EXPECT_EQ(get("/nvidia/charts/gpu-operator-24.3.0.tgz").status(), 451);
  EXPECT_EQ(get("/nvidia/charts/gpu-operator-9.9.9.tgz").status(), 404);
  EXPECT_EQ(get("/nvaie/index.yaml").status(), 401) << "the refusal comes first";
}

// With the real Helm.
class HelmFront : public HelmTest {
 protected:
  HelmFront() : HelmTest(test::real_helm()) {}
  void SetUp() override {
    if (!shelf_.available()) GTEST_SKIP() << "no Helm on this machine";
  }
  // The body as clients get it.
  static std::string content(const Reply& reply) {
    if (!reply.response.content_provider_) return reply.body();
    std::string text;
    httplib::DataSink sink;
    sink.write = [&](const char* data, std::size_t size) {
      text.append(data, size);
      return true;
    };
    while (text.size() < reply.response.content_length_) {
      if (!reply.response.content_provider_(text.size(), reply.response.content_length_ - text.size(), sink)) break;
    }
    return text;
  }
  // The value of the first line "KEY: VALUE" of an index.
  static std::string field(const std::string& index, const std::string& key) {
    const auto at = index.find(key + ": ");
    if (at == std::string::npos) return "";
    return index.substr(at + key.size() + 2, index.find('\n', at) - at - key.size() - 2);
  }
};

TEST_F(HelmFront, AnIndexListsTheSpaceAndItsChartsHaveThatDigest) {
  const auto index = get("/nvidia/index.yaml");
  ASSERT_EQ(index.status(), 200) << index.body();
  EXPECT_THAT(index.body(), HasSubstr("charts/gpu-operator-24.3.0.tgz"));
  EXPECT_THAT(index.body(), HasSubstr("charts/gpu-operator-24.9.0-rc.1.tgz"));
  EXPECT_THAT(index.body(), Not(HasSubstr("planner")));
  EXPECT_THAT(index.body(), Not(HasSubstr("Gated operator")));
  // Helm sorts the newest version first.
  const auto newest = get("/nvidia/charts/gpu-operator-24.9.0-rc.1.tgz");
  EXPECT_EQ(sha256_hex(content(newest)), field(index.body(), "digest"));
  EXPECT_EQ(get("/api/nvidia/charts/gpu-operator-24.6.0.tgz").response.content_length_ > 0, true);
}

TEST_F(HelmFront, PrivateAndGatedOnesNeedTheirKey) {
  EXPECT_THAT(get("/nvaie/index.yaml", "ada-acme").body(), HasSubstr("Gated operator"));
  const auto team = get("/mxa8oi8djw7m/zoom/index.yaml", "ada-acme");
  EXPECT_THAT(team.body(), HasSubstr("charts/planner-0.1.0.tgz"));
  EXPECT_THAT(team.body(), Not(HasSubstr("empty"))) << "a record without a version is in no index";
  const auto org = get("/mxa8oi8djw7m/index.yaml", "ada-acme");
  EXPECT_EQ(org.status(), 200) << "a role in the space: an empty index";
  EXPECT_THAT(org.body(), Not(HasSubstr("planner")));
}

TEST_F(HelmFront, AnUnchangedIndexIs304) {
  const auto first = get("/nvidia/index.yaml");
  const auto tag = first.header("ETag");
  ASSERT_FALSE(tag.empty());
  EXPECT_EQ(get("/nvidia/index.yaml", nullptr, {{"If-None-Match", tag}}).status(), 304);
  EXPECT_EQ(get("/nvidia/index.yaml", nullptr, {{"If-None-Match", "W/" + tag}}).status(), 304);
  EXPECT_EQ(get("/nvidia/index.yaml", nullptr, {{"If-None-Match", "\"other\""}}).status(), 200);
  EXPECT_EQ(get("/nvaie/index.yaml", nullptr, {{"If-None-Match", tag}}).status(), 401) << "no index for nobody";
}

TEST_F(HelmFront, IndexesComeInTheFormOfTheWorld) {
  World world = example_world();
  const auto right = get("/nvidia/index.yaml");
  const auto digest = field(right.body(), "digest");
  const auto with = [&](auto change) {
    World changed = world;
    change(changed.variants);
    use(changed);
    return get("/nvidia/index.yaml").body();
  };
  EXPECT_THAT(with([](Variants& v) { v.chart_urls = ChartUrls::kAbsolute; }),
              HasSubstr("- https://helm.ngc.nvidia.com/nvidia/charts/gpu-operator-24.3.0.tgz"));
  EXPECT_THAT(with([](Variants& v) { v.chart_urls = ChartUrls::kForeign; }),
              HasSubstr("- https://foreign.example/charts/nvidia/charts/gpu-operator-24.3.0.tgz"));
  EXPECT_THAT(with([](Variants& v) { v.index_digest = IndexDigest::kWrong; }), Not(HasSubstr(digest)));
  EXPECT_THAT(with([](Variants& v) { v.index_digest = IndexDigest::kAbsent; }), Not(HasSubstr("digest")));
  const auto json = json::parse(with([](Variants& v) { v.index_form = IndexForm::kJson; }));
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["entries"]["gpu-operator"].size(), 3U);
  EXPECT_EQ((*json)["entries"]["gpu-operator"][0]["digest"], digest);
  const auto malformed = with([](Variants& v) { v.index_form = IndexForm::kMalformed; });
  EXPECT_THAT(malformed, HasSubstr("{broken: ["));
  EXPECT_EQ(malformed.find("generated"), std::string::npos) << "the end is missing";
  const auto large = with([](Variants& v) { v.index_bytes = 200000; });
  EXPECT_GE(large.size(), 200000U);
  EXPECT_LE(large.size(), 250000U);
  EXPECT_THAT(large, HasSubstr("charts/gpu-operator-24.3.0.tgz"));
  EXPECT_THAT(large, HasSubstr("    name: filler-0\n"));
  const auto large_json = with([](Variants& v) {
    v.index_bytes = 200000;
    v.index_form = IndexForm::kJson;
    v.index_digest = IndexDigest::kWrong;
  });
  const auto parsed = json::parse(large_json);
  ASSERT_TRUE(parsed);
  EXPECT_GE(large_json.size(), 200000U);
  EXPECT_NE((*parsed)["entries"]["gpu-operator"][0]["digest"], digest);
}

TEST_F(HelmFront, AnIndexIsCompressedWhereTheClientAsks) {
  World world = example_world();
  world.variants.index_bytes = 100000;
  use(world);
  const auto plain = get("/nvidia/index.yaml");
  EXPECT_FALSE(plain.response.has_header("Content-Encoding"));
  const auto gzip = get("/nvidia/index.yaml", nullptr, {{"Accept-Encoding", "br;q=1, gzip"}});
  EXPECT_EQ(gzip.header("Content-Encoding"), "gzip");
  EXPECT_LT(gzip.body().size(), plain.body().size() / 4);
  EXPECT_EQ(gzip.header("ETag"), plain.header("ETag"));
  EXPECT_FALSE(
      get("/nvidia/index.yaml", nullptr, {{"Accept-Encoding", "gzip;q=0"}}).response.has_header("Content-Encoding"));
  world.variants.index_gzip = false;
  use(world);
  EXPECT_FALSE(
      get("/nvidia/index.yaml", nullptr, {{"Accept-Encoding", "gzip"}}).response.has_header("Content-Encoding"));
}

TEST_F(HelmFront, ADownloadMayLeadToASignedAddressThatNeedsNoKey) {
  World world = example_world();
  world.variants.chart_download_redirect = true;
  use(world);
  const std::string path = "/mxa8oi8djw7m/zoom/charts/planner-0.1.0.tgz";
  EXPECT_EQ(get(path).status(), 401);
  const auto redirect = get(path, "ada-acme");
  ASSERT_EQ(redirect.status(), 302);
  const std::string location = redirect.header("Location");
  const std::string host = "https://xfiles.ngc.nvidia.com";
  ASSERT_EQ(location.substr(0, host.size()), host);
  const std::string target = location.substr(host.size());
  XfilesSite xfiles(shelf_);
  const auto file = ask(state_, xfiles, {.target = target});
  EXPECT_THAT(get("/mxa8oi8djw7m/zoom/index.yaml", "ada-acme").body(), HasSubstr(sha256_hex(content(file))));
  EXPECT_EQ(ask(state_, xfiles, {.target = target.substr(0, target.find('?'))}).status(), 403);
  EXPECT_EQ(ask(state_, xfiles, {.target = target + "x"}).status(), 403);
  const auto with_key =
      ask(state_, xfiles, {.target = target, .headers = {basic("$oauthtoken", test::value_of(world_, "ada-acme"))}});
  EXPECT_EQ(with_key.status(), 403) << "two credentials";
  clock_.advance_ms(400 * 1000);
  EXPECT_EQ(ask(state_, xfiles, {.target = target}).status(), 403) << "expired";
}

// --- uploads

class HelmUpload : public HelmFront {
 protected:
  HelmUpload() {
    if (!shelf_.available()) return;
    const auto packages = shelf_.packages({{"planner", "0.2.0", "pushed", 0}, {"new", "1.0.0", "pushed", 0}});
    EXPECT_TRUE(packages);
    planner_ = *base::read_file(packages->at(0)->file, 1 << 20).value();
    other_ = *base::read_file(packages->at(1)->file, 1 << 20).value();
  }
  Reply post(const std::string& target, const std::string& body, const char* key_id = "ada-acme") {
    Question question{.method = "POST", .target = target, .body = body};
    if (key_id != nullptr) question.headers.push_back(basic("$oauthtoken", test::value_of(world_, key_id)));
    return ask(state_, site_, question);
  }
  Reply post_form(const std::string& target, std::vector<std::pair<std::string, std::string>> parts) {
    Question question{.method = "POST", .target = target, .parts = std::move(parts)};
    question.headers.push_back(basic("$oauthtoken", test::value_of(world_, "ada-acme")));
    return ask(state_, site_, question);
  }
  static constexpr const char* kTarget = "/api/mxa8oi8djw7m/zoom/charts";
  static constexpr const char* kIndex = "/mxa8oi8djw7m/zoom/index.yaml";
  static constexpr const char* kFile = "/mxa8oi8djw7m/zoom/charts/planner-0.2.0.tgz";
  std::string planner_;
  std::string other_;
};

TEST_F(HelmUpload, APackageIsThereByteForByteOnceItIsComplete) {
  const auto answer = post(kTarget, planner_);
  EXPECT_EQ(answer.status(), 201) << answer.body();
  EXPECT_EQ(answer.json()["saved"], true);
  EXPECT_THAT(get(kIndex, "ada-acme").body(), Not(HasSubstr("planner-0.2.0.tgz"))) << "not complete yet";
  EXPECT_EQ(get(kFile, "ada-acme").status(), 404);
  clock_.advance_ms(1000);
  EXPECT_THAT(get(kIndex, "ada-acme").body(), HasSubstr("digest: " + sha256_hex(planner_)));
  EXPECT_EQ(content(get(kFile, "ada-acme")), planner_);
  EXPECT_EQ(get(std::string(kFile) + ".prov", "ada-acme").status(), 404);
  EXPECT_EQ(get(kFile).status(), 401);
}

TEST_F(HelmUpload, AFormBringsTheSignatureToo) {
  const auto answer = post_form(kTarget, {{"other", "x"}, {"chart", planner_}, {"prov", "signed"}});
  EXPECT_EQ(answer.status(), 201) << answer.body();
  clock_.advance_ms(1000);
  EXPECT_EQ(content(get(kFile, "ada-acme")), planner_);
  EXPECT_EQ(content(get(std::string(kFile) + ".prov", "ada-acme")), "signed");
}

TEST_F(HelmUpload, DuplicatesAreRefusedAsTheWorldSays) {
  EXPECT_EQ(post(kTarget, planner_).status(), 201);
  const auto raw = post(kTarget, planner_);
  EXPECT_EQ(raw.status(), 409);
  EXPECT_EQ(raw.json()["error"], "file already exists");
  EXPECT_EQ(post_form(kTarget, {{"chart", planner_}}).json()["error"], "chart already exists");
  EXPECT_EQ(post(std::string(kTarget) + "?force", planner_).status(), 201);
  World world = example_world();
  world.variants.duplicate_push = 400;
  world.variants.force_push = false;
  use(world);
  EXPECT_EQ(post(kTarget, planner_).status(), 400);
  EXPECT_EQ(post(kTarget, planner_).json()["error"], "");
  EXPECT_EQ(post(std::string(kTarget) + "?force", planner_).status(), 400);
}

TEST_F(HelmUpload, RefusalsAreKeptApart) {
  EXPECT_EQ(post(kTarget, other_).status(), 404) << "no record";
  EXPECT_THAT(post(kTarget, other_).body(), HasSubstr("chart meta data is not found"));
  EXPECT_EQ(post(kTarget, "no chart").status(), 400);
  EXPECT_EQ(post_form(kTarget, {{"other", planner_}}).status(), 400);
  EXPECT_EQ(post(kTarget, planner_, nullptr).status(), 401);
  EXPECT_EQ(post(kTarget, planner_, "ada-old").status(), 401);
  EXPECT_EQ(post(kTarget, planner_, "ci").status(), 401) << "its policy pulls only";
  EXPECT_EQ(post("/api/mxa8oi8djw7m/charts", planner_).status(), 401) << "a reading role in the org";
  EXPECT_EQ(post("/api/nvidia/charts", planner_).status(), 401);
  World world = example_world();
  world.variants.upload_limit = planner_.size() - 1;
  use(world);
  EXPECT_EQ(post(kTarget, planner_).status(), 413);
  EXPECT_EQ(ask(state_, site_,
                {.method = "DELETE",
                 .target = std::string(kTarget) + "/planner/0.1.0",
                 .headers = {basic("$oauthtoken", test::value_of(world_, "ada-acme"))}})
                .status(),
            405);
}

}  // namespace
}  // namespace ngcs::sandbox
