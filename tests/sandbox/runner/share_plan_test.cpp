#include "runner/share_plan.h"

#include <gtest/gtest.h>

#include <set>

namespace ngcs::sandbox {
namespace {

// A user u with a home, and a file system that holds the directories named.
ShareInput input(const std::set<std::string>& directories) {
  ShareInput in;
  in.covered = {"/tmp", "/var/tmp", "/home/u", "/home"};
  in.homes = {"/home/u"};
  in.cwd = "/work";
  in.is_directory = [directories](const std::string& path) { return directories.contains(path); };
  return in;
}

TEST(SharePlan, ProgramsOnPathStayReadableWithWhatTheyLoad) {
  ShareInput in =
      input({"/home/u/.local/bin", "/home/u/.local/libexec", "/usr/bin", "/home/u/.pyenv/shims", "/home/u/.pyenv"});
  in.path_variable = "/home/u/.local/bin:/usr/bin::relative:/home/u/.pyenv/shims:/home/u/missing/bin";
  EXPECT_EQ(plan_shares(in),
            (std::vector<Share>{
                {"/home/u/.pyenv", false}, {"/home/u/.local/bin", false}, {"/home/u/.local/libexec", false}}));
}

TEST(SharePlan, SettingsAndCredentialsAreNeverShared) {
  const std::vector<std::string> secret = {"/home/u",
                                           "/home",
                                           "/tmp",
                                           "/home/u/.config",
                                           "/home/u/.local",
                                           "/home/u/.local/share/ngc-auth",
                                           "/home/u/.docker",
                                           "/home/u/.docker/cli-plugins"};
  ShareInput in = input({secret.begin(), secret.end()});
  in.asked = secret;
  EXPECT_TRUE(plan_shares(in).empty());
  for (const std::string& directory : secret) {
    in.cwd = directory;
    EXPECT_EQ(work_tree_of(in), "") << directory;
  }
}

TEST(SharePlan, TheWorkTreeOfTheCurrentDirectoryIsWritable) {
  ShareInput in = input({"/home/u/src/p", "/home/u/src/p/.git", "/home/u/src/p/sub"});
  in.cwd = "/home/u/src/p/sub";
  EXPECT_EQ(plan_shares(in), (std::vector<Share>{{"/home/u/src/p", true}}));
  in = input({"/home/u/src/p/sub"});
  in.cwd = "/home/u/src/p/sub";
  EXPECT_EQ(plan_shares(in), (std::vector<Share>{{"/home/u/src/p/sub", true}}));
}

TEST(SharePlan, AReadableDirectoryInsideTheWorkTreeDoesNotMakeItReadOnly) {
  ShareInput in = input({"/tmp/p", "/tmp/p/bin"});
  in.cwd = "/tmp/p";
  in.path_variable = "/tmp/p/bin";
  EXPECT_EQ(plan_shares(in), (std::vector<Share>{{"/tmp/p", true}}));
}

TEST(SharePlan, AWorkTreeInsideAReadableDirectoryIsMountedAfterIt) {
  ShareInput in = input({"/tmp/p", "/tmp/p/work"});
  in.cwd = "/tmp/p/work";
  in.asked = {"/tmp/p"};
  EXPECT_EQ(plan_shares(in), (std::vector<Share>{{"/tmp/p", false}, {"/tmp/p/work", true}}));
}

TEST(SharePlan, AWorkTreeMayHoldAHome) {
  ShareInput in = input({"/tmp/p"});
  in.covered.emplace_back("/tmp/p/home");
  in.homes.emplace_back("/tmp/p/home");
  in.cwd = "/tmp/p";
  EXPECT_EQ(plan_shares(in), (std::vector<Share>{{"/tmp/p", true}}));
}

TEST(SharePlan, PlacesOutsideNeedNoShare) {
  ShareInput in = input({"/opt/x", "/work", "/homes/x"});
  in.asked = {"/opt/x", "/homes/x"};
  EXPECT_TRUE(plan_shares(in).empty());
}

TEST(SharePlan, WithinIsByWholeNames) {
  EXPECT_TRUE(is_within("/a/b", "/a"));
  EXPECT_TRUE(is_within("/a", "/a"));
  EXPECT_TRUE(is_within("/a", "/"));
  EXPECT_FALSE(is_within("/ab", "/a"));
  EXPECT_FALSE(is_within("/", "/a"));
}

}  // namespace
}  // namespace ngcs::sandbox
