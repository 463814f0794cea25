#include "ngc/chart_api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_transport.h"
#include "ngc/chart_error.h"
#include "ngc/chart_json.h"
#include "ngc/chart_yaml.h"

namespace ngcs::ngc {
namespace {

using base::Errc;
using secret::SecretString;
using test::answer;
using test::FakeTransport;
using test::json_answer;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string kApi = "https://api.ngc.nvidia.com/v2/org/acme/team/zoom/helm-charts";

class ChartApiTest : public testing::Test {
 protected:
  const base::FixedClock clock_{0};
  const SecretString key_{"nvapi-MARKED0123456789"};
  const registry::Space space_{"acme", "zoom"};
  FakeTransport transport_;
  ApiClient api_{transport_, clock_, key_, key::Kind::kScoped};
  ChartApi charts_{api_};
};

TEST_F(ChartApiTest, ARecordWithEverythingInIt) {
  transport_.get(kApi + "/planner",
                 json_answer(200, R"({"artifact":{"name":"planner","orgName":"acme","teamName":"zoom",
    "displayName":"Planner\u001b[31m","shortDescription":"Plans","publisher":"Acme","builtBy":"CI","logo":"https://l",
    "labels":["a",{"key":"b"}],"attributes":[{"key":"tier","value":"gold"}],"description":"one\ntwo","isReadOnly":true,
    "createdDate":"2026-01-01T00:00:00.000Z","updatedDate":"2026-01-02T00:00:00.000Z","latestVersionId":"1.2.3",
    "latestVersionSizeInBytes":1234,"isPublic":false,"createdByUser":"Ada"},"requestStatus":{}})"));
  const auto record = charts_.record(space_, "planner");
  ASSERT_TRUE(record && *record);
  EXPECT_EQ((*record)->path(), "acme/zoom/planner");
  EXPECT_EQ((*record)->display_name, "Planner\\x1b[31m");
  EXPECT_THAT((*record)->labels, ElementsAre("a", "b"));
  EXPECT_EQ((*record)->attributes.at(0).second, "gold");
  EXPECT_EQ((*record)->overview, "one\ntwo");
  EXPECT_EQ((*record)->latest_size, 1234U);
  EXPECT_EQ((*record)->read_only, true);
  EXPECT_EQ((*record)->created_by, "Ada");
}

TEST_F(ChartApiTest, AbsenceIsAValueAndOtherThingsAreErrors) {
  transport_.get(kApi + "/none", answer(404));
  const auto none = charts_.record(space_, "none");
  ASSERT_TRUE(none);
  EXPECT_FALSE(*none);
  transport_.get(kApi + "/odd", json_answer(200, "[]"));
  EXPECT_EQ(charts_.record(space_, "odd").error().code, Errc::kUnexpected);
  transport_.get(kApi + "/bad", json_answer(200, R"({"artifact":{"name":"../../x"}})"));
  EXPECT_EQ(charts_.record(space_, "bad").error().code, Errc::kUnexpected);
}

TEST_F(ChartApiTest, EveryRefusalHasItsOwnCode) {
  const std::vector<std::pair<int, Errc>> expected = {
      {401, Errc::kUnexpected},  {402, Errc::kNotEntitled}, {403, Errc::kNotEntitled},
      {409, Errc::kConflict},    {413, Errc::kTooLarge},    {429, Errc::kService},
      {451, Errc::kNotEntitled}, {500, Errc::kService},     {503, Errc::kService}};
  for (const auto& [status, code] : expected) {
    FakeTransport transport;
    transport.on(http::Method::kPost, kApi, json_answer(status, R"({"requestStatus":{"statusDescription":"why"}})"));
    ApiClient api(transport, clock_, key_, key::Kind::kScoped);
    const auto made = ChartApi(api).create(space_, "planner", {.short_description = "x"});
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, code) << status;
    EXPECT_EQ(made.error().detail, status);
    EXPECT_THAT(made.error().message, HasSubstr("why"));
    EXPECT_EQ(transport.seen().size(), 1U) << "a change is never repeated by itself";
  }
  EXPECT_THAT(chart_error({Errc::kNotEntitled, "", "", 403}, ChartAction::kWrite, "acme/zoom").hint,
              HasSubstr("Registry User or Registry Admin in acme/zoom"));
  EXPECT_THAT(chart_error({Errc::kNotEntitled, "", "", 403}, ChartAction::kRemove, "acme").hint,
              HasSubstr("Registry Admin"));
}

TEST_F(ChartApiTest, PagesAreReadUntilTheLastOne) {
  transport_.get(kApi, json_answer(200, R"({"artifacts":[{"name":"a"},{"name":"b"}],
    "paginationInfo":{"index":0,"totalPages":2,"nextPage":1}})"));
  transport_.get(kApi, json_answer(200, R"({"artifacts":[{"name":"c"}],"paginationInfo":{"index":1,"totalPages":2}})"));
  const auto charts = charts_.list(space_);
  ASSERT_TRUE(charts) << charts.error().message;
  ASSERT_EQ(charts->size(), 3U);
  EXPECT_EQ(charts->at(2).path(), "acme/zoom/c");
  EXPECT_THAT(transport_.urls().at(1), HasSubstr("page-number=1"));
}

