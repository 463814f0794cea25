#include "command_test.h"
#include "images/image_pattern.h"
#include "images/register_images.h"

namespace ngcs::commands {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ImagePattern, Forms) {
  const auto pattern = [](std::string_view text) {
    auto parsed = docker_ngc::parse_pattern(text);
    EXPECT_TRUE(parsed) << text;
    return parsed ? *parsed : docker_ngc::ImagePattern();
  };
  EXPECT_EQ(pattern("").org(), "");
  EXPECT_TRUE(pattern("").matches("acme", "x"));
  EXPECT_EQ(pattern("acme/*").org(), "acme");
  EXPECT_TRUE(pattern("acme/*").wants_teams());
  EXPECT_TRUE(pattern("acme/*").matches("acme/zoom", "x")) << "as in the NGC CLI";
  EXPECT_EQ(pattern("nvcr.io/acme/zoom/a?p").team(), "zoom");
  EXPECT_TRUE(pattern("nvcr.io/acme/zoom/a?p").matches("acme/zoom", "app"));
  EXPECT_FALSE(pattern("acme/app").wants_teams());
  EXPECT_EQ(pattern("*/app").org(), "");
  EXPECT_EQ(pattern("acme/app:").tags, "*");
  EXPECT_TRUE(pattern("acme/app:1.*").matches_tag("1.2"));
  EXPECT_FALSE(pattern("acme/app:1.*").matches_tag("2.1"));
  EXPECT_TRUE(pattern("app").matches("acme", "app"));
  for (const char* text : {"ghcr.io/acme/x", "a/b/c/d", "acme/\x1b[31m", "../x", "https://ghcr.io/acme/x"}) {
    EXPECT_FALSE(docker_ngc::parse_pattern(text)) << text;
  }
}

const std::string kManifest = "sha256:" + std::string(64, 'a');
const std::string kConfig = "sha256:" + std::string(64, 'c');

const std::string kIndex = R"({"manifests":[
    {"digest":")" + kManifest +
                           R"(","platform":{"os":"linux","architecture":"arm64","variant":"v8"}},
    {"digest":")" + kManifest +
                           R"(","platform":{"os":"unknown","architecture":"unknown"}}]})";
