#include "base/paths.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "subprocess.h"

namespace ngcs::base {
namespace {

using Values = std::map<std::string, std::string, std::less<>>;

TEST(Paths, DefaultsAreBelowHome) {
  MapEnvironment environment(Values{{"HOME", "/home/me"}});
  const auto paths = resolve_paths(environment);
  ASSERT_TRUE(paths);
  EXPECT_EQ(paths->home, "/home/me");
  EXPECT_EQ(paths->config_file, "/home/me/.config/ngc-auth/config.json");
  EXPECT_EQ(paths->system_config_file, "/etc/ngc-auth/config.json");
  EXPECT_EQ(paths->vault_file, "/home/me/.local/share/ngc-auth/vault");
  EXPECT_EQ(paths->vault_lock_file, "/home/me/.local/share/ngc-auth/vault.lock");
  EXPECT_EQ(paths->machine_key_file, "/home/me/.local/state/ngc-auth/machine.key");
  EXPECT_EQ(paths->state_dir, "/home/me/.local/state/ngc-auth");
  EXPECT_EQ(paths->cache_dir, "/home/me/.cache/ngc-auth");
}

TEST(Paths, XdgVariablesMoveEachTree) {
  MapEnvironment environment(Values{{"HOME", "/home/me/"},
                                    {"XDG_CONFIG_HOME", "/c/"},
                                    {"XDG_DATA_HOME", "/d"},
                                    {"XDG_STATE_HOME", "relative/is/ignored"}});
  const auto paths = resolve_paths(environment);
  ASSERT_TRUE(paths);
  EXPECT_EQ(paths->config_file, "/c/ngc-auth/config.json");
  EXPECT_EQ(paths->vault_file, "/d/ngc-auth/vault");
  EXPECT_EQ(paths->machine_key_file, "/home/me/.local/state/ngc-auth/machine.key");
}

TEST(Paths, NgcAuthHomeWinsForAll) {
  MapEnvironment environment(Values{{"HOME", "/home/me"}, {"XDG_DATA_HOME", "/d"}, {"NGC_AUTH_HOME", "/n/"}});
  const auto paths = resolve_paths(environment);
  ASSERT_TRUE(paths);
  for (const std::string& path : {paths->config_file, paths->vault_file, paths->vault_lock_file,
                                  paths->machine_key_file, paths->state_dir, paths->cache_dir}) {
    EXPECT_EQ(path.substr(0, 3), "/n/") << path;
  }
  environment.set("NGC_AUTH_HOME", "here");
  const auto relative = resolve_paths(environment);
  ASSERT_FALSE(relative);
  EXPECT_EQ(relative.error().code, Errc::kInvalidInput);
}

TEST(Paths, RootAsHomeGivesNoDoubleSlash) {
  const auto paths = resolve_paths(MapEnvironment(Values{{"HOME", "/"}}));
  ASSERT_TRUE(paths);
  EXPECT_EQ(paths->config_file, "/.config/ngc-auth/config.json");
}

TEST(Paths, WithoutHomePasswdDecides) {
  // uid 0 is /root in every passwd file that this test meets.
  if (::getuid() != 0) GTEST_SKIP() << "needs root, whose home is known";
  const auto home = home_directory(MapEnvironment());
  ASSERT_TRUE(home);
  EXPECT_EQ(*home, "/root");
  EXPECT_EQ(home_directory(MapEnvironment(Values{{"HOME", "not/absolute"}})).value(), "/root");
}

TEST(Paths, NobodyWithoutAHomeIsTold) {
  if (::getuid() != 0) GTEST_SKIP() << "needs root to become a uid without passwd entry";
  EXPECT_TRUE(test::in_child([] {
    ASSERT_EQ(::setuid(54321), 0);
    const auto home = home_directory(MapEnvironment());
    ASSERT_FALSE(home);
    EXPECT_EQ(home.error().code, Errc::kUnavailable);
    EXPECT_FALSE(home.error().hint.empty());
    EXPECT_FALSE(resolve_paths(MapEnvironment()));
    // All that is needed is named: no home, no complaint.
    const auto paths = resolve_paths(
        MapEnvironment(Values{{"XDG_CONFIG_HOME", "/c"}, {"XDG_DATA_HOME", "/d"}, {"XDG_STATE_HOME", "/s"}}));
    ASSERT_TRUE(paths);
    EXPECT_EQ(paths->home, "");
    EXPECT_EQ(paths->cache_dir, "/s/ngc-auth/cache");
    EXPECT_TRUE(resolve_paths(MapEnvironment(Values{{"NGC_AUTH_HOME", "/n"}})));
  }));
}

}  // namespace
}  // namespace ngcs::base
