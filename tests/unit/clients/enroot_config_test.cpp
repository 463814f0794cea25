#include "clients/enroot_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "base/env.h"
#include "base/paths.h"
#include "temp_dir.h"

namespace ngcs::clients {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kKey = "nvapi-" + std::string(64, 'k');
const std::string kCommand = "docker-credential-ngc print-key";
const std::string kOurs =
    "machine nvcr.io login $oauthtoken password $(docker-credential-ngc print-key)\n"
    "machine authn.nvidia.com login $oauthtoken password $(docker-credential-ngc print-key)\n";

class EnrootConfig : public testing::Test {
 protected:
  EnrootConfig() { environment_.set("NGC_AUTH_HOME", dir_ / "auth"); }

  EnrootPlan plan(const std::string& text) {
    test::write_file(path_, text, 0644);
    auto planned = plan_enroot(path_, kCommand);
    EXPECT_TRUE(planned);
    return std::move(*planned);
  }
  static std::string after(const EnrootPlan& plan) { return std::string(plan.after.reveal()); }
  std::vector<std::string> codes(const EnrootPlan& plan) {
    std::vector<std::string> all;
    for (const PlanNote& note : plan.notes) all.push_back(note.code);
    return all;
  }
  base::Result<void> apply(EnrootPlan& plan) {
    const auto paths = base::resolve_paths(environment_);
    return apply_enroot(
        plan, *paths,
        [this](const PlainKey& key) -> base::Result<std::string> {
          imported_.emplace_back(key.key.reveal());
          return std::string("acme");
        },
        "2026-01-01T00:00:00Z");
  }
  std::optional<Journal> journal() {
    const auto paths = base::resolve_paths(environment_);
    return read_journal(journal_path(*paths, "enroot", "configure", path_)).value();
  }

