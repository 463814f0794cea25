#include "service/fronts/helm_route.h"

#include <gtest/gtest.h>

namespace ngcs::sandbox {
namespace {

using Kind = HelmRoute::Kind;

void expect(std::string_view path, Kind kind, const std::string& space, const std::string& file = "") {
  const HelmRoute route = parse_helm_path(path);
  EXPECT_EQ(route.kind, kind) << path;
  EXPECT_EQ(kind == Kind::kUnknown ? "" : route.space(), space) << path;
  EXPECT_EQ(route.file, file) << path;
}

TEST(HelmRoute, KnowsEveryForm) {
  expect("/acme/index.yaml", Kind::kIndex, "acme");
  expect("/acme/zoom/index.yaml", Kind::kIndex, "acme/zoom");
  expect("/acme/charts/x-1.0.0.tgz", Kind::kFile, "acme", "x-1.0.0.tgz");
  expect("/acme/zoom/charts/x-1.0.0.tgz.prov", Kind::kFile, "acme/zoom", "x-1.0.0.tgz.prov");
  expect("/api/acme/charts/x-1.0.0.tgz", Kind::kFile, "acme", "x-1.0.0.tgz");
  expect("/api/acme/zoom/charts/x-1.0.0.tgz", Kind::kFile, "acme/zoom", "x-1.0.0.tgz");
  expect("/api/acme/charts", Kind::kUpload, "acme");
  expect("/api/acme/zoom/charts", Kind::kUpload, "acme/zoom");
  expect("/api/acme/charts/x/1.0.0", Kind::kVersion, "acme");
  expect("/api/acme/zoom/charts/x/1.0.0", Kind::kVersion, "acme/zoom");
}

TEST(HelmRoute, KnowsNothingElse) {
  for (const char* path : {"/", "", "/index.yaml", "/acme", "/acme/", "/acme//index.yaml", "/a/b/c/index.yaml",
                           "/api/charts", "/acme/charts", "/a/b/c/charts/x.tgz", "/api/a/b/c/charts"}) {
    expect(path, Kind::kUnknown, "");
  }
}

TEST(HelmRoute, FindsTheNameInAFile) {
  EXPECT_EQ(chart_name_of("gpu-operator-v24.3.0.tgz"), "gpu-operator");
  EXPECT_EQ(chart_name_of("x-1.0.0-rc.1.tgz.prov"), "x");
  EXPECT_EQ(chart_name_of("k8s-2-tool-1.0.0.tgz"), "k8s");
  EXPECT_FALSE(chart_name_of("x.tgz"));
  EXPECT_FALSE(chart_name_of("-1.0.0.tgz"));
  EXPECT_FALSE(chart_name_of("x-1.0.0.zip"));
  EXPECT_FALSE(chart_name_of(""));
}

}  // namespace
}  // namespace ngcs::sandbox
