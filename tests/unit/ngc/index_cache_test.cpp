#include "ngc/index_cache.h"

#include <dirent.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "secret/secret_string.h"
#include "temp_dir.h"

namespace ngcs::ngc {
namespace {

using secret::SecretString;

class IndexCacheTest : public testing::Test {
 protected:
  [[nodiscard]] CacheKey key(const SecretString* secret, std::string_view repository = "ngc://acme") const {
    return {repository, "$oauthtoken", secret};
  }
  [[nodiscard]] std::vector<std::string> files() const {
    std::vector<std::string> names;
    DIR* const directory = ::opendir(folder_.c_str());
    if (directory == nullptr) return names;
    while (const dirent* entry = ::readdir(directory)) {
      if (entry->d_name[0] != '.') names.push_back(folder_ + "/" + entry->d_name);
    }
    ::closedir(directory);
    return names;
  }
  static std::string content(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }

  test::TempDir directory_;
  std::string folder_ = directory_.path() + "/helm";
  IndexCache cache_{folder_};
  SecretString mine_{"nvapi-MARKED-mine"};
  SecretString other_{"nvapi-MARKED-other"};
};

TEST_F(IndexCacheTest, WhatIsStoredIsFoundAgain) {
  EXPECT_FALSE(cache_.open(key(&mine_)));
  cache_.store(key(&mine_), {"\"e\"", "Wed, 25 Nov 2026 12:00:00 GMT", "s"}, "12.34", "x-1.tgz aa\n", R"({"a":1})");
  const auto found = cache_.open(key(&mine_));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->notes().etag, "\"e\"");
  EXPECT_EQ(found->notes().modified, "Wed, 25 Nov 2026 12:00:00 GMT");
  EXPECT_EQ(found->notes().source, "s");
  EXPECT_EQ(found->run(), "12.34");
  EXPECT_EQ(found->digests(), "x-1.tgz aa\n");
  EXPECT_EQ(found->json(), R"({"a":1})");
  IndexCache::confirm(*found, "56.78");
  EXPECT_EQ(cache_.open(key(&mine_))->run(), "56.78");
  EXPECT_EQ(cache_.open(key(&mine_))->json(), R"({"a":1})");
  IndexCache::confirm(*found, "");
  EXPECT_EQ(cache_.open(key(&mine_))->run(), "");
}

// One key's view of a repository never serves another key, nor nobody.
TEST_F(IndexCacheTest, AnotherKeySeesNothing) {
  cache_.store(key(&mine_), {}, "", "", "{}");
  EXPECT_TRUE(cache_.open(key(&mine_)));
  EXPECT_FALSE(cache_.open(key(&other_)));
  EXPECT_FALSE(cache_.open(key(nullptr)));
  EXPECT_FALSE(cache_.open({"ngc://acme", "someone", &mine_}));
  EXPECT_FALSE(cache_.open(key(&mine_, "ngc://acme/zoom")));
  EXPECT_FALSE(cache_.open(key(&mine_, "ngc://acme?profile=p")));
}

TEST_F(IndexCacheTest, FilesArePrivateAndHoldNoKey) {
  cache_.store(key(&mine_), {"e", "m", "s"}, "r", "d", "{}");
  const auto names = files();
  ASSERT_EQ(names.size(), 1U);
  struct stat status {};
  ASSERT_EQ(::stat(names[0].c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  ASSERT_EQ(::stat(folder_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
  const std::string first = content(names[0]);
  EXPECT_EQ(first.find("MARKED"), std::string::npos);
  // Nor anything by which one could see that two files belong to one key.
  cache_.store(key(&mine_), {"e", "m", "s"}, "r", "d", "{}");
  EXPECT_NE(content(files()[0]), first);
}

TEST_F(IndexCacheTest, AFileThatOthersMayReadIsNotUsed) {
  cache_.store(key(&mine_), {}, "", "", "{}");
  ASSERT_EQ(::chmod(files()[0].c_str(), 0644), 0);
  EXPECT_FALSE(cache_.open(key(&mine_)));
}

TEST_F(IndexCacheTest, ADamagedFileIsAbsent) {
  const std::string json(100, 'j');
  for (const std::size_t cut : {0UL, 1UL, 20UL, 150UL}) {
    cache_.store(key(&mine_), {}, "", "digests", json);
    const std::string path = files()[0];
    ASSERT_EQ(::truncate(path.c_str(), static_cast<off_t>(cut)), 0);
    EXPECT_FALSE(cache_.open(key(&mine_))) << cut;
  }
  cache_.store(key(&mine_), {}, "", "digests", json);
  std::string text = content(files()[0]);
  text[text.size() - 5] = 'k';
  std::ofstream(files()[0], std::ios::binary) << text;
  const auto found = cache_.open(key(&mine_));
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->json());
  EXPECT_EQ(found->digests(), "digests");
}

TEST_F(IndexCacheTest, HeadersThatCouldNotGoBackAreNotKept) {
  cache_.store(key(&mine_), {"a\nowner x", "b\r", "s"}, "", "", "{}");
  const auto found = cache_.open(key(&mine_));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->notes().etag, "");
  EXPECT_EQ(found->notes().modified, "");
}

TEST_F(IndexCacheTest, ItIsBounded) {
  for (std::size_t i = 0; i < IndexCache::kMaxFiles + 6; ++i) {
    cache_.store(key(&mine_, "ngc://acme" + std::to_string(i)), {}, "", "", "{}");
  }
  EXPECT_LE(files().size(), IndexCache::kMaxFiles + 1);
  EXPECT_TRUE(cache_.open(key(&mine_, "ngc://acme" + std::to_string(IndexCache::kMaxFiles + 5))));
}

TEST_F(IndexCacheTest, LeftoversOfKilledRunsGo) {
  ASSERT_EQ(::mkdir(folder_.c_str(), 0700), 0);
  const std::string old = folder_ + "/x.index.1.tmp";
  const std::string young = folder_ + "/x.index.2.tmp";
  std::ofstream(old) << "x";
  std::ofstream(young) << "x";
  const timespec long_ago[2] = {{1000, 0}, {1000, 0}};  // NOLINT(modernize-avoid-c-arrays): futimens' form
  ASSERT_EQ(::utimensat(AT_FDCWD, old.c_str(), long_ago, 0), 0);
  cache_.store(key(&mine_), {}, "", "", "{}");
  EXPECT_NE(::access(old.c_str(), F_OK), 0);
  EXPECT_EQ(::access(young.c_str(), F_OK), 0);
}

TEST_F(IndexCacheTest, OneAtATimeAsksForARepository) {
  const auto first = cache_.lock(key(&mine_), 1000);
  ASSERT_TRUE(first);
  EXPECT_FALSE(cache_.lock(key(&mine_), 10));
  EXPECT_TRUE(cache_.lock(key(&mine_, "ngc://other"), 10));
  EXPECT_FALSE(IndexCache("").lock(key(&mine_), 10));
}

TEST_F(IndexCacheTest, WithoutADirectoryThereIsNone) {
  const IndexCache none("");
  none.store(key(&mine_), {}, "", "", "{}");
  EXPECT_FALSE(none.open(key(&mine_)));
  const IndexCache refused("/proc/no/such");
  refused.store(key(&mine_), {}, "", "", "{}");
  EXPECT_FALSE(refused.open(key(&mine_)));
}

TEST(DigestLines, AreFoundByTheWholeName) {
  const std::string lines = "a-1.tgz one\na-1.tgz two\nba-1.tgz three\nempty-1.tgz \n";
  EXPECT_TRUE(lists_digest(lines, "a-1.tgz", "one"));
  EXPECT_TRUE(lists_digest(lines, "a-1.tgz", "two"));
  EXPECT_FALSE(lists_digest(lines, "a-1.tgz", "three"));
  EXPECT_FALSE(lists_digest(lines, "1.tgz", "one"));
  EXPECT_FALSE(lists_digest(lines, "empty-1.tgz", ""));
  EXPECT_TRUE(lists_file(lines, "ba-1.tgz"));
  EXPECT_FALSE(lists_file(lines, "empty-1.tgz"));
  EXPECT_FALSE(lists_file(lines, "-1.tgz"));
}

}  // namespace
}  // namespace ngcs::ngc
