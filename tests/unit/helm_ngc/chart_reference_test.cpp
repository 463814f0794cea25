#include "commands/chart_reference.h"

#include <gtest/gtest.h>

namespace ngcs::helm_ngc {
namespace {

using base::Errc;

TEST(ChartReferences, AllForms) {
  const auto team = parse_chart_reference("acme/zoom/planner:0.1.0");
  ASSERT_TRUE(team);
  EXPECT_EQ(team->space.org, "acme");
  EXPECT_EQ(team->space.team, "zoom");
  EXPECT_EQ(team->name, "planner");
  EXPECT_EQ(team->version, "0.1.0");
  EXPECT_EQ(team->text(), "acme/zoom/planner:0.1.0");
  const auto org = parse_chart_reference("ngc://nvidia/gpu-operator");
  ASSERT_TRUE(org);
  EXPECT_EQ(org->path(), "nvidia/gpu-operator");
  EXPECT_TRUE(org->version.empty());
  EXPECT_EQ(parse_chart_reference("acme/planner:>=1.0 <2.0")->version, ">=1.0 <2.0");
}

TEST(ChartReferences, WhatIsNone) {
  for (const char* text : {"", "planner", "acme/", "/planner", "a/b/c/d", "acme/planner:", "acme/../x", "acme/pl anner",
                           "acme/-x", "https://helm.ngc.nvidia.com/acme/x", "acme/x:1\n2"}) {
    const auto chart = parse_chart_reference(text);
    ASSERT_FALSE(chart) << text;
    EXPECT_EQ(chart.error().code, Errc::kUsage) << text;
  }
}

TEST(Patterns, AreMatchedOnThePathOrOnTheName) {
  const auto matches = [](const char* pattern, const char* space, const char* name) {
    const auto parsed = parse_pattern(pattern);
    EXPECT_TRUE(parsed) << pattern;
    return parsed && parsed->matches(space, name);
  };
  EXPECT_TRUE(matches("", "acme", "x"));
  EXPECT_TRUE(matches("*oper*", "nvidia", "gpu-operator"));
  EXPECT_FALSE(matches("oper", "nvidia", "gpu-operator"));
  EXPECT_TRUE(matches("acme/*", "acme/zoom", "planner"));
  EXPECT_TRUE(matches("acme/zoom/pl?nner", "acme/zoom", "planner"));
  EXPECT_FALSE(matches("acme/zoom/*", "acme", "planner"));
  EXPECT_TRUE(matches("acme/[pq]*", "acme", "planner"));
}

TEST(Patterns, SayWhereToLook) {
  EXPECT_EQ(parse_pattern("acme/zoom/*")->org(), "acme");
  EXPECT_EQ(parse_pattern("acme/zoom/*")->team(), "zoom");
  EXPECT_EQ(parse_pattern("acme/*/x")->team(), "");
  EXPECT_TRUE(parse_pattern("acme/*")->wants_teams());
  EXPECT_FALSE(parse_pattern("acme/planner")->wants_teams());
  EXPECT_EQ(parse_pattern("*/x")->org(), "");
  EXPECT_EQ(parse_pattern("acme/planner:*")->versions, "*");
  EXPECT_EQ(parse_pattern("acme/planner:1.*")->versions, "1.*");
  EXPECT_TRUE(parse_pattern("acme/planner:1.*")->matches_version("1.2.3"));
  EXPECT_FALSE(parse_pattern("a/b/c/d"));
}

}  // namespace
}  // namespace ngcs::helm_ngc
