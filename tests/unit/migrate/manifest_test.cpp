// Manifests from outside, hostile ones too.
#include "migrate/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ngcs::migrate {
namespace {

using base::Errc;

constexpr const char* kIndex = "application/vnd.oci.image.index.v1+json";
constexpr const char* kImage = "application/vnd.oci.image.manifest.v1+json";
constexpr const char* kDockerList = "application/vnd.docker.distribution.manifest.list.v2+json";
constexpr const char* kDockerImage = "application/vnd.docker.distribution.manifest.v2+json";

std::string entry(char fill, const std::string& more = "") {
  return "{\"digest\":\"sha256:" + std::string(64, fill) + "\",\"size\":5" + more + "}";
}
std::string image(const std::string& layers, const std::string& more = "") {
  return "{\"schemaVersion\":2," + more + "\"config\":" + entry('c') + ",\"layers\":[" + layers + "]}";
}
std::string index(const std::string& manifests, const std::string& more = "") {
  return "{\"schemaVersion\":2," + more + "\"manifests\":[" + manifests + "]}";
}

TEST(CopyManifest, BothFamiliesAndBothKinds) {
  for (const char* type : {kImage, kDockerImage}) {
    const auto parsed = parse_manifest(image(entry('1') + "," + entry('2') + "," + entry('1')), type);
    ASSERT_TRUE(parsed) << parsed.error().message;
    EXPECT_FALSE(parsed->is_index());
    EXPECT_EQ(parsed->media_type, type);
    ASSERT_EQ(parsed->blobs.size(), 3U) << "the configuration, and each layer once";
    EXPECT_EQ(parsed->blobs[0].digest, "sha256:" + std::string(64, 'c'));
  }
  for (const char* type : {kIndex, kDockerList}) {
    const auto parsed =
        parse_manifest(index(entry('1', R"(,"platform":{"architecture":"amd64"})") + "," +
                             entry('2', R"(,"annotations":{"vnd.docker.reference.type":"attestation-manifest"})")),
                       std::string(type) + "; charset=utf-8");
    ASSERT_TRUE(parsed) << parsed.error().message;
    EXPECT_TRUE(parsed->is_index());
    EXPECT_EQ(parsed->manifests.size(), 2U) << "attestations belong to the image";
  }
  // The type of the document counts where the answer's says nothing.
  EXPECT_TRUE(parse_manifest(image(entry('1'), R"("mediaType":")" + std::string(kImage) + "\","), "text/plain"));
}

TEST(CopyManifest, LayersThatLieElsewhereAreMarked) {
  const auto parsed = parse_manifest(
      image(entry('1', R"(,"urls":["https://example.com/x"])") + "," +
            entry('2', R"(,"mediaType":"application/vnd.docker.image.rootfs.foreign.diff.tar.gzip")") + "," +
            entry('3', R"(,"mediaType":"application/vnd.oci.image.layer.nondistributable.v1.tar")") + "," + entry('4')),
      kImage);
  ASSERT_TRUE(parsed);
  std::size_t foreign = 0;
  for (const Descriptor& blob : parsed->blobs) foreign += blob.foreign ? 1 : 0;
  EXPECT_EQ(foreign, 3U);
}

TEST(CopyManifest, TwoReadersMustNotSeeTwoImages) {
  // CVE-2021-41190.
  const std::string both = "{\"config\":" + entry('c') + ",\"layers\":[],\"manifests\":[" + entry('1') + "]}";
  EXPECT_FALSE(parse_manifest(both, kImage));
  EXPECT_FALSE(parse_manifest(both, kIndex));
  const auto other = parse_manifest(image(entry('1'), R"("mediaType":")" + std::string(kDockerImage) + "\","), kImage);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Errc::kUnexpected);
  EXPECT_FALSE(parse_manifest(R"({"config":1,"config":2})", kImage)) << "a name twice";
}

TEST(CopyManifest, WhatIsNotCopiedIsRefused) {
  EXPECT_EQ(parse_manifest(R"({"schemaVersion":1})", "application/vnd.docker.distribution.manifest.v1+prettyjws")
                .error()
                .code,
            Errc::kUnsupported);
  EXPECT_EQ(
      parse_manifest(image(R"({"digest":"sha512:)" + std::string(128, 'a') + R"(","size":1})"), kImage).error().code,
      Errc::kUnsupported);
  for (const std::string& body :
       {std::string("[]"), std::string("<html>"), std::string(), image("1"), image(R"({"digest":"x"})"),
        image(R"({"digest":"sha256:)" + std::string(64, 'A') + R"(","size":1})"),
        image(R"({"digest":"sha256:)" + std::string(64, 'a') + R"(","size":-1})"),
        image(R"({"digest":"sha256:)" + std::string(64, 'a') + R"(","size":18446744073709551615})"),
        image(R"({"digest":"sha256:)" + std::string(64, 'a') + R"(","size":1.5})"), std::string(R"({"layers":[]})"),
        std::string(R"({"config":{},"layers":{}})")}) {
    EXPECT_FALSE(parse_manifest(body, kImage)) << body;
  }
}

TEST(CopyManifest, CountsAndSizesAreBounded) {
  const auto many = [](std::size_t count) {
    std::string list;
    for (std::size_t i = 0; i < count; ++i) list += (i == 0 ? "" : ",") + entry('1');
    return list;
  };
  EXPECT_TRUE(parse_manifest(index(many(kMaxChildren)), kIndex));
  EXPECT_FALSE(parse_manifest(index(many(kMaxChildren + 1)), kIndex));
  EXPECT_FALSE(parse_manifest(image(many(kMaxLayers + 1)), kImage));
  EXPECT_FALSE(parse_manifest(image(entry('1'), "\"x\":\"" + std::string(kMaxManifestBytes, 'x') + "\","), kImage));
  std::string deep;
  for (int i = 0; i < 1000; ++i) deep += "[";
  EXPECT_FALSE(parse_manifest("{\"a\":" + deep, kImage));
}

}  // namespace
}  // namespace ngcs::migrate
