// Lists, --map and conflicts.
#include "migrate/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "migrate/image_list.h"
#include "migrate/path_map.h"

namespace ngcs::migrate {
namespace {

using base::Errc;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const std::string kDigest = "sha256:" + std::string(64, 'a');
const std::string kOther = "sha256:" + std::string(64, 'b');

TEST(ImageList, LinesCommentsAndRepetitions) {
  const auto list =
      parse_image_list("# old account\n nvcr.io/acme/app:1 \r\nacme/zoom/app\t# all tags\n\nacme/app:1\nacme/x@" +
                       kDigest + "\nacme/x:2@" + kDigest);
  ASSERT_TRUE(list) << list.error().message;
  EXPECT_THAT(*list, ElementsAre(Wanted{"acme/app", "1", ""}, Wanted{"acme/zoom/app", "", ""},
                                 Wanted{"acme/x", "", kDigest}, Wanted{"acme/x", "2", kDigest}));
  EXPECT_TRUE(parse_image_list("")->empty());
}

TEST(ImageList, ABadLineIsNamedByItsNumberAndNeverShown) {
  for (const std::string line : {"nvapi-MARKEDkey", "ghcr.io/acme/app", "acme", "acme/../x", "acme/app:1 acme/app:2",
                                 "acme/app@sha256:12", "a/b/c/d", "acme/app\x01"}) {
    const auto list = parse_image_list("acme/app\n\n" + line + "\n");
    ASSERT_FALSE(list) << line;
    EXPECT_EQ(list.error().code, Errc::kUsage);
    EXPECT_THAT(list.error().message, HasSubstr("line 3"));
    EXPECT_THAT(list.error().message + list.error().hint, Not(HasSubstr("MARKED")));
    EXPECT_FALSE(list.error().hint.empty());
  }
  EXPECT_EQ(parse_image_list(std::string(kMaxListBytes + 1, '\n')).error().code, Errc::kUsage);
  std::string many;
  for (std::size_t i = 0; i <= kMaxListed; ++i) many += "a/i" + std::to_string(i) + "\n";
  EXPECT_EQ(parse_image_list(many).error().code, Errc::kUsage);
}

std::string target(const std::vector<std::string>& rules, const std::string& repository,
                   const std::string& org = "new") {
  const auto map = PathMap::parse(rules, org);
  if (!map) return "rule: " + map.error().message;
  const auto to = map->target_of(repository);
  return to ? *to : "target: " + to.error().message;
}

TEST(PathMap, TheLongestRuleWinsAndWithoutOneTheOrgChanges) {
  EXPECT_EQ(target({}, "old/app"), "new/app");
  EXPECT_EQ(target({}, "old/team/app"), "new/team/app");
  const std::vector<std::string> rules = {"old=one", "nvcr.io/old/team=two/zoom", "old/team/app=three/x"};
  EXPECT_EQ(target(rules, "old/app"), "one/app");
  EXPECT_EQ(target(rules, "old/team/other"), "two/zoom/other");
  EXPECT_EQ(target(rules, "old/team/app"), "three/x");
  EXPECT_EQ(target(rules, "older/app"), "new/app") << "whole parts only";
  EXPECT_EQ(target({"old/team=new"}, "old/team/app"), "new/app");
  EXPECT_EQ(target({"old=new/zoom"}, "old/app"), "new/zoom/app");
}

TEST(PathMap, WhatIsNoPairOrLeadsNowhereIsRefused) {
  for (const char* rule :
       {"", "old", "=new", "old=", "old=a/b/c/d", "o ld=new", "old=../x", "old==new", "a/b/c/d=new"}) {
    EXPECT_THAT(target({rule}, "old/app"), HasSubstr("rule: ")) << rule;
  }
  EXPECT_THAT(target({"old=a", "old=b"}, "old/app"), HasSubstr("two --map"));
  EXPECT_THAT(target({"old=new/zoom"}, "old/team/app"), HasSubstr("would become new/zoom/team/app"));
  EXPECT_THAT(target({"old/app=new"}, "old/app"), HasSubstr("no repository"));
  EXPECT_THAT(target({}, "old/app", ""), HasSubstr("no --map says where"));
  EXPECT_EQ(PathMap::parse({}, "")->target_of("old/app").error().code, Errc::kUsage);
}

TEST(Plan, ImagesThatStayWhereTheyAreAreRefused) {
  const auto map = PathMap::parse({}, "acme");
  const auto items = map_items({{"acme/app", "1", ""}}, *map);
  ASSERT_FALSE(items);
  EXPECT_EQ(items.error().code, Errc::kUsage);
  EXPECT_THAT(items.error().hint, HasSubstr("--map acme/app="));
}

TEST(Plan, TwoSourcesUnderOneNameAreAConflictUnlessTheyAreTheSame) {
  const auto map = PathMap::parse({"a=new", "b=new"}, "new");
  auto items = map_items({{"a/app", "1", ""}, {"b/app", "1", ""}, {"b/app", "2", ""}}, *map);
  ASSERT_TRUE(items);
  (*items)[0].digest = kDigest;
  (*items)[1].digest = kDigest;
  (*items)[2].digest = kOther;
  EXPECT_TRUE(check_conflicts(*items));
  (*items)[1].digest = kOther;
  const auto conflict = check_conflicts(*items);
  ASSERT_FALSE(conflict);
  EXPECT_EQ(conflict.error().code, Errc::kConflict);
  EXPECT_THAT(conflict.error().message, HasSubstr("a/app:1 and b/app:1"));
  (*items)[1].leave_out({Errc::kNotFound, "gone"});
  EXPECT_TRUE(check_conflicts(*items)) << "what is not copied meets nothing";
  EXPECT_THAT(target_repositories(*items), ElementsAre("new/app"));
  const Totals totals = totals_of(*items);
  EXPECT_EQ(totals.to_copy, 2U);
  EXPECT_EQ(totals.left_out, 1U);
}

}  // namespace
}  // namespace ngcs::migrate