  test::TempDir dir_;
  base::MapEnvironment environment_;
  std::string path_ = dir_ / ".credentials";
  std::vector<std::string> imported_;
};

TEST_F(EnrootConfig, ANewFileHoldsTwoLinesAndIsPrivate) {
  auto planned = plan_enroot(path_, kCommand);
  ASSERT_TRUE(planned);
  EXPECT_TRUE(planned->changes());
  ASSERT_TRUE(apply(*planned));
  EXPECT_EQ(test::slurp(path_), kOurs);
  struct stat status {};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_FALSE(plan_enroot(path_, kCommand)->changes()) << "a second time there is nothing to do";
}

TEST_F(EnrootConfig, PlainKeysMoveAndEverythingElseStays) {
  const std::string head = "# mine\nmachine auth.docker.io login me password s3cret\n";
  const std::string tail = "\nmachine example.org\n  login a\n  password b";
  EnrootPlan planned = plan(head + "machine nvcr.io login $oauthtoken password " + kKey +
                            "\nmachine authn.nvidia.com login $oauthtoken password " + kKey + "\n" + tail);
  EXPECT_EQ(after(planned), head + kOurs + tail);
  const auto [before_text, after_text] = masked_texts(planned);
  for (const std::string& text : {before_text, after_text}) {
    EXPECT_THAT(text, Not(HasSubstr(kKey)));
    EXPECT_THAT(text, Not(HasSubstr("s3cret")));
    EXPECT_THAT(text, Not(HasSubstr("login a\n")));
  }
  ASSERT_TRUE(apply(planned));
  EXPECT_EQ(imported_, (std::vector<std::string>{kKey, kKey}));
  EXPECT_THAT(test::slurp(path_), Not(HasSubstr(kKey)));
  ASSERT_TRUE(journal());
  EXPECT_EQ(journal()->keys.size(), 2U);

  auto undo = plan_enroot_undo(path_, journal(), [](const std::string& profile) {
    EXPECT_EQ(profile, "acme");
    return base::Result<std::optional<secret::SecretString>>(secret::SecretString(kKey));
  });
  ASSERT_TRUE(undo);
  EXPECT_EQ(after(*undo), head + tail + "\nmachine nvcr.io login $oauthtoken password " + kKey +
                              "\nmachine authn.nvidia.com login $oauthtoken password " + kKey + "\n");
}

TEST_F(EnrootConfig, NoPlaceOfAKeyIsShown) {
  const EnrootPlan planned = plan("# key: " + kKey + "\nmachine nvcr.io login " + kKey +
                                  " password x\nmachine a.example login b password $(echo " + kKey +
                                  ")\nmachine c.example login d\n  password " + kKey + "\n" + kKey + "\n");
  const auto [before_text, after_text] = masked_texts(planned);
  for (const std::string& text : {before_text, after_text}) {
    EXPECT_THAT(text, Not(HasSubstr("kkkk")));
    EXPECT_THAT(text, HasSubstr("machine a.example ...\n"));
  }
  EXPECT_THAT(after_text, HasSubstr(kOurs));
}

TEST_F(EnrootConfig, TheFirstMatchDecidesSoOursComesFirst) {
  const std::string foreign = "machine nvcr.io login somebody password x\n";
  const EnrootPlan planned = plan("# a\n" + foreign);
  EXPECT_EQ(after(planned), "# a\n" + kOurs + foreign);
  EXPECT_EQ(codes(planned), std::vector<std::string>{"foreign-user"});
}

TEST_F(EnrootConfig, AnotherCommandIsLeft) {
  const std::string other = "machine nvcr.io login $oauthtoken password $(cat ~/key)\n";
  const EnrootPlan planned = plan(other);
  EXPECT_EQ(after(planned),
            "machine authn.nvidia.com login $oauthtoken password $(docker-credential-ngc print-key)\n" + other);
  EXPECT_EQ(codes(planned), std::vector<std::string>{"other-command"});
}

TEST_F(EnrootConfig, LinesOfOursInOldFormsAreReplaced) {
  const EnrootPlan planned =
      plan("machine nvcr.io login $oauthtoken password $(/opt/bin/docker-credential-ngc --profile old print-key)\nx\n");
  EXPECT_EQ(after(planned), kOurs + "x\n");
}

TEST_F(EnrootConfig, LinesThatEnrootDoesNotFindAreNamed) {
  for (const std::string& line : {std::string("machine nvcr.io password x login $oauthtoken\n"),
                                  "  machine nvcr.io login $oauthtoken password " + kKey + "\n"}) {
    const EnrootPlan planned = plan(line);
    EXPECT_EQ(after(planned), kOurs + line) << line;
    EXPECT_EQ(codes(planned), std::vector<std::string>{"unreadable-entry"}) << line;
  }
}

TEST_F(EnrootConfig, UndoRemovesOnlyWhatItMade) {
  auto planned = plan_enroot(path_, kCommand);
  ASSERT_TRUE(apply(*planned));
  auto undo = plan_enroot_undo(path_, journal(), {});
  ASSERT_TRUE(undo->remove_file);
  ASSERT_TRUE(apply(*undo));
  EXPECT_FALSE(std::filesystem::exists(path_));
  EXPECT_FALSE(journal());

  test::write_file(path_, "machine a login b password c\n" + kOurs, 0600);
  undo = plan_enroot_undo(path_, journal(), {});
  EXPECT_FALSE(undo->remove_file);
  EXPECT_EQ(after(*undo), "machine a login b password c\n");
}

TEST_F(EnrootConfig, AFileThatChangedMeanwhileIsNotTouched) {
  EnrootPlan planned = plan("machine nvcr.io login $oauthtoken password " + kKey + "\n");
  test::write_file(path_, "other\n", 0600);
  const auto applied = apply(planned);
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().code, base::Errc::kConflict);
  EXPECT_EQ(test::slurp(path_), "other\n");
  EXPECT_TRUE(imported_.empty());
}

}  // namespace
}  // namespace ngcs::clients
