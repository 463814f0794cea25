#include "service/fronts/api_charts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/fronts/api_site.h"
#include "service/test_support/ask.h"
#include "service/test_support/helm.h"
#include "service/test_support/tls.h"

namespace ngcs::sandbox {
namespace {

using test::ask;
using test::bearer;
using test::example_world;
using test::Question;
using test::Reply;
using testing::HasSubstr;

constexpr const char* kZoom = "/v2/org/mxa8oi8djw7m/team/zoom/helm-charts";

class ApiCharts : public testing::Test {
 protected:
  explicit ApiCharts(const std::string& helm = "") : shelf_(directory_.path(), helm) { use(example_world()); }
  void use(World world) {
    world_ = world;
    state_.set_world(std::move(world));
  }
  Reply send(const char* method, const std::string& target, const char* key_id = nullptr,
             const std::string& body = "") {
    Question question{.method = method, .target = target, .body = body};
    if (key_id != nullptr) question.headers.push_back(bearer(test::value_of(world_, key_id)));
    return ask(state_, site_, question);
  }
  Reply get(const std::string& target, const char* key_id = nullptr) { return send("GET", target, key_id); }
  // A world in which the user is an administrator of the team.
  World admins_world() const {
    World world = example_world();
    world.users.front().roles.push_back(test::role("mxa8oi8djw7m", "zoom", "REGISTRY_ADMIN"));
    return world;
  }

