#include "service/charts/archive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <array>
#include <cstdio>
#include <fstream>

#include "service/charts/chart_shelf.h"
#include "service/test_support/helm.h"
#include "service/test_support/tls.h"

namespace ngcs::sandbox {
namespace {

// A ustar header, and the content in whole blocks.
std::string member(const std::string& name, const std::string& content, char type = '0') {
  std::string block(512, '\0');
  block.replace(0, name.size(), name);
  std::array<char, 13> size{};
  std::snprintf(size.data(), size.size(), "%011o", static_cast<unsigned>(content.size()));
  block.replace(124, 11, size.data());
  block[156] = type;
  block.replace(257, 6, std::string("ustar\0", 6));
  std::string padded = content;
  padded.resize((content.size() + 511) / 512 * 512);
  return block + padded;
}

class Archive : public testing::Test {
 protected:
  std::string write(const std::string& tar, bool compress = true) {
    std::string path = directory_.path() + "/a.tgz";
    if (compress) {
      gzFile file = gzopen(path.c_str(), "wb");
      gzwrite(file, tar.data(), static_cast<unsigned>(tar.size()));
      gzclose(file);
    } else {
      std::ofstream(path) << tar;
    }
    return path;
  }
  test::TempDir directory_;
};

TEST_F(Archive, ListsFilesWithTheirSizes) {
  const auto files = list_archive(write(member("x/Chart.yaml", "name: x\n") + member("x/", "", '5') +
                                        member("pax", "17 path=x/other\n", 'x') +
                                        member("x/big", std::string(1500, 'b')) + std::string(1024, '\0')));
  ASSERT_TRUE(files) << files.error().message;
  ASSERT_EQ(files->size(), 2U);
  EXPECT_EQ(files->at(0).path, "x/Chart.yaml");
  EXPECT_EQ(files->at(0).size, 8U);
  EXPECT_EQ(files->at(1).path, "x/big");
  EXPECT_EQ(files->at(1).size, 1500U);
}

TEST_F(Archive, RefusesWhatIsNone) {
  const auto whole = member("x/Chart.yaml", std::string(600, 'c'));
  EXPECT_FALSE(list_archive(write(whole, false)));
  EXPECT_FALSE(list_archive(write("hello")));
  EXPECT_FALSE(list_archive(write(whole.substr(0, 700)))) << "cut within the content";
  std::string bad_size = whole;
  bad_size.replace(124, 11, "9999zz");
  EXPECT_FALSE(list_archive(write(bad_size)));
  EXPECT_FALSE(list_archive(directory_.path() + "/missing"));
}

TEST_F(Archive, ReadsWhatHelmPackages) {
  ChartShelf shelf(directory_.path(), test::real_helm());
  if (!shelf.available()) GTEST_SKIP() << "no Helm on this machine";
  const auto packages = shelf.packages({{"planner", "1.0.0", "text", 5 << 20}});
  ASSERT_TRUE(packages) << packages.error().message;
  const auto files = list_archive(packages->front()->file);
  ASSERT_TRUE(files) << files.error().message;
  std::vector<std::string> paths;
  for (const ArchivedFile& file : *files) paths.push_back(file.path);
  EXPECT_THAT(paths, testing::IsSupersetOf({"planner/Chart.yaml", "planner/templates/configmap.yaml",
                                            "planner/files/0.bin", "planner/files/1.bin"}));
  EXPECT_GT(packages->front()->size, 5U << 20) << "the payload does not compress";
}

}  // namespace
}  // namespace ngcs::sandbox
