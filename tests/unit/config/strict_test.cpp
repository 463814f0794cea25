// What is refused, what is survived: the settings file in the hands of others, of older and newer versions, of a full
// disk.
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "config/file.h"
#include "config/settings.h"
#include "paths_in.h"
#include "subprocess.h"
#include "temp_dir.h"

namespace ngcs::config {
namespace {

using base::Errc;

class StrictTest : public ::testing::Test {
 protected:
  base::Result<Config> load() { return Config::load(paths, environment); }
  base::Result<void> put(const std::string& name) {
    return update(paths, environment, [&](Config& config) -> base::Result<void> {
      Profile profile;
      profile.name = name;
      config.put(profile);
      return {};
    });
  }

  test::TempDir dir;
  base::Paths paths = test::paths_in(dir.path());
  base::MapEnvironment environment;
};

// A member of another type must not silently mean its default: the default of "logged_out" serves a key.
TEST_F(StrictTest, KnownMembersOfAnotherTypeAreDamage) {
  for (const char* text :
       {R"({"profiles":{"a":{"logged_out":"true"}}})", R"({"profiles":{"a":{"logged_out":1}}})",
        R"({"profiles":{"a":{"has_previous":null}}})", R"({"profiles":{"a":{"org":7}}})",
        R"({"profiles":{"a":{"store":["vault"]}}})", R"({"settings":{"store":true}})",
        R"({"settings":{"default_profile":{}}})", R"({"settings":{"on_unreadable":0}})", R"({"schema":1})"}) {
    test::write_file(paths.config_file, text);
    const auto config = load();
    ASSERT_FALSE(config) << text;
    EXPECT_EQ(config.error().code, Errc::kDamaged) << text;
    EXPECT_NE(config.error().message.find(paths.config_file), std::string::npos);
    EXPECT_FALSE(put("b"));
    EXPECT_EQ(test::slurp(paths.config_file), text);
  }
}

TEST_F(StrictTest, UnknownMembersOfAnyTypeAreForgiven) {
  test::write_file(paths.config_file,
                   R"({"later":[1],"settings":{"later":{}},"profiles":{"a":{"later":null,"logged_out":true}}})");
  const auto config = load();
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_TRUE(config->find("a")->logged_out);
}

TEST_F(StrictTest, ANameThatCouldNotBeReadAgainIsNotWritten) {
  ASSERT_TRUE(put("good"));
  for (const char* name : {"", "../up", "-a", "a/b", "a b"}) {
    EXPECT_EQ(put(name).error().code, Errc::kInvalidInput) << name;
  }
  ASSERT_TRUE(load());
  EXPECT_EQ(load()->profiles().size(), 1U);
}

TEST_F(StrictTest, AFileThatWouldBecomeTooLargeIsNotWritten) {
  ASSERT_TRUE(put("good"));
  const auto grown = update(paths, environment, [](Config& config) -> base::Result<void> {
    Profile profile;
    profile.name = "large";
    profile.org_display_name = std::string(kMaxFileBytes, 'x');
    config.put(profile);
    return {};
  });
  ASSERT_FALSE(grown);
  EXPECT_EQ(grown.error().code, Errc::kTooLarge);
  EXPECT_EQ(load()->profiles().size(), 1U);
}

TEST_F(StrictTest, AnAbandonedChangeWritesNothing) {
  ASSERT_TRUE(put("good"));
  const std::string before = test::slurp(paths.config_file);
  const auto abandoned = update(paths, environment, [](Config& config) -> base::Result<void> {
    config.remove("good");
    return base::Error{Errc::kConflict, "changed my mind"};
  });
  EXPECT_EQ(abandoned.error().code, Errc::kConflict);
  EXPECT_EQ(test::slurp(paths.config_file), before);
}

TEST_F(StrictTest, ASymbolicLinkIsRefused) {
  test::write_file(dir / "elsewhere", "{}");
  std::filesystem::create_symlink(dir / "elsewhere", paths.config_file);
  EXPECT_EQ(load().error().code, Errc::kPermission);
  EXPECT_FALSE(put("a"));
  EXPECT_EQ(test::slurp(dir / "elsewhere"), "{}");
}

TEST_F(StrictTest, AReadOnlyHomeCanBeRead) {
  EXPECT_TRUE(test::as_ordinary_user(dir.path().c_str(), [this] {
    ASSERT_TRUE(put("good"));
    std::filesystem::remove(paths.config_file + ".lock");
    ASSERT_EQ(::chmod(dir.path().c_str(), 0500), 0);
    // An ordinary user owns no system file; this test is about the user's.
    const auto config = load();
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_NE(config->find("good"), nullptr);
    EXPECT_EQ(put("more").error().code, Errc::kPermission);
    ASSERT_EQ(::chmod(dir.path().c_str(), 0700), 0);
  }));
}

TEST_F(StrictTest, TheRealRootOwnsTheSystemFileInsideAUserNamespaceToo) {
  EXPECT_TRUE(is_root_owner(0));
  EXPECT_FALSE(is_root_owner(1000));
  EXPECT_FALSE(is_root_owner(65534)) << "outside a user namespace this is nobody";
  EXPECT_TRUE(test::in_child([] {
    if (::unshare(CLONE_NEWUSER) != 0) {
      std::printf("no user namespaces here\n");
      return;
    }
    EXPECT_TRUE(is_root_owner(65534));
    EXPECT_FALSE(is_root_owner(1000));
  }));
}

}  // namespace
}  // namespace ngcs::config