  test::TempDir directory_;
  base::FixedClock clock_{test::kNow};
  State state_{clock_};
  ChartShelf shelf_;
  ApiSite site_{shelf_};
  World world_;
};

TEST_F(ApiCharts, RecordsAreForWhoMayReadThem) {
  const std::string planner = std::string(kZoom) + "/planner";
  EXPECT_EQ(get(planner).status(), 401);
  EXPECT_EQ(get(planner, "ada-old").status(), 401);
  EXPECT_EQ(get(planner, "ada-own").status(), 403);
  const auto record = get(planner, "ada-acme");
  ASSERT_EQ(record.status(), 200) << record.body();
  const auto artifact = record.json()["artifact"];
  EXPECT_EQ(artifact["name"], "planner");
  EXPECT_EQ(artifact["orgName"], "mxa8oi8djw7m");
  EXPECT_EQ(artifact["teamName"], "zoom");
  EXPECT_EQ(artifact["shortDescription"], "Planner");
  EXPECT_EQ(artifact["artifactType"], "HELM_CHART");
  EXPECT_EQ(artifact["latestVersionId"], "0.1.0");
  EXPECT_EQ(artifact["isPublic"], false);
  EXPECT_FALSE(get(std::string(kZoom) + "/empty", "ada-acme").json()["artifact"].contains("latestVersionId"));
  const auto missing = get(std::string(kZoom) + "/nothing", "ada-acme");
  EXPECT_EQ(missing.status(), 404);
  EXPECT_EQ(missing.json()["type"], "urn:kaizen:problem-details:artifact-not-found");
  EXPECT_EQ(get(std::string(kZoom) + "/nothing", "ada-own").status(), 403) << "existence is not revealed";
  EXPECT_EQ(get("/v2/org/nvidia/helm-charts/gpu-operator").status(), 401) << "org-scoped, also for what is public";
  EXPECT_EQ(get("/v2/org/nvidia/helm-charts/gpu-operator", "ada-acme").json()["artifact"]["isPublic"], true);
  EXPECT_EQ(get("/v2/org/nvaie/helm-charts/gpu-operator", "ada-own").status(), 403) << "no enablement";
  EXPECT_EQ(get("/v2/org/nvaie/helm-charts/gpu-operator/versions/24.3.0", "ada-acme").status(), 200);
}

TEST_F(ApiCharts, ListsKnowTheirPages) {
  const auto list = get(std::string(kZoom) + "?page-size=1&page-number=1", "ada-acme");
  ASSERT_EQ(list.status(), 200);
  EXPECT_EQ(list.json()["artifacts"].size(), 1U);
  EXPECT_EQ(list.json()["artifacts"][0]["name"], "planner");
  EXPECT_EQ(list.json()["paginationInfo"]["totalResults"], 2);
  EXPECT_EQ(get(kZoom, "ada-own").status(), 403);
  EXPECT_EQ(get("/v2/org/mxa8oi8djw7m/helm-charts", "ada-acme").json()["artifacts"].size(), 0U);
  const auto versions = get("/v2/org/nvidia/helm-charts/gpu-operator/versions", "ada-acme");
  EXPECT_EQ(versions.json()["artifactVersions"].size(), 3U);
  EXPECT_EQ(versions.json()["artifactVersions"][0]["id"], "24.9.0-rc.1");
  EXPECT_EQ(versions.json()["artifactVersions"][0]["status"], "UPLOAD_COMPLETE");
}

TEST_F(ApiCharts, ARecordIsMadeChangedAndRemovedByWhoMay) {
  const std::string body = R"({"name":"made","shortDescription":"By a test","labels":["a"],"publisher":"Acme"})";
  EXPECT_EQ(send("POST", kZoom, nullptr, body).status(), 401);
  EXPECT_EQ(send("POST", "/v2/org/mxa8oi8djw7m/helm-charts", "ada-acme", body).status(), 403) << "reads only";
  EXPECT_EQ(send("POST", "/v2/org/nvidia/helm-charts", "ada-acme", body).status(), 403);
  EXPECT_EQ(send("POST", kZoom, "ci", body).status(), 403);
  EXPECT_EQ(send("POST", kZoom, "ada-acme", "no json").status(), 400);
  EXPECT_EQ(send("POST", kZoom, "ada-acme", R"({"name":"made"})").status(), 400) << "no short description";
  EXPECT_EQ(send("POST", kZoom, "ada-acme", R"({"name":"a/b","shortDescription":"x"})").status(), 400);
  EXPECT_EQ(send("POST", kZoom, "ada-acme", R"({"name":"a","shortDescription":"x","labels":"a"})").status(), 400);
  const auto made = send("POST", kZoom, "ada-acme", body);
  ASSERT_EQ(made.status(), 200) << made.body();
  EXPECT_EQ(made.json()["artifact"]["publisher"], "Acme");
  EXPECT_EQ(made.json()["artifact"]["labels"][0], "a");
  const auto again = send("POST", kZoom, "ada-acme", body);
  EXPECT_EQ(again.status(), 409);
  EXPECT_EQ(again.json()["requestStatus"]["statusCode"], "EXISTS");

  const std::string record = std::string(kZoom) + "/made";
  const auto changed =
      send("PATCH", record, "ada-acme", R"({"displayName":"Made","attributes":[{"key":"k","value":"v"}],"unknown":1})");
  ASSERT_EQ(changed.status(), 200) << changed.body();
  EXPECT_EQ(changed.json()["artifact"]["displayName"], "Made");
  EXPECT_EQ(changed.json()["artifact"]["attributes"][0]["key"], "k");
  EXPECT_EQ(changed.json()["artifact"]["publisher"], "Acme") << "what is not named stays";
  EXPECT_EQ(send("PATCH", record, "ci", R"({"displayName":"x"})").status(), 403);
  EXPECT_EQ(send("PATCH", record, "ada-acme", R"({"displayName":7})").status(), 400);
  EXPECT_EQ(send("PATCH", std::string(kZoom) + "/none", "ada-acme", R"({"displayName":"x"})").status(), 404);

  EXPECT_EQ(send("DELETE", record, "ada-acme").status(), 403) << "a writer does not remove";
  use(admins_world());
  EXPECT_EQ(send("DELETE", record, "ada-acme").status(), 200);
  EXPECT_EQ(send("DELETE", record, "ada-acme").status(), 404);
  EXPECT_EQ(get(record, "ada-acme").status(), 404);
}

TEST_F(ApiCharts, AVersionIsRemovedAlone) {
  const std::string version = std::string(kZoom) + "/planner/versions/0.1.0";
  EXPECT_EQ(send("DELETE", version, "ada-acme").status(), 403);
  use(admins_world());
  EXPECT_EQ(send("DELETE", version, "ada-acme").status(), 200);
  EXPECT_EQ(send("DELETE", version, "ada-acme").status(), 404);
  EXPECT_EQ(get(version, "ada-acme").status(), 404);
  EXPECT_EQ(get(std::string(kZoom) + "/planner", "ada-acme").status(), 200) << "the record stays";
}

TEST_F(ApiCharts, AnUploadIsPendingForAWhile) {
  ChartVersion upload;
  upload.version = "0.2.0";
  upload.upload = std::make_shared<const ChartPackage>();
  upload.ready_at_ms = clock_.monotonic_ms() + 1000;
  state_.charts().add(world_, "mxa8oi8djw7m/zoom/planner", upload, false);
  const std::string version = std::string(kZoom) + "/planner/versions/0.2.0";
  EXPECT_EQ(get(version, "ada-acme").json()["artifactVersion"]["status"], "UPLOAD_PENDING");
  EXPECT_EQ(get(std::string(kZoom) + "/planner", "ada-acme").json()["artifact"]["latestVersionId"], "0.1.0");
  clock_.advance_ms(1000);
  EXPECT_EQ(get(version, "ada-acme").json()["artifactVersion"]["status"], "UPLOAD_COMPLETE");
  EXPECT_EQ(get(std::string(kZoom) + "/planner", "ada-acme").json()["artifact"]["latestVersionId"], "0.2.0");
}

TEST_F(ApiCharts, GuestsSeeWhatIsPublic) {
  EXPECT_EQ(get("/v2/helm-charts/nvidia/gpu-operator").json()["artifact"]["canGuestDownload"], true);
  EXPECT_EQ(get("/v2/helm-charts/nvidia/gpu-operator/versions").json()["artifactVersions"].size(), 3U);
  const auto gated = get("/v2/helm-charts/nvaie/gpu-operator/versions");
  EXPECT_EQ(gated.status(), 403);
  EXPECT_THAT(gated.body(), HasSubstr("Artifact is not Guest accessible!"));
  EXPECT_EQ(get("/v2/helm-charts/nvidia/gpu-operator/versions/9.9.9").status(), 404);
  EXPECT_EQ(get("/v2/helm-charts/nvidia/gpu-operator", "ada-old").status(), 401);
}

TEST_F(ApiCharts, RegionsAre451AndNotListed) {
  World world = example_world();
  for (Chart& chart : world.charts) chart.region_blocked = true;
  use(world);
  EXPECT_EQ(get("/v2/org/nvidia/helm-charts/gpu-operator", "ada-acme").status(), 451);
  EXPECT_EQ(get("/v2/helm-charts/nvidia/gpu-operator").status(), 451);
}

TEST_F(ApiCharts, TheCatalogListsForAnybodyAndASpaceForItsReaders) {
  EXPECT_EQ(get("/v2/search/catalog/resources/HELM_CHART?q=isaac-sim").status(), 400);
  const auto all = get("/v2/search/catalog/resources/HELM_CHART?q=%7B%22query%22%3A%22gpu*%22%7D");
  ASSERT_EQ(all.status(), 200) << all.body();
  EXPECT_EQ(all.json()["resultTotal"], 2);
  const auto hits = all.json()["results"][0]["resources"];
  EXPECT_EQ(hits[0]["resourceId"], "nvaie/gpu-operator");
  EXPECT_EQ(hits[0]["guestAccess"], false);
  EXPECT_EQ(hits[0]["labels"][0]["values"][0], "nv-ai-enterprise");
  EXPECT_EQ(hits[1]["attributes"][0]["value"], "24.9.0-rc.1");
  const std::string org = "/v2/search/org/mxa8oi8djw7m/resources/HELM_CHART?q=%7B%7D";
  EXPECT_EQ(get(org).status(), 401);
  EXPECT_EQ(get(org, "ada-own").status(), 403);
  EXPECT_EQ(get(org, "ada-acme").json()["resultTotal"], 2) << "with its teams";
  const std::string team = "/v2/search/org/mxa8oi8djw7m/team/perception/resources/HELM_CHART?q=%7B%7D";
  EXPECT_EQ(get(team, "ada-acme").json()["resultTotal"], 0);
}

class ApiChartsWithHelm : public ApiCharts {
 protected:
  ApiChartsWithHelm() : ApiCharts(test::real_helm()) {}
  void SetUp() override {
    if (!shelf_.available()) GTEST_SKIP() << "no Helm on this machine";
  }
};

TEST_F(ApiChartsWithHelm, SizesAndFilesAreThePackages) {
  const auto version = get(std::string(kZoom) + "/planner/versions/0.1.0", "ada-acme").json()["artifactVersion"];
  EXPECT_GT(version["totalSizeInBytes"], 100);
  EXPECT_EQ(version["totalFileCount"], 4);
  EXPECT_EQ(version["isSigned"], false);
  const auto files = get(std::string(kZoom) + "/planner/versions/0.1.0/files", "ada-acme").json()["artifactFiles"];
  EXPECT_EQ(files.size(), 4U);
  EXPECT_EQ(files[0]["path"], "planner/Chart.yaml");
  EXPECT_EQ(get(std::string(kZoom) + "/planner", "ada-acme").json()["artifact"]["latestVersionSizeInBytes"],
            version["totalSizeInBytes"]);
}

}  // namespace
}  // namespace ngcs::sandbox
