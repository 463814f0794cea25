#include "config/settings.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "paths_in.h"
#include "temp_dir.h"

namespace ngcs::config {
namespace {

class ConfigTest : public testing::Test {
 protected:
  base::Result<Config> load() { return Config::load(paths_, environment_); }
  base::Result<void> put(const Profile& profile) {
    return update(paths_, environment_, [&](Config& config) -> base::Result<void> {
      config.put(profile);
      return {};
    });
  }

  test::TempDir dir_;
  base::Paths paths_ = test::paths_in(dir_.path());
  base::MapEnvironment environment_;
};

Profile profile(const std::string& name, const std::string& org = {}, const std::string& team = {}) {
  Profile made;
  made.name = name;
  made.org = org;
  made.team = team;
  made.kind = "legacy";
  return made;
}

TEST_F(ConfigTest, NothingThereIsTheDefault) {
  const auto config = load();
  ASSERT_TRUE(config);
  EXPECT_TRUE(config->profiles().empty());
  EXPECT_EQ(config->settings().store.value, StoreKind::kVault);
  EXPECT_EQ(config->settings().store.origin, Origin::kDefault);
  EXPECT_EQ(config->settings().on_unreadable.value, OnUnreadable::kError);
  EXPECT_EQ(config->default_profile(), "default");
}

TEST_F(ConfigTest, ProfilesSurviveTheFile) {
  Profile made = profile("acme.zoom", "mxa8oi8djw7m", "zoom");
  made.org_display_name = "Acme \"Robotics\" \xC3\xA4";
  made.store = StoreKind::kSecretService;
  made.has_previous = true;
  made.stored_at = "2026-11-25T12:00:00Z";
  ASSERT_TRUE(put(made));
  EXPECT_EQ(test::mode_of(paths_.config_file), 0600U);
  const auto config = load();
  ASSERT_TRUE(config);
  const Profile* found = config->find("acme.zoom");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->org_display_name, made.org_display_name);
  EXPECT_EQ(found->team, "zoom");
  EXPECT_EQ(found->store, StoreKind::kSecretService);
  EXPECT_TRUE(found->has_previous);
  EXPECT_FALSE(found->logged_out);
  EXPECT_EQ(found->stored_at, made.stored_at);
}

TEST_F(ConfigTest, PrecedenceNamesItsOrigin) {
  test::write_file(paths_.system_config_file, R"({"settings":{"store":"secret-service","on_unreadable":"anonymous"}})",
                   0644);
  auto config = load();
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->settings().store.value, StoreKind::kSecretService);
  EXPECT_EQ(config->settings().store.origin, Origin::kSystemFile);

  test::write_file(paths_.config_file, R"({"settings":{"store":"vault"}})");
  config = load();
  ASSERT_TRUE(config);
  EXPECT_EQ(config->settings().store.value, StoreKind::kVault);
  EXPECT_EQ(config->settings().store.origin, Origin::kUserFile);
  EXPECT_EQ(config->settings().on_unreadable.origin, Origin::kSystemFile);

  environment_.set("NGC_AUTH_STORE", "secret-service");
  config = load();
  ASSERT_TRUE(config);
  EXPECT_EQ(config->settings().store.value, StoreKind::kSecretService);
  EXPECT_EQ(config->settings().store.origin, Origin::kEnvironment);
}

TEST_F(ConfigTest, BadValuesAreNamedWithTheirPlace) {
  environment_.set("NGC_AUTH_STORE", "vaulty");
  const auto config = load();
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().code, base::Errc::kInvalidInput);
  EXPECT_NE(config.error().message.find("NGC_AUTH_STORE"), std::string::npos);
  EXPECT_NE(config.error().message.find("vaulty"), std::string::npos);
}

TEST_F(ConfigTest, UnknownMembersSurviveAChange) {
  test::write_file(paths_.config_file, R"({"schema":"ngc-auth/1","later":{"x":[1,2]},"settings":{"colour":"green"},)"
                                       R"("profiles":{"a":{"org":"o","note":"mine"}}})");
  Profile changed = profile("a", "other");
  ASSERT_TRUE(put(changed));
  const auto document = json::parse(test::slurp(paths_.config_file));
  ASSERT_TRUE(document);
  EXPECT_EQ((*document)["later"].dump(), R"({"x":[1,2]})");
  EXPECT_EQ((*document)["settings"]["colour"], "green");
  EXPECT_EQ((*document)["profiles"]["a"]["note"], "mine");
  EXPECT_EQ((*document)["profiles"]["a"]["org"], "other");
}

TEST_F(ConfigTest, ADamagedFileIsAnErrorAndStays) {
  const std::string damaged = "{\"profiles\": {";
  test::write_file(paths_.config_file, damaged);
  EXPECT_EQ(load().error().code, base::Errc::kDamaged);
  EXPECT_FALSE(put(profile("a")));
  EXPECT_EQ(test::slurp(paths_.config_file), damaged);
  for (const char* text :
       {"[]", R"({"profiles":[]})", R"({"profiles":{"../x":{}}})", R"({"profiles":{"a":1}})", R"({"settings":7})"}) {
    test::write_file(paths_.config_file, text);
    EXPECT_EQ(load().error().code, base::Errc::kDamaged) << text;
  }
}

