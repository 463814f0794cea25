#include "cli/suggest.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ngcs::cli {
namespace {

TEST(Suggest, Distance) {
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("login", "LOGIN"), 0U);
  EXPECT_EQ(edit_distance("lgoin", "login"), 1U);  // neighbours swapped
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance(std::string(1000, 'a'), "b"), 1000U);
}

TEST(Suggest, NearestOrNothing) {
  const std::vector<std::string> commands = {"login", "logout", "status", "use", "profile"};
  EXPECT_EQ(suggest("logn", commands), "login");
  EXPECT_EQ(suggest("lgout", commands), "logout");
  EXPECT_EQ(suggest("stauts", commands), "status");
  EXPECT_EQ(suggest("us", commands), "use");
  EXPECT_FALSE(suggest("frobnicate", commands));
  EXPECT_FALSE(suggest("x", commands));
  EXPECT_FALSE(suggest("", commands));
  EXPECT_FALSE(suggest("login", {}));
}

}  // namespace
}  // namespace ngcs::cli
