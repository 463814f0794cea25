#include "commands/chart_archive.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "base/fd.h"
#include "make_chart.h"
#include "temp_dir.h"

namespace ngcs::helm_ngc {
namespace {

using base::Errc;
using test::Entry;
using testing::HasSubstr;

class ChartArchive : public testing::Test {
 protected:
  base::Result<ngc::ChartYaml> read(const ArchiveLimits& limits = {}) {
    const base::UniqueFd fd(::open(file_.c_str(), O_RDONLY | O_CLOEXEC));
    return read_chart_yaml(fd.get(), limits);
  }
  base::Result<std::string> unpack(const ArchiveLimits& limits = {}) {
    const base::UniqueFd fd(::open(file_.c_str(), O_RDONLY | O_CLOEXEC));
    return unpack_chart(fd.get(), into_, limits);
  }
  // Nothing is left where something was refused.
  void expect_refused(const std::vector<Entry>& entries, std::string_view why) {
    test::write_tgz(file_, entries);
    const auto unpacked = unpack();
    ASSERT_FALSE(unpacked) << why;
    EXPECT_THAT(unpacked.error().message, HasSubstr(std::string(why)));
    EXPECT_TRUE(std::filesystem::is_empty(into_)) << why;
    EXPECT_FALSE(std::filesystem::exists(dir_ / "outside")) << why;
  }

  test::TempDir dir_;
  std::string file_ = dir_ / "a.tgz";
  std::string into_ = [this] {
    std::filesystem::create_directory(dir_ / "into");
    return dir_ / "into";
  }();
};

TEST_F(ChartArchive, TheChartsOwnChartYaml) {
  test::write_tgz(file_, {{"app/charts/dep/Chart.yaml", test::chart_yaml("dep", "9.9.9")},
                          {"./app/Chart.yaml", test::chart_yaml("app", "1.0.0")}});
  const auto chart = read();
  ASSERT_TRUE(chart) << chart.error().message;
  EXPECT_EQ(chart->name, "app");
  EXPECT_EQ(chart->version, "1.0.0");
}

TEST_F(ChartArchive, WhatIsNoChart) {
  test::write_file(file_, "no archive at all");
  EXPECT_EQ(read().error().code, Errc::kInvalidInput);
  test::write_file(file_, "");
  EXPECT_FALSE(read());
  test::write_tgz(file_, {{"app/values.yaml", "x"}});
  EXPECT_THAT(read().error().message, HasSubstr("no Chart.yaml"));
  test::write_tgz(file_, {{"app/Chart.yaml", test::chart_yaml("app", "1.0.0")}}, false);
  EXPECT_THAT(read().error().message, HasSubstr("gzip"));
  test::write_tgz(file_, {{"app/Chart.yaml", {}, AE_IFLNK, "/etc/passwd"}});
  EXPECT_FALSE(read());
}

TEST_F(ChartArchive, SizesAreLimited) {
  test::write_tgz(file_, {{"app/big", std::string(100000, '0')}, {"app/Chart.yaml", test::chart_yaml("app", "1.0.0")}});
  EXPECT_EQ(unpack({.entries = 10, .bytes = 5000}).error().code, Errc::kTooLarge);
  EXPECT_EQ(unpack({.entries = 1, .bytes = 500000}).error().code, Errc::kTooLarge);
  EXPECT_TRUE(std::filesystem::is_empty(into_));
  test::write_tgz(file_, {{"app/Chart.yaml", test::chart_yaml("app", "1.0.0") + std::string(2 << 20, '#')}});
  EXPECT_EQ(read().error().code, Errc::kTooLarge);
}

TEST_F(ChartArchive, UnpacksFilesWithOrdinaryModes) {
  test::write_tgz(file_, {{"app", {}, AE_IFDIR, {}, 0777},
                          {"app/Chart.yaml", test::chart_yaml("app", "1.0.0"), AE_IFREG, {}, 06777},
                          {"app/templates/a.yaml", "kind: A", AE_IFREG, {}, 0600}});
  const auto top = unpack();
  ASSERT_TRUE(top) << top.error().message;
  EXPECT_EQ(*top, "app");
  EXPECT_EQ(test::slurp(into_ + "/app/templates/a.yaml"), "kind: A");
  struct stat status {};
  ASSERT_EQ(::stat((into_ + "/app/Chart.yaml").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07022U, 0U) << "no set-uid bits, not writable by others";
  const auto again = unpack();
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Errc::kConflict);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(into_), std::filesystem::directory_iterator()), 1);
}

TEST_F(ChartArchive, NothingIsWrittenOutside) {
  expect_refused({{"../outside", "x"}}, "outside itself");
  expect_refused({{"app/../../outside", "x"}}, "outside itself");
  expect_refused({{"/tmp/outside", "x"}}, "outside itself");
  expect_refused({{"app/a", "x"}, {"app//b", "x"}}, "outside itself");
  expect_refused({{"app/a\\..\\b", "x"}}, "outside itself");
  expect_refused({{"app/a", "x"}, {"other/b", "x"}}, "more than one top");
  expect_refused({{"app/link", {}, AE_IFLNK, "../.."}, {"app/link/outside", "x"}}, "a link or a device");
  expect_refused({{"app/a", "x"}, {"app/b", {}, AE_IFREG, "app/a"}}, "a link or a device");
  expect_refused({{"app/fifo", {}, AE_IFIFO}}, "a link or a device");
  expect_refused({{"app/a", "x"}, {"app/a", "y"}}, "twice");
  expect_refused({{"app", "x"}}, "top is no directory");
}

TEST(SafePath, Rules) {
  for (const char* path : {"app/Chart.yaml", "app", "app/.helmignore", "app/templates/_helpers.tpl"}) {
    EXPECT_TRUE(is_safe_path(path)) << path;
  }
  for (const std::string& path :
       {std::string(""), std::string("/"), std::string("a/"), std::string(".."), std::string("a/.."),
        std::string("a/./b"), std::string("C:x"), std::string("a\\b"), std::string("a\nb"), std::string("a\0b", 3),
        std::string("\xff"), std::string(5000, 'a')}) {
    EXPECT_FALSE(is_safe_path(path)) << path;
  }
}

}  // namespace
}  // namespace ngcs::helm_ngc
