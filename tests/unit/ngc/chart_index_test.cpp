#include "ngc/chart_index.h"

#include <gtest/gtest.h>

#include <string>

namespace ngcs::ngc {
namespace {

const std::string kDigest(64, 'b');

ChartIndex index(const std::string& entries) {
  auto parsed = ChartIndex::parse(R"({"apiVersion":"v1","serverInfo":{"entries":{"no":[{"version":"9"}]}},"entries":)" +
                                  entries + "}");
  EXPECT_TRUE(parsed);
  return parsed ? *parsed : ChartIndex();
}

std::string found(const ChartIndex& charts, const std::string& chart, const std::string& wanted, bool devel = false) {
  const auto version = charts.find(chart, wanted, devel);
  if (!version) return "ERROR";
  return *version == nullptr ? "none" : (*version)->version;
}

TEST(ChartIndex, TakesWhatIsAsked) {
  const ChartIndex charts = index(R"({"app":[{"name":"app","version":"1.2.3","appVersion":"7","description":"d",
      "digest":"sha256:)" + kDigest +
                                  R"(","created":"2026-01-01T00:00:00Z","type":"application","kubeVersion":">=1.2",
      "deprecated":true,"annotations":{"version":"no","urls":"no"},"maintainers":[{"name":"no"}],
      "dependencies":[{"name":"no","version":"no","tags":["no"]}],"urls":["charts/app-1.2.3.tgz","b"]}],"empty":[]})");
  ASSERT_EQ(charts.charts().size(), 2U);
  const auto* versions = charts.versions("app");
  ASSERT_NE(versions, nullptr);
  ASSERT_EQ(versions->size(), 1U);
  const IndexedVersion& one = versions->front();
  EXPECT_EQ(one.name, "app");
  EXPECT_EQ(one.version, "1.2.3");
  EXPECT_EQ(one.app_version, "7");
  EXPECT_EQ(one.description, "d");
  EXPECT_EQ(one.digest, kDigest);
  EXPECT_EQ(one.created, "2026-01-01T00:00:00Z");
  EXPECT_EQ(one.type, "application");
  EXPECT_EQ(one.kube_version, ">=1.2");
  EXPECT_TRUE(one.deprecated);
  EXPECT_EQ(one.urls, (std::vector<std::string>{"charts/app-1.2.3.tgz", "b"}));
  EXPECT_EQ(charts.versions("no"), nullptr);
  EXPECT_TRUE(charts.versions("empty")->empty());
  EXPECT_EQ(charts.digest_of("app-1.2.3.tgz"), kDigest);
  EXPECT_EQ(charts.digest_of("b"), "");
}

TEST(ChartIndex, VersionsAreFoundAsHelmFindsThem) {
  const ChartIndex charts = index(R"({"app":[{"version":"1.0.0"},{"version":"2.0.0-rc.1"},{"version":"oops"},
      {"version":"1.10.0"},{"version":"1.9.0"},{"version":"1.2"}],"pre":[{"version":"0.1.0-a"},{"version":"0.1.0-b"}]})");
  std::string order;
  for (const auto& one : *charts.versions("app")) order += one.version + " ";
  EXPECT_EQ(order, "2.0.0-rc.1 1.10.0 1.9.0 1.2 1.0.0 oops ");
  EXPECT_EQ(found(charts, "app", ""), "1.10.0");
  EXPECT_EQ(found(charts, "app", "", true), "2.0.0-rc.1");
  EXPECT_EQ(found(charts, "app", "1.0.0"), "1.0.0");
  EXPECT_EQ(found(charts, "app", "^1.2"), "1.10.0");
  EXPECT_EQ(found(charts, "app", "~1.9"), "1.9.0");
  EXPECT_EQ(found(charts, "app", "1.2"), "1.2");  // exactly, before it is a range
  EXPECT_EQ(found(charts, "app", "2.0.0-rc.1"), "2.0.0-rc.1");
  EXPECT_EQ(found(charts, "app", "oops"), "oops");
  EXPECT_EQ(found(charts, "app", "3"), "none");
  EXPECT_EQ(found(charts, "app", "not a range"), "ERROR");
  EXPECT_EQ(found(charts, "pre", ""), "none");
  EXPECT_EQ(found(charts, "pre", "", true), "0.1.0-b");
  EXPECT_EQ(found(charts, "other", ""), "none");
}

TEST(ChartIndex, WhatIsNoIndexIsRefused) {
  for (const char* text : {"", "[]", "1", "{", "{\"entries\":", "null", "apiVersion: v1"}) {
    EXPECT_FALSE(ChartIndex::parse(text)) << text;
  }
  EXPECT_FALSE(ChartIndex::parse(std::string(40, '[') + std::string(40, ']')));
  EXPECT_TRUE(ChartIndex::parse("{}")->charts().empty());
  EXPECT_TRUE(ChartIndex::parse(R"({"entries":null})")->charts().empty());
  EXPECT_TRUE(ChartIndex::parse(R"({"entries":{"a":null,"b":[null,1,"x"]}})")->versions("b")->empty());
}

}  // namespace
}  // namespace ngcs::ngc