const std::string kSingle =
    R"({"config":{"digest":")" + kConfig + R"(","size":100},"layers":[{"size":1500},{"size":400}]})";

class ImagesTest : public CommandTest {
 protected:
  ImagesTest() {
    registers_.emplace_back(docker_ngc::register_images);
    const std::string api = "https://api.ngc.nvidia.com/v2";
    transport_.get(
        api + "/org/mxa8oi8djw7m/repos",
        test::json_answer(200, R"({"repositories":[{"name":"base","namespace":"mxa8oi8djw7m"},{"name":"../x"}]})"));
    transport_.get(api + "/org/mxa8oi8djw7m/team/zoom/repos",
                   test::json_answer(200, R"({"repositories":[{"name":"app","namespace":"mxa8oi8djw7m/zoom"}]})"));
    transport_.get(api + "/org/mxa8oi8djw7m/team/perception/repos", test::answer(403));
    transport_.get(api + "/org/nvaie/repos", test::answer(403));
    transport_.get(api + "/org/nvaie/teams", test::answer(403));
    transport_.get(api + "/org/nvaie/repos/driver", test::answer(403));
    transport_.get(api + "/org/nvaie/repos/hidden", test::answer(403));
    transport_.on(http::Method::kGet, api + "/search/catalog/resources/CONTAINER",
                  [](const test::FakeTransport::Seen& seen) -> base::Result<http::Response> {
                    EXPECT_EQ(seen.form, "none");
                    if (seen.url.find("nvaie") == std::string::npos) return test::json_answer(200, R"({"results":[]})");
                    return test::json_answer(
                        200, R"({"results":[{"groupValue":"_scored","resources":[{"resourceId":"nvaie/twice"}]},
      {"groupValue":"CONTAINER","resources":[{"resourceId":"nvaie/driver","displayName":"vGPU\u001b[31m",
        "labels":[{"key":"productNames","values":["nv-ai-enterprise"]}],
        "attributes":[{"key":"latestTag","value":"550.54"}]}, {"resourceId":"other/x"}]}]})");
                  });
    // Tokens for what is not nvaie's.
    transport_.first(http::Method::kGet, "https://nvcr.io/proxy_auth",
                     [](const test::FakeTransport::Seen& seen) -> base::Result<http::Response> {
                       if (seen.url.find("nvaie") != std::string::npos) return test::answer(403);
                       if (seen.url.find("scope") != std::string::npos && seen.form == "none") return test::answer(403);
                       return test::json_answer(200, R"({"token":"t","expires_in":300})");
                     });
    for (const char* path : {"mxa8oi8djw7m/base", "mxa8oi8djw7m/zoom/app"}) {
      const std::string url = std::string("https://nvcr.io/v2/").append(path);
      const auto at = [&url](const char* rest) { return std::string(url).append(rest); };
      transport_.get(at("/tags/list"), test::json_answer(200, R"({"tags":["1","2"]})"));
      transport_.get(at("/manifests/2"), test::json_answer(200, kIndex));
      transport_.get(at("/manifests/1"), test::json_answer(200, kSingle));
      transport_.get(at("/manifests/").append(kManifest), test::json_answer(200, kSingle));
      transport_.get(at("/blobs/").append(kConfig), test::json_answer(200, R"({"os":"linux","architecture":"amd64"})"));
      transport_.get(at("/manifests/9"), test::answer(404));
    }
    transport_.get("https://api.ngc.nvidia.com/v2/org/mxa8oi8djw7m/team/zoom/repos/app",
                   test::json_answer(200, R"({"name":"app","displayName":"The App","updatedDate":"2026-01-02",
        "tags":["1","2"],"latestTag":"2","productNames":[]})"));
    transport_.get("https://api.ngc.nvidia.com/v2/org/mxa8oi8djw7m/repos/base", test::answer(404));
  }
};

TEST_F(ImagesTest, ListsTheOrgOfTheKey) {
  ASSERT_EQ(login(kAcmeKey).code, cli::kDone);
  const Run run = this->run({"ls", "--json"});
  EXPECT_EQ(run.code, cli::kDone) << run.out << run.err;
  const json::Value images = run.data()["images"];
  ASSERT_EQ(images.size(), 2U);
  EXPECT_EQ(images[0]["repository"], "mxa8oi8djw7m/base");
  EXPECT_EQ(images[1]["repository"], "mxa8oi8djw7m/zoom/app");
  EXPECT_EQ(images[1]["pull"], true);
  EXPECT_EQ(images[1]["latest"]["tag"], "2");
  EXPECT_EQ(images[1]["latest"]["platforms"].size(), 1U) << "an attestation is no architecture";
  EXPECT_EQ(images[1]["latest"]["platforms"][0]["architecture"], "arm64");
  EXPECT_EQ(images[1]["latest"]["platforms"][0]["size"], 2000);
  const Run text = this->run({"ls", "*app"});
  EXPECT_THAT(text.out, HasSubstr("REPOSITORY"));
  EXPECT_THAT(text.out, HasSubstr("arm64/v8"));
  EXPECT_THAT(text.out, HasSubstr("2.0 kB"));
  EXPECT_THAT(text.out, Not(HasSubstr("base")));
}

TEST_F(ImagesTest, PublishersImagesThatAreClosed) {
  ASSERT_EQ(login(kOwnKey).code, cli::kDone);
  const json::Value images = this->run({"ls", "nvaie/*", "--json"}).data()["images"];
  ASSERT_EQ(images.size(), 1U);
  EXPECT_EQ(images[0]["repository"], "nvaie/driver");
  EXPECT_EQ(images[0]["pull"], false);
  EXPECT_EQ(images[0]["products"], json::Value::array({"nv-ai-enterprise"}));
  EXPECT_EQ(images[0]["tags"], nullptr);
  EXPECT_EQ(images[0]["displayName"].get<std::string>().find('\x1b'), std::string::npos);
}

