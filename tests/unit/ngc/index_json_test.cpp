#include "ngc/index_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/error.h"

namespace ngcs::ngc {
namespace {

using base::Errc;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

using Digests = std::vector<std::pair<std::string, std::string>>;

const std::string kDigest(64, 'a');

struct Converted {
  std::string json;  // or the error's message
  Digests digests;
};

Converted convert(const std::string& text, const IndexLimits& limits = {}, const std::string& profile = {}) {
  Converted converted;
  const auto json = index_to_json(
      text, {"acme", "zoom"}, profile,
      [&](std::string_view file, std::string_view digest) { converted.digests.emplace_back(file, digest); }, limits);
  converted.json = json ? *json : "ERROR " + json.error().message;
  return converted;
}

std::string with_url(const std::string& url) {
  const std::string json = convert("entries:\n  x:\n  - urls:\n    - " + url + "\n").json;
  const std::string before = R"({"entries":{"x":[{"urls":[")";
  return json.starts_with(before) ? json.substr(before.size(), json.size() - before.size() - 6) : json;
}

TEST(IndexJson, EverythingStaysUnknownFieldsToo) {
  const Converted converted = convert(R"(apiVersion: v1
generated: "2026-11-25T00:00:00Z"
serverInfo: {contextPath: /a, one: 1, on: off}
entries:
  app:
  - name: app
    version: 1.2.3
    appVersion: "1.10"
    created: 2026-11-25T00:00:00.123Z
    digest: )" + kDigest + R"(
    description: |
      two
      "lines" \ and	tab
    deprecated: true
    newField: [1, 2.5, ~, {a: b}]
    keywords: []
    annotations: {}
    urls:
    - charts/app-1.2.3.tgz
    - https://mirror.example/app-1.2.3.tgz
)");
  EXPECT_EQ(converted.json,
            R"({"apiVersion":"v1","generated":"2026-11-25T00:00:00Z","serverInfo":{"contextPath":"/a","one":1,)"
            R"("true":false},"entries":{"app":[{"name":"app","version":"1.2.3","appVersion":"1.10",)"
            R"("created":"2026-11-25T00:00:00.123Z","digest":")" +
                kDigest +
                R"(","description":"two\n\"lines\" \\ and\ttab\n","deprecated":true,"newField":[1,2.5,null,)"
                R"({"a":"b"}],"keywords":[],"annotations":{},"urls":["charts/app-1.2.3.tgz",)"
                R"("https://mirror.example/app-1.2.3.tgz"]}]}})");
  EXPECT_THAT(converted.digests, ElementsAre(Pair("app-1.2.3.tgz", kDigest)));
}

// sigs.k8s.io/yaml looks at the fields of the embedded chart.Metadata only behind a second step, so a number in
// appVersion stays one, and both Helms refuse it by https just as through here.
TEST(IndexJson, TextIsWantedWhereHelmWantsIt) {
  EXPECT_EQ(convert("apiVersion: 1\npublicKeys: [1, yes]\nannotations: {a: 1.5, b: true}\n").json,
            R"({"apiVersion":"1","publicKeys":["1","true"],"annotations":{"a":"1.5","b":"true"}})");
  EXPECT_EQ(convert("entries: {x: [{digest: 12, urls: [1], checksum: 1.0, appVersion: 1.10, version: 1}]}\n").json,
            R"({"entries":{"x":[{"digest":"12","urls":["1"],"checksum":"1","appVersion":1.1,"version":1}]}})");
  EXPECT_EQ(convert("entries: {x: [{annotations: {version: 1, other: 1}}]}\n").json,
            R"({"entries":{"x":[{"annotations":{"version":"1","other":1}}]}})");
  EXPECT_EQ(convert("APIVERSION: 1\n").json, R"({"APIVERSION":"1"})");
}

TEST(IndexJson, AnIndexInJsonStaysWhatItIs) {
  EXPECT_EQ(convert(" {\n\"apiVersion\" : \"v1\", \"n\": 1, \"f\": 1.50, \"u\": \"\\u00e9\\/\", \"big\": "
                    "18446744073709551615, \"l\": [true, null, -1]}\n")
                .json,
            "{\"apiVersion\":\"v1\",\"n\":1,\"f\":1.50,\"u\":\"\xc3\xa9/\",\"big\":18446744073709551615,"
            "\"l\":[true,null,-1]}");
  // Helm reads JSON without turning numbers into text.
  EXPECT_EQ(convert(R"({"apiVersion": 1})").json, R"({"apiVersion":1})");
  const Converted converted = convert(R"({"entries": {"app": [{"digest": ")" + kDigest +
                                      R"(", "urls": ["https://helm.ngc.nvidia.com/acme/zoom/charts/app-1.tgz"]}]}})");
  EXPECT_THAT(converted.json, HasSubstr(R"("urls":["charts/app-1.tgz"])"));
  EXPECT_THAT(converted.digests, ElementsAre(Pair("app-1.tgz", kDigest)));
  // Braces are YAML as well.
  EXPECT_EQ(convert("{apiVersion: v1, x: [yes]}").json, R"({"apiVersion":"v1","x":[true]})");
}

