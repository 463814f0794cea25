#include "service/charts/chart_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/test_support/worlds.h"

namespace ngcs::sandbox {
namespace {

using test::example_world;
using test::kNow;
using Added = ChartStore::Added;

constexpr const char* kPlanner = "mxa8oi8djw7m/zoom/planner";
constexpr const char* kEmpty = "mxa8oi8djw7m/zoom/empty";
constexpr const char* kNew = "mxa8oi8djw7m/zoom/new";

ChartVersion upload(const std::string& version) {
  ChartVersion result;
  result.version = version;
  result.upload = std::make_shared<const ChartPackage>();
  result.created = kNow + 5;
  return result;
}

class Charts : public testing::Test {
 protected:
  std::vector<std::string> versions(const char* path) const {
    std::vector<std::string> result;
    const auto record = store_.find(world_, path);
    if (!record) return {"no record"};
    for (const ChartVersion& version : record->versions) result.push_back(version.version);
    return result;
  }
  World world_ = example_world();
  ChartStore store_;
};

TEST_F(Charts, ShowsTheWorldsOwn) {
  const auto record = store_.find(world_, kPlanner);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->fields["shortDescription"], "Planner");
  EXPECT_NE(record->of_world, nullptr);
  EXPECT_THAT(versions(kPlanner), testing::ElementsAre("0.1.0"));
  EXPECT_THAT(versions(kEmpty), testing::IsEmpty());
  EXPECT_FALSE(store_.find(world_, kNew));
  EXPECT_THAT(store_.paths(world_, "mxa8oi8djw7m", "zoom"), testing::ElementsAre(kEmpty, kPlanner));
  EXPECT_THAT(store_.paths(world_, "mxa8oi8djw7m", std::nullopt), testing::IsEmpty());
}

TEST_F(Charts, ARecordComesBeforeItsVersions) {
  EXPECT_EQ(store_.add(world_, kNew, upload("1.0.0"), false), Added::kNoRecord);
  EXPECT_TRUE(store_.create(world_, kNew, {{"shortDescription", "a"}}, kNow));
  EXPECT_FALSE(store_.create(world_, kNew, {{"shortDescription", "b"}}, kNow)) << "it exists";
  EXPECT_FALSE(store_.create(world_, kPlanner, {{"shortDescription", "b"}}, kNow)) << "the world has it";
  EXPECT_EQ(store_.add(world_, kNew, upload("1.0.0"), false), Added::kNew);
  EXPECT_EQ(store_.add(world_, kNew, upload("1.0.0"), false), Added::kExists);
  EXPECT_EQ(store_.add(world_, kNew, upload("1.0.0"), true), Added::kReplaced);
  EXPECT_THAT(versions(kNew), testing::ElementsAre("1.0.0"));
  EXPECT_EQ(store_.find(world_, kNew)->fields["shortDescription"], "a");
}

TEST_F(Charts, AnUploadMayReplaceAVersionOfTheWorldOnlyByForce) {
  EXPECT_EQ(store_.add(world_, kPlanner, upload("0.1.0"), false), Added::kExists);
  EXPECT_EQ(store_.add(world_, kPlanner, upload("0.1.0"), true), Added::kReplaced);
  const auto record = store_.find(world_, kPlanner);
  ASSERT_EQ(record->versions.size(), 1U);
  EXPECT_NE(record->versions.front().upload, nullptr);
}

TEST_F(Charts, ChangesLeaveOtherFieldsAlone) {
  EXPECT_TRUE(store_.change(world_, kPlanner, {{"publisher", "Acme"}}, kNow + 1));
  EXPECT_TRUE(store_.change(world_, kPlanner, {{"displayName", "P"}}, kNow + 2));
  const auto record = store_.find(world_, kPlanner);
  EXPECT_EQ(record->fields["publisher"], "Acme");
  EXPECT_EQ(record->fields["displayName"], "P");
  EXPECT_EQ(record->fields["shortDescription"], "Planner");
  EXPECT_EQ(record->updated, kNow + 2);
  EXPECT_FALSE(store_.change(world_, kNew, {{"publisher", "Acme"}}, kNow));
}

TEST_F(Charts, WhatWasRemovedStaysAwayInAnotherWorldToo) {
  EXPECT_FALSE(store_.remove_version(world_, kPlanner, "9.9.9", kNow));
  EXPECT_TRUE(store_.remove_version(world_, kPlanner, "0.1.0", kNow));
  EXPECT_FALSE(store_.remove_version(world_, kPlanner, "0.1.0", kNow));
  EXPECT_THAT(versions(kPlanner), testing::IsEmpty());
  EXPECT_EQ(store_.add(world_, kPlanner, upload("0.1.0"), false), Added::kNew) << "it can be pushed again";
  EXPECT_TRUE(store_.remove(world_, kPlanner));
  EXPECT_FALSE(store_.remove(world_, kPlanner));
  world_ = example_world();
  EXPECT_FALSE(store_.find(world_, kPlanner));
  EXPECT_TRUE(store_.create(world_, kPlanner, {{"shortDescription", "again"}}, kNow));
  EXPECT_THAT(versions(kPlanner), testing::IsEmpty()) << "the world's versions do not come back";
}

}  // namespace
}  // namespace ngcs::sandbox