TEST_F(ChartApiTest, AServiceThatGivesTheSamePageForEverEnds) {
  transport_.get(kApi, json_answer(200, R"({"artifacts":[{"name":"a"}],"paginationInfo":{"nextPage":1}})"));
  const auto charts = charts_.list(space_);
  ASSERT_TRUE(charts);
  EXPECT_EQ(charts->size(), 1U);
  EXPECT_EQ(transport_.seen().size(), 2U);
}

TEST_F(ChartApiTest, ChangesSayExactlyWhatWasNamed) {
  transport_.on(http::Method::kPatch, kApi + "/planner", json_answer(200, "{}"));
  ChartChange change;
  change.publisher = "Acme";
  change.labels = std::vector<std::string>{};
  change.attributes = std::vector<std::pair<std::string, std::string>>{{"k", "v"}};
  ASSERT_TRUE(charts_.update(space_, "planner", change));
  EXPECT_EQ(transport_.seen().at(0).body, R"({"publisher":"Acme","labels":[],"attributes":[{"key":"k","value":"v"}]})");
  EXPECT_EQ(transport_.seen().at(0).content_type, "application/json");
  EXPECT_EQ(transport_.seen().at(0).form, "bearer");
}

TEST_F(ChartApiTest, VersionsAndFiles) {
  transport_.get(kApi + "/planner/versions",
                 json_answer(200, R"({"artifactVersions":[{"id":"1.0.0","status":"UPLOAD_PENDING",
    "totalSizeInBytes":5,"totalFileCount":2},{"versionId":"0.9.0+b"},{"id":"a/b"}]})"));
  const auto versions = charts_.versions(space_, "planner");
  ASSERT_TRUE(versions && *versions);
  ASSERT_EQ((*versions)->size(), 2U);
  EXPECT_FALSE((*versions)->at(0).complete());
  EXPECT_TRUE((*versions)->at(1).complete());
  transport_.get(kApi + "/planner/versions/1.0.0/files",
                 json_answer(200, R"({"artifactFiles":[{"path":"planner/Chart.yaml","sizeInBytes":9}]})"));
  const auto files = charts_.files(space_, "planner", "1.0.0");
  ASSERT_TRUE(files);
  EXPECT_EQ(files->at(0).path, "planner/Chart.yaml");
  transport_.on(http::Method::kDelete, kApi + "/planner/versions/1.0.0", answer(404));
  const auto gone = charts_.remove_version(space_, "planner", "1.0.0");
  ASSERT_TRUE(gone);
  EXPECT_FALSE(*gone);
}

TEST(PublicCharts, NoKeyIsSent) {
  FakeTransport transport;
  transport.get("https://api.ngc.nvidia.com/v2/helm-charts/nvidia/gpu-operator/versions",
                json_answer(200, R"({"artifactVersions":[{"id":"24.3.0"}]})"));
  const auto versions = public_chart_versions(transport, {"nvidia", {}}, "gpu-operator");
  ASSERT_TRUE(versions && *versions);
  EXPECT_EQ(transport.seen().at(0).form, "none");
}

TEST(ChartYamlFile, WhatARecordIsMadeOf) {
  const auto chart = parse_chart_yaml(
      "apiVersion: v2\nname: planner\nversion: \"0.1.0\"\nappVersion: 1.2\ndescription: |\n  Plans things.\n"
      "icon: https://acme.example/i.png\nkeywords: [a, b]\ndependencies:\n  - name: other\n    version: 9.9.9\n"
      "annotations:\n  name: not this\n");
  ASSERT_TRUE(chart) << chart.error().message;
  EXPECT_EQ(chart->name, "planner");
  EXPECT_EQ(chart->version, "0.1.0");
  EXPECT_EQ(chart->app_version, "1.2");
  EXPECT_EQ(chart->description, "Plans things.");
  EXPECT_EQ(chart->icon, "https://acme.example/i.png");
  EXPECT_THAT(chart->keywords, ElementsAre("a", "b"));
}

TEST(ChartYamlFile, WhatIsNoChartIsRefused) {
  for (const char* text :
       {"", "[]", "name: a", "version: 1.0.0", "name: ../a\nversion: 1.0.0", "name: a/b\nversion: 1.0.0",
        "name: a\nversion: x", "name: a\nversion: 1.0.0/..", "name: [a]\nversion: 1.0.0",
        "? [a]\n: b\nname: a\nversion: 1.0.0", "name: a\nversion: 1.0.0\nx: [", "just text"}) {
    EXPECT_FALSE(parse_chart_yaml(text)) << text;
  }
  std::string deep = "name: a\nversion: 1.0.0\nx: ";
  for (int i = 0; i < 100; ++i) deep += "[";
  EXPECT_FALSE(parse_chart_yaml(deep));
  EXPECT_EQ(parse_chart_yaml(std::string(2 << 20, 'a')).error().code, Errc::kTooLarge);
}

}  // namespace
}  // namespace ngcs::ngc