TEST(IndexJson, UrlsOnTheSameHostBecomeRelative) {
  EXPECT_EQ(with_url("charts/x-1.tgz"), "charts/x-1.tgz");
  EXPECT_EQ(with_url("https://helm.ngc.nvidia.com/acme/zoom/charts/x-1.tgz"), "charts/x-1.tgz");
  EXPECT_EQ(with_url("HTTPS://HELM.NGC.NVIDIA.COM:443/api/acme/zoom/charts/x-1.tgz"), "charts/x-1.tgz");
  EXPECT_EQ(with_url("http://helm.ngc.nvidia.com/acme/zoom/charts/x-1.tgz"), "charts/x-1.tgz");
  EXPECT_EQ(with_url("/acme/zoom/charts/x-1.tgz"), "charts/x-1.tgz");
  EXPECT_EQ(with_url("//helm.ngc.nvidia.com/acme/zoom/charts/x-1.tgz"), "charts/x-1.tgz");
  EXPECT_EQ(with_url("./charts/x-1.tgz"), "charts/x-1.tgz");
  EXPECT_EQ(with_url("https://helm.ngc.nvidia.com/acme/charts/x-1.tgz"), "ngc://acme/charts/x-1.tgz");
  EXPECT_EQ(with_url("../charts/x-1.tgz"), "ngc://acme/charts/x-1.tgz");
  EXPECT_THAT(convert("entries: {x: [{urls: [/other/charts/x-1.tgz]}]}", {}, "p").json,
              HasSubstr("ngc://other/charts/x-1.tgz?profile=p"));
}

TEST(IndexJson, UrlsOnOtherHostsStayAsTheyAre) {
  for (const char* url :
       {"https://evil.example/acme/zoom/charts/x-1.tgz", "https://helm.ngc.nvidia.com.evil.example/acme/charts/x-1.tgz",
        "https://helm.ngc.nvidia.com@evil.example/acme/charts/x-1.tgz",
        "https://helm.ngc.nvidia.com:8443/a/charts/x.tgz", "oci://nvcr.io/acme/x", "ngc://other/charts/x-1.tgz",
        "https://helm.ngc.nvidia.com/acme/charts/x-1.tgz?s=1", "ftp://helm.ngc.nvidia.com/acme/charts/x-1.tgz",
        "files/x-1.zip"}) {
    EXPECT_EQ(with_url(url), url);
    EXPECT_TRUE(convert("entries: {x: [{digest: " + kDigest + ", urls: ['" + url + "']}]}").digests.empty()) << url;
  }
}

TEST(IndexJson, OnlyTheFirstUrlHasADigest) {
  const Converted converted =
      convert("entries: {x: [{urls: [https://evil.example/x-1.tgz, charts/x-1.tgz], digest: " + kDigest +
              "}, {urls: [charts/x-2.tgz], digest: short}, {digest: " + kDigest + "}]}");
  EXPECT_THAT(converted.digests, ElementsAre(Pair("x-2.tgz", "")));
}

TEST(IndexJson, AnchorsAliasesAndMerges) {
  EXPECT_EQ(convert("a: &x {k: 1}\nb: *x\nc: {<<: *x, d: 2}\n").json, R"({"a":{"k":1},"b":{"k":1},"c":{"k":1,"d":2}})");
  EXPECT_EQ(convert("a: &x {k: 1}\nb: &y {l: 2}\nc: {<<: [*x, *y, {m: 3}], o: 4}\n").json,
            R"({"a":{"k":1},"b":{"l":2},"c":{"k":1,"l":2,"m":3,"o":4}})");
  EXPECT_EQ(convert("a: &x 1\nb: &x 2\nc: *x\n").json, R"({"a":1,"b":2,"c":2})");
  EXPECT_EQ(convert("a: &x [1, &y 2]\nb: *y\nc: *x\n").json, R"({"a":[1,2],"b":2,"c":[1,2]})");
  EXPECT_EQ(convert("a: &x {}\nc: {<<: *x}\n").json, R"({"a":{},"c":{}})");
  EXPECT_EQ(convert("'<<': 1\n").json, R"({"<<":1})");
  // Helm reads strictly: what a merge brings may not stand there a second time.
  EXPECT_THAT(convert("a: &x {k: 1}\nc: {<<: *x, k: 2}\n").json, HasSubstr("a key stands twice"));
  EXPECT_THAT(convert("a: &x [1]\nc: {<<: *x}\n").json, HasSubstr("a merge takes maps only"));
  EXPECT_THAT(convert("c: {<<: 1}\n").json, HasSubstr("a merge takes maps only"));
  EXPECT_THAT(convert("c: {<<: [1]}\n").json, HasSubstr("a merge takes maps only"));
  EXPECT_THAT(convert("a: *x\n").json, HasSubstr("an alias names no anchor"));
  EXPECT_THAT(convert("a: &x [*x]\n").json, HasSubstr("an anchor holds itself"));
}

