#include "clients/keyed_auth.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "json/value.h"
#include "temp_dir.h"

namespace ngcs::clients {
namespace {

using testing::ElementsAre;
using testing::Pair;
using testing::SizeIs;

class KeyedAuthTest : public testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& text) {
    test::write_file(dir_ / name, text);
    return dir_ / name;
  }
  static std::vector<std::string> names(const OtherEntries& entries) {
    std::vector<std::string> found;
    found.reserve(entries.auths.size());
    for (const auto& [name, unused] : entries.auths) found.push_back(name);
    return found;
  }
  test::TempDir dir_;
};

TEST_F(KeyedAuthTest, TheFirstFileWinsAndNgcIsLeftOut) {
  const auto found = other_entries(
      {file("a",
            R"({"auths":{"quay.io":{"auth":"Zmlyc3Q="},"nvcr.io/org":{"auth":"x"},"https://nvcr.io":{"auth":"x"}}})"),
       dir_ / "absent", file("blank", " \n"),
       file("b", R"({"auths":{"quay.io":{"auth":"c2Vjb25k"},"ghcr.io":{"auth":"YTpi"},"empty.io":{}},
                     "credHelpers":{"nvcr.io":"ngc","ecr.aws":"ecr"}})")});
  ASSERT_TRUE(found);
  EXPECT_THAT(names(*found), ElementsAre("quay.io", "ghcr.io"));
  EXPECT_EQ(found->auths[0].second.reveal(), R"({"auth":"Zmlyc3Q="})");
  EXPECT_THAT(found->helpers, ElementsAre(Pair("ecr.aws", "ecr")));
  EXPECT_THAT(found->left_out, SizeIs(0));
}

// In one file a helper hides all entries of its host, so the two cannot stand together.
TEST_F(KeyedAuthTest, WhatOneFileCannotSayIsLeftOutAndTold) {
  auto found = other_entries(
      {file("a", R"({"auths":{"quay.io/org":{"auth":"YTpi"}}})"), file("b", R"({"credHelpers":{"quay.io":"x"}})")});
  ASSERT_TRUE(found);
  EXPECT_THAT(names(*found), ElementsAre("quay.io/org"));
  EXPECT_THAT(found->helpers, SizeIs(0));
  EXPECT_THAT(found->left_out, SizeIs(1));
  found = other_entries({file("a", R"({"credHelpers":{"quay.io":"x"},"auths":{"quay.io":{"auth":"YTpi"}}})")});
  EXPECT_THAT(found->helpers, SizeIs(1));
  EXPECT_THAT(found->auths, SizeIs(0));
}

TEST_F(KeyedAuthTest, DockersOldestFileIsReadAsWhatItIs) {
  const auto found = other_entries({file(".dockercfg", R"({"quay.io":{"auth":"YTpi"}})")});
  ASSERT_TRUE(found);
  EXPECT_THAT(names(*found), ElementsAre("quay.io"));
}

TEST_F(KeyedAuthTest, ADamagedFileIsAnError) { EXPECT_FALSE(other_entries({file("a", "{")})); }

TEST_F(KeyedAuthTest, TheTextIsAnAuthFileAndSaysWhoWroteIt) {
  std::vector<KeyedEntry> entries;
  entries.push_back({"nvcr.io", secret::SecretString("k")});
  OtherEntries others;
  others.auths.emplace_back("a\"b.io", secret::SecretString("{}"));
  others.helpers.emplace_back("ghcr.io", "x");
  const secret::SecretString text = keyed_auth_text(entries, others);
  const auto parsed = json::parse(text.reveal());
  ASSERT_TRUE(parsed) << text.reveal();
  EXPECT_EQ(parsed->at("auths").dump(), R"({"nvcr.io":{"auth":"JG9hdXRodG9rZW46aw=="},"a\"b.io":{}})");
  EXPECT_EQ(parsed->at("credHelpers").dump(), R"({"ghcr.io":"x"})");
  EXPECT_TRUE(written_by_suite(text.reveal()));
  EXPECT_FALSE(written_by_suite(R"({"auths":{}})"));
  EXPECT_TRUE(json::parse(keyed_auth_text({}, {}).reveal()));
}

TEST(PodmanFilesTest, EachPathOnce) {
  base::MapEnvironment environment;
  environment.set("HOME", "/home/ada");
  environment.set("XDG_RUNTIME_DIR", "/run/user/7");
  environment.set("REGISTRY_AUTH_FILE", "/run/user/7/containers/auth.json");
  const std::vector<PodmanFile> files = podman_files(environment, 7);
  std::vector<std::string> paths;
  paths.reserve(files.size());
  for (const PodmanFile& file : files) paths.push_back(file.path);
  EXPECT_THAT(paths, ElementsAre("/home/ada/.config/containers/auth.json", "/run/user/7/containers/auth.json",
                                 "/home/ada/.docker/config.json", "/home/ada/.dockercfg"));
  EXPECT_EQ(files[1].role, PodmanFile::Role::kNamed);
}

}  // namespace
}  // namespace ngcs::clients