TEST_F(ImagesTest, Tags) {
  ASSERT_EQ(login(kAcmeKey).code, cli::kDone);
  const json::Value images = this->run({"ls", "mxa8oi8djw7m/zoom/app:*", "--json"}).data()["images"];
  ASSERT_EQ(images.size(), 1U);
  ASSERT_EQ(images[0]["tags"].size(), 2U);
  EXPECT_EQ(images[0]["tags"][0]["tag"], "1");
  EXPECT_EQ(images[0]["tags"][0]["platforms"][0]["architecture"], "amd64");
  EXPECT_EQ(this->run({"ls", "mxa8oi8djw7m/zoom/app:2", "--json"}).data()["images"][0]["tags"].size(), 1U);
}

TEST_F(ImagesTest, WithoutAKeyAnOrgIsNamed) {
  EXPECT_EQ(this->run({"ls", "--json"}).code, cli::kNotLoggedIn);
  EXPECT_EQ(this->run({"ls", "nvaie/*"}).code, cli::kDone);
  EXPECT_EQ(this->run({"ls", "ghcr.io/acme/*", "--json"}).code, cli::kUsage);
}

TEST_F(ImagesTest, NothingMatches) {
  ASSERT_EQ(login(kAcmeKey).code, cli::kDone);
  const Run run = this->run({"ls", "mxa8oi8djw7m/nothing*"});
  EXPECT_EQ(run.code, cli::kDone);
  EXPECT_THAT(run.err, HasSubstr("no image matches"));
  EXPECT_EQ(this->run({"ls", "mxa8oi8djw7m/nothing*:*", "--json"}).code, cli::kFailed);
}

TEST_F(ImagesTest, Info) {
  ASSERT_EQ(login(kAcmeKey).code, cli::kDone);
  const Run run = this->run({"info", "nvcr.io/mxa8oi8djw7m/zoom/app", "--json"});
  EXPECT_EQ(run.code, cli::kDone) << run.out << run.err;
  const json::Value image = run.data()["image"];
  EXPECT_EQ(image["displayName"], "The App");
  EXPECT_EQ(image["shown"]["tag"], "2");
  EXPECT_EQ(image["pull"]["allowed"], true);
  EXPECT_EQ(run.data()["pullCommand"], "docker pull nvcr.io/mxa8oi8djw7m/zoom/app:2");
  const Run text = this->run({"info", "mxa8oi8djw7m/zoom/app:1"});
  EXPECT_THAT(text.out, HasSubstr("Architectures:  amd64"));
  EXPECT_THAT(text.out, HasSubstr("Pull:           yes: you have REGISTRY_READ"));
  EXPECT_EQ(this->run({"info", "mxa8oi8djw7m/zoom/app:9", "--json"}).code, cli::kFailed);
}

TEST_F(ImagesTest, InfoOfWhatIsClosed) {
  ASSERT_EQ(login(kOwnKey).code, cli::kDone);
  const Run run = this->run({"info", "nvaie/driver", "--json"});
  EXPECT_EQ(run.code, cli::kDone);
  EXPECT_EQ(run.data()["image"]["pull"]["allowed"], false);
  EXPECT_FALSE(run.data()["image"]["pull"]["codes"].empty());
  EXPECT_EQ(this->run({"info", "nvaie/hidden", "--json"}).code, cli::kNotEntitled);
  EXPECT_EQ(this->run({"info", "ghcr.io/a/b", "--json"}).code, cli::kUsage);
}

TEST_F(ImagesTest, HelpIsAsRecorded) {
  for (const char* name : {"ls", "info"}) {
    const Run run = this->run({name, "--help"});
    const std::string file = std::string(NGCS_GOLDEN_DIR "/") + name + ".txt";
    if (std::getenv("NGCS_UPDATE_GOLDEN") != nullptr) test::write_file(file, run.out, 0644);
    EXPECT_EQ(run.out, test::slurp(file)) << "help changed; run with NGCS_UPDATE_GOLDEN=1 and look at the difference";
  }
}

}  // namespace
}  // namespace ngcs::commands