TEST(IndexJson, AKeyThatStandsTwiceIsAnError) {
  EXPECT_THAT(convert("a: 1\nb: 2\na: 3\n").json, HasSubstr("line 3: a key stands twice"));
  EXPECT_THAT(convert("entries:\n  x: []\n  x: []\n").json, HasSubstr("line 3: a key stands twice"));
  EXPECT_THAT(convert("1: a\n\"1\": b\n").json, HasSubstr("a key stands twice"));
  EXPECT_THAT(convert(R"({"a":1,"a":2})").json, HasSubstr("a key stands twice"));
  EXPECT_EQ(convert("a: {k: 1}\nb: {k: 1}\n").json, R"({"a":{"k":1},"b":{"k":1}})");
}

TEST(IndexJson, WhatIsNoIndexIsRefused) {
  EXPECT_THAT(convert("").json, HasSubstr("empty"));
  EXPECT_THAT(convert("# nothing\n").json, HasSubstr("empty"));
  EXPECT_THAT(convert("<html>\n<body>not: found: here").json,
              HasSubstr("ERROR the index is nothing that Helm reads: line "));
  EXPECT_THAT(convert("<html>").json, HasSubstr("it is no map"));
  EXPECT_THAT(convert("- a\n").json, HasSubstr("it is no map"));
  EXPECT_THAT(convert("&a b").json, HasSubstr("it is no map"));
  EXPECT_THAT(convert("a: \"x\\0y\"\n").json, HasSubstr("NUL"));
  EXPECT_THAT(convert("\"x\\0y\": a\n").json, HasSubstr("NUL"));
  EXPECT_THAT(convert(R"({"a":"x\u0000y"})").json, HasSubstr("NUL"));
  EXPECT_THAT(convert("a: [1\n").json, HasSubstr("line "));
  EXPECT_THAT(convert("a: \xff\n").json, HasSubstr("ERROR"));
  EXPECT_THAT(convert("{\"a\": \"\xff\"}").json, HasSubstr("ERROR"));
  EXPECT_THAT(convert("[a]: 1\n").json, HasSubstr("cannot be a key"));
  EXPECT_THAT(convert("{a: 1}: 1\n").json, HasSubstr("cannot be a key"));
  EXPECT_THAT(convert("a: .inf\n").json, HasSubstr("infinity"));
  // Helm, too, reads the first document and no other.
  EXPECT_EQ(convert("a: 1\n---\nb: [\n").json, R"({"a":1})");
}

TEST(IndexJson, Limits) {
  const auto code = [](const std::string& text, const IndexLimits& limits) {
    const auto json = index_to_json(text, {"acme", ""}, {}, {}, limits);
    return json ? Errc::kInternal : json.error().code;
  };
  EXPECT_EQ(code("a: 12345678\n", {.input_bytes = 8}), Errc::kTooLarge);
  EXPECT_EQ(code("a: [[[[1]]]]\n", {.depth = 4}), Errc::kTooLarge);
  EXPECT_EQ(code(R"({"a":[[[[1]]]]})", {.depth = 4}), Errc::kTooLarge);
  EXPECT_EQ(code("a: 12345678x\n", {.string_bytes = 8}), Errc::kTooLarge);
  EXPECT_EQ(code("a: &a [1,2,3]\n", {.anchored_bytes = 64}), Errc::kTooLarge);
  std::string bomb = "a0: &a0 [xxxxxxxxxx]\n";
  for (int i = 1; i < 20; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 9; ++j) bomb += before + ",";
    bomb += before + "]\n";
  }
  EXPECT_EQ(code(bomb, {.output_bytes = 1 << 20}), Errc::kTooLarge);
}

}  // namespace
}  // namespace ngcs::ngc
