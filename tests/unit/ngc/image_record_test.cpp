#include "ngc/image_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ngcs::ngc {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ImageRecord, NamesAreFitForPaths) {
  const auto images = parse_images(
      R"({"repositories":[{"name":"a","namespace":"acme/zoom","tags":["1","../x",7],"latestTag":"a/b"},{"name":"b","namespace":"evil"},
      {"name":"../c"},{"name":""},{},7]})",
      {"acme", ""});
  ASSERT_TRUE(images);
  ASSERT_EQ(images->size(), 2U);
  EXPECT_EQ((*images)[0].path(), "acme/zoom/a");
  EXPECT_THAT((*images)[0].tags, ElementsAre("1"));
  EXPECT_EQ((*images)[0].latest_tag, "");
  EXPECT_EQ((*images)[1].path(), "acme/b") << "another org's namespace is not followed";
  EXPECT_FALSE(parse_images("[]", {"acme", ""}));
  EXPECT_FALSE(parse_image_record("{}", {"acme", ""}));
}

TEST(ImageRecord, SearchHits) {
  const auto hits = parse_image_search(
      R"({"results":[{"resources":[{"resourceId":"nim/meta/llama"},{"resourceId":"x"},{"resourceId":"a/b:1"},
      {"resourceId":"evil.example/a/b"}]},{"groupValue":"_scored","resources":[{"resourceId":"nim/other"}]}]})");
  ASSERT_TRUE(hits);
  ASSERT_EQ(hits->size(), 1U);
  EXPECT_EQ(hits->front().path(), "nim/meta/llama");
}

TEST(Manifest, Forms) {
  const std::string digest = "sha256:" + std::string(64, '0');
  const auto single = parse_manifest(R"({"config":{"digest":")" + digest +
                                     R"(","size":3},"layers":[{"size":4},{"size":18446744073709551615},{"size":-1}]})");
  ASSERT_TRUE(single);
  EXPECT_THAT(single->children, IsEmpty());
  EXPECT_EQ(single->config, digest);
  EXPECT_EQ(single->size, 18446744073709551615U) << "no overflow";
  const auto index = parse_manifest(R"({"manifests":[{"digest":")" + digest +
                                    R"(","platform":{"os":"linux","architecture":"arm","variant":"v7"}},
    {"digest":"sha256:../../x","platform":{"architecture":"amd64"}}]})");
  ASSERT_TRUE(index);
  ASSERT_EQ(index->children.size(), 1U);
  EXPECT_EQ(index->children[0].platform.text(), "arm/v7");
  for (const char* body : {"", "{}", R"({"config":{"digest":"x"}})", R"({"schemaVersion":1})"}) {
    EXPECT_FALSE(parse_manifest(body)) << body;
  }
  EXPECT_FALSE(parse_image_config("{}"));
  EXPECT_FALSE(parse_tags("[]"));
}

}  // namespace
}  // namespace ngcs::ngc
