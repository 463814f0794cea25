#include "clients/helm_files.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>

#include <filesystem>

#include "base/fd.h"
#include "clients/helm_lock.h"
#include "temp_dir.h"

namespace ngcs::clients {
namespace {

TEST(HelmFiles, HelmsOwnVariablesWinThenXdgThenHome) {
  base::MapEnvironment environment;
  environment.set("HOME", "/home/ada");
  auto files = locate_helm(environment);
  ASSERT_TRUE(files);
  EXPECT_EQ(files->repositories, "/home/ada/.config/helm/repositories.yaml");
  EXPECT_EQ(files->why, "HOME");
  EXPECT_EQ(files->index_dir, "/home/ada/.cache/helm/repository");
  EXPECT_EQ(files->plugin_dirs, std::vector<std::string>{"/home/ada/.local/share/helm/plugins"});
  EXPECT_EQ(files->index_of("nvaie"), "/home/ada/.cache/helm/repository/nvaie-index.yaml");
  EXPECT_EQ(files->lock_file(), "/home/ada/.config/helm/repositories.lock");

  environment.set("XDG_CONFIG_HOME", "/x/c");
  environment.set("XDG_CACHE_HOME", "/x/k");
  environment.set("XDG_DATA_HOME", "/x/d");
  files = locate_helm(environment);
  EXPECT_EQ(files->repositories, "/x/c/helm/repositories.yaml");
  EXPECT_EQ(files->why, "XDG_CONFIG_HOME");
  EXPECT_EQ(files->index_dir, "/x/k/helm/repository");
  EXPECT_EQ(files->plugin_dirs, std::vector<std::string>{"/x/d/helm/plugins"});

  environment.set("HELM_CONFIG_HOME", "/h/c");
  environment.set("HELM_CACHE_HOME", "/h/k/");
  environment.set("HELM_DATA_HOME", "/h/d");
  files = locate_helm(environment);
  EXPECT_EQ(files->repositories, "/h/c/repositories.yaml");
  EXPECT_EQ(files->index_dir, "/h/k/repository");
  EXPECT_EQ(files->plugin_dirs, std::vector<std::string>{"/h/d/plugins"});

  environment.set("HELM_REPOSITORY_CONFIG", "/own/my.repos");
  environment.set("HELM_REPOSITORY_CACHE", "/own/cache");
  environment.set("HELM_PLUGINS", "/p/one:/p/two");
  files = locate_helm(environment);
  EXPECT_EQ(files->repositories, "/own/my.repos");
  EXPECT_EQ(files->why, "HELM_REPOSITORY_CONFIG");
  EXPECT_EQ(files->lock_file(), "/own/my.lock");
  EXPECT_EQ(files->index_dir, "/own/cache");
  EXPECT_EQ(files->plugin_dirs, (std::vector<std::string>{"/p/one", "/p/two"}));
}

TEST(HelmFiles, TheLocksNameWithoutAnExtension) {
  EXPECT_EQ((HelmFiles{"/a.b/repositories", {}, {}, {}, {}}).lock_file(), "/a.b/repositories.lock");
}

TEST(HelmFiles, FindsTheHelmThatStartedUs) {
  const test::TempDir dir;
  std::filesystem::create_directories(dir / "bin");
  test::write_file(dir / "bin/helm", "", 0755);
  test::write_file(dir / "bin/helm4", "", 0755);
  base::MapEnvironment environment;
  environment.set("HOME", dir.path());
  environment.set("PATH", dir / "bin");
  EXPECT_EQ(*find_helm(environment), dir / "bin/helm");
  environment.set("HELM_BIN", "helm4");
  EXPECT_EQ(*find_helm(environment), dir / "bin/helm4");
  environment.set("HELM_BIN", dir / "bin/helm");
  environment.set("PATH", "/nonexistent");
  EXPECT_EQ(*find_helm(environment), dir / "bin/helm");
  environment.set("HELM_BIN", "helm");
  EXPECT_EQ(find_helm(environment).error().code, base::Errc::kNotFound);
}

TEST(HelmLock, IsTheOneThatHelmTakes) {
  const test::TempDir dir;
  const std::string path = dir / "config/helm/repositories.lock";
  {
    const auto ours = HelmLock::acquire(path, 0);
    ASSERT_TRUE(ours) << ours.error().message;
    const base::UniqueFd helm(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    ASSERT_TRUE(helm);
    EXPECT_NE(::flock(helm.get(), LOCK_EX | LOCK_NB), 0) << "Helm could change the file at the same time";
  }
  const base::UniqueFd helm(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  ASSERT_EQ(::flock(helm.get(), LOCK_EX | LOCK_NB), 0);
  const auto second = HelmLock::acquire(path, 120);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, base::Errc::kTimeout);
}

}  // namespace
}  // namespace ngcs::clients