TEST_F(ConfigTest, ALaterFormIsNotTouched) {
  test::write_file(paths_.config_file, R"({"schema":"ngc-auth/2"})");
  EXPECT_EQ(load().error().code, base::Errc::kUnsupported);
}

// Another's hand in this file could choose which key is served.
TEST_F(ConfigTest, TheUsersFileMustBePrivate) {
  test::write_file(paths_.config_file, "{}", 0640);
  const auto config = load();
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().code, base::Errc::kTooOpen);
  EXPECT_NE(config.error().hint.find("chmod"), std::string::npos);
}

TEST_F(ConfigTest, TheSystemFileMayBeReadButNotWrittenByOthers) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can make a file of root's";
  test::write_file(paths_.system_config_file, "{}", 0644);
  EXPECT_TRUE(load());
  test::write_file(paths_.system_config_file, "{}", 0664);
  EXPECT_EQ(load().error().code, base::Errc::kTooOpen);
  test::write_file(paths_.system_config_file, "{}", 0644);
  ASSERT_EQ(::chown(paths_.system_config_file.c_str(), 1234, 0), 0);
  EXPECT_EQ(load().error().code, base::Errc::kPermission);
}

TEST_F(ConfigTest, SpacesFindTheirProfile) {
  ASSERT_TRUE(put(profile("acme", "o1")));
  ASSERT_TRUE(put(profile("acme.zoom", "o1", "zoom")));
  ASSERT_TRUE(put(profile("only", "o2", "t")));
  ASSERT_TRUE(put(profile("b1", "o3", "t1")));
  ASSERT_TRUE(put(profile("b2", "o3", "t2")));
  const auto config = load();
  ASSERT_TRUE(config);
  EXPECT_EQ(config->find_space("o1", "zoom")->name, "acme.zoom");
  EXPECT_EQ(config->find_space("o1", "")->name, "acme");
  EXPECT_EQ(config->find_space("o1", "other")->name, "acme");
  EXPECT_EQ(config->find_space("o2", "")->name, "only");
  EXPECT_EQ(config->find_space("o3", ""), nullptr);
  EXPECT_EQ(config->find_space("o3", "t2")->name, "b2");
  EXPECT_EQ(config->find_space("", ""), nullptr);
  EXPECT_EQ(config->find_space("unknown", ""), nullptr);
}

TEST_F(ConfigTest, ALoggedOutProfileIsNoAnswerForASpace) {
  Profile out = profile("a", "o1");
  out.logged_out = true;
  ASSERT_TRUE(put(out));
  EXPECT_EQ(load()->find_space("o1", ""), nullptr);
}

TEST_F(ConfigTest, TheDefaultCanBeChosenAndTakenBack) {
  const auto choose = [&](std::string_view name) {
    return update(paths_, environment_, [&](Config& config) -> base::Result<void> {
      config.set_default_profile(name);
      return {};
    });
  };
  ASSERT_TRUE(choose("acme"));
  EXPECT_EQ(load()->default_profile(), "acme");
  ASSERT_TRUE(choose(""));
  EXPECT_EQ(load()->default_profile(), "default");
}

TEST_F(ConfigTest, NothingChangedIsNotWritten) {
  ASSERT_TRUE(put(profile("a")));
  struct stat before {};
  ASSERT_EQ(::stat(paths_.config_file.c_str(), &before), 0);
  ASSERT_TRUE(put(profile("a")));
  struct stat after {};
  ASSERT_EQ(::stat(paths_.config_file.c_str(), &after), 0);
  EXPECT_EQ(before.st_ino, after.st_ino);
}

TEST_F(ConfigTest, ParallelChangesAreAllKept) {
  constexpr int kWriters = 12;
  std::vector<pid_t> children;
  for (int i = 0; i < kWriters; ++i) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(put(profile("p" + std::to_string(i))) ? 0 : 1);
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(load()->profiles().size(), static_cast<std::size_t>(kWriters));
}

TEST(ProfileName, IsPartOfAProgramName) {
  for (const char* name : {"a", "acme", "acme.zoom", "A-1_x", "mxa8oi8djw7m"})
    EXPECT_TRUE(valid_profile_name(name)) << name;
  for (const char* name : {"", "-a", ".a", "a/b", "a b", "a\n", "\xC3\xA4"})
    EXPECT_FALSE(valid_profile_name(name)) << name;
  EXPECT_TRUE(valid_profile_name(std::string(64, 'a')));
  EXPECT_FALSE(valid_profile_name(std::string(65, 'a')));
}

}  // namespace
}  // namespace ngcs::config
