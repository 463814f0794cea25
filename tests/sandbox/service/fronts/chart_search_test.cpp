#include "service/fronts/chart_search.h"

#include <gtest/gtest.h>

namespace ngcs::sandbox {
namespace {

SearchSubject operator_chart() {
  return {"nvidia/gpu-operator", "nvidia", "", "gpu-operator", "GPU Operator", "Runs drivers"};
}

bool found(const std::string& q) {
  const auto query = parse_search_query(q);
  EXPECT_TRUE(query) << q;
  return query && matches(*query, operator_chart());
}

TEST(ChartSearch, TakesOnlyJsonObjects) {
  EXPECT_FALSE(parse_search_query(""));
  EXPECT_FALSE(parse_search_query("isaac-sim"));
  EXPECT_FALSE(parse_search_query("[]"));
  const auto query = parse_search_query(R"({"query":"x","page":2,"pageSize":5000})");
  ASSERT_TRUE(query);
  EXPECT_EQ(query->page, 2U);
  EXPECT_EQ(query->page_size, 1000U);
}

TEST(ChartSearch, EveryWordAndFilterMustFit) {
  EXPECT_TRUE(found("{}"));
  EXPECT_TRUE(found(R"({"query":"*"})"));
  EXPECT_TRUE(found(R"({"query":"operator"})"));
  EXPECT_TRUE(found(R"({"query":"DRIVERS gpu"})"));
  EXPECT_FALSE(found(R"({"query":"operator planner"})"));
  EXPECT_TRUE(found(R"({"query":"orgName:nvidia"})"));
  EXPECT_FALSE(found(R"({"query":"orgName:nv"})"));
  EXPECT_TRUE(found(R"({"query":"orgName:nv*"})"));
  EXPECT_TRUE(found(R"({"query":"name:gpu-oper?tor"})"));
  EXPECT_FALSE(found(R"({"query":"","filters":[{"field":"name","value":"other"}]})"));
  EXPECT_TRUE(found(R"({"query":"","filters":[{"field":"isPublic","value":"true"}]})"));
}

TEST(ChartSearch, PatternsFitTheWholeText) {
  EXPECT_TRUE(fits_pattern("a*c", "abbbc"));
  EXPECT_TRUE(fits_pattern("*", ""));
  EXPECT_FALSE(fits_pattern("?", ""));
  EXPECT_FALSE(fits_pattern("a*c", "abcd"));
  EXPECT_TRUE(fits_pattern("*b*b*", "abcb"));
}

}  // namespace
}  // namespace ngcs::sandbox
