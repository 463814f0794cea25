// explain() agrees with resolve() about the source that is used, and names those it shadows.
#include "auth/explain.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>
#include <vector>

#include "memory_stores.h"
#include "paths_in.h"
#include "temp_dir.h"

namespace ngcs::auth {
namespace {

using secret::SecretString;

class ExplainTest : public ::testing::Test {
 protected:
  void record(const std::string& name, const std::string& key) {
    ASSERT_TRUE(config::update(*paths, environment, [&](config::Config& config) -> base::Result<void> {
      config::Profile profile;
      profile.name = name;
      config.put(profile);
      return {};
    }));
    ASSERT_TRUE(stores.vault.put(name, SecretString(key)));
  }
  // "NAME=KEY" of every answer, "!" behind the decisive one; and the same verdict as resolve().
  std::vector<std::string> run(const Request& request = {}) {
    const Context context{environment, paths, stores};
    auto explanation = explain(request, context);
    EXPECT_TRUE(explanation);
    if (!explanation) return {};
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < explanation->answers.size(); ++i) {
      const Answer& answer = explanation->answers[i];
      std::string line = answer.source.kind == SourceKind::kStore ? answer.source.profile : answer.source.why;
      if (answer.key) line += "=" + std::string(answer.key->reveal());
      if (answer.error) line += " error";
      if (i == explanation->decisive) line += "!";
      lines.push_back(line);
    }
    auto resolution = resolve(request, context);
    if (explanation->decisive == explanation->answers.size()) {
      EXPECT_TRUE(resolution && !resolution->key);
    } else if (const Answer& decisive = explanation->answers[explanation->decisive]; decisive.error) {
      EXPECT_FALSE(resolution);
    } else {
      EXPECT_TRUE(resolution && resolution->key && *resolution->key == *decisive.key);
    }
    return lines;
  }
  using Lines = std::vector<std::string>;

  test::TempDir dir;
  base::Result<base::Paths> paths = test::paths_in(dir.path());
  base::MapEnvironment environment;
  test::MemoryStores stores;
};

TEST_F(ExplainTest, NothingDecidesWhereNothingIs) { EXPECT_EQ(run(), (Lines{"default"})); }

TEST_F(ExplainTest, AllSourcesInTheirOrder) {
  record("default", "d");
  EXPECT_EQ(run(), (Lines{"default=d!"}));
  environment.set("NGC_API_KEY", "two");
  EXPECT_EQ(run(), (Lines{"NGC_API_KEY=two!", "default=d"}));
  environment.set("NGC_CLI_API_KEY", "one");
  EXPECT_EQ(run(), (Lines{"NGC_CLI_API_KEY=one!", "NGC_API_KEY=two", "default=d"}));
  ASSERT_EQ(::mkdir((dir / "credentials").c_str(), 0700), 0);
  environment.set("CREDENTIALS_DIRECTORY", dir / "credentials");
  test::write_file(dir / "credentials/ngc-api-key", "unit");
  test::write_file(dir / "file", "mounted");
  environment.set("NGC_API_KEY_FILE", dir / "file");
  EXPECT_EQ(run(), (Lines{"NGC_API_KEY_FILE=mounted!", "$CREDENTIALS_DIRECTORY=unit", "NGC_CLI_API_KEY=one",
                          "NGC_API_KEY=two", "default=d"}));
}

TEST_F(ExplainTest, AnExplicitChoiceShadowsNothing) {
  record("acme", "a");
  environment.set("NGC_API_KEY", "two");
  EXPECT_EQ(run({"", "", "acme"}), (Lines{"acme=a!"}));
  EXPECT_EQ(run({"", "", "absent"}), (Lines{"absent"}));
}

TEST_F(ExplainTest, AnUnreadableSourceDecides) {
  record("default", "d");
  environment.set("NGC_API_KEY_FILE", dir / "absent");
  EXPECT_EQ(run(), (Lines{"NGC_API_KEY_FILE error!", "default=d"}));
  environment.set("NGC_API_KEY_FILE", "");
  environment.set("NGC_CLI_API_KEY", "a\tb");
  environment.set("NGC_API_KEY", "two");
  EXPECT_EQ(run(), (Lines{"NGC_CLI_API_KEY error!", "NGC_API_KEY=two", "default=d"}));
}

TEST_F(ExplainTest, DamagedSettingsAreShadowedByAnEnvironmentKeyAndDecideWithoutOne) {
  test::write_file(paths->config_file, "{");
  environment.set("NGC_API_KEY", "two");
  EXPECT_EQ(run(), (Lines{"NGC_API_KEY=two!", " error"}));
  environment.set("NGC_API_KEY", "");
  EXPECT_EQ(run(), (Lines{" error!"}));
}

TEST_F(ExplainTest, WithoutAHome) {
  paths = base::Error{base::Errc::kUnavailable, "no home"};
  EXPECT_EQ(run(), (Lines{}));
  environment.set("NGC_API_KEY", "two");
  EXPECT_EQ(run(), (Lines{"NGC_API_KEY=two!"}));
}

}  // namespace
}  // namespace ngcs::auth
