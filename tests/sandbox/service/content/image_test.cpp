#include "service/content/image.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "json/value.h"
#include "service/content/hello.h"
#include "service/core/crypto.h"

namespace ngcs::sandbox {
namespace {

std::string gunzip(const std::string& data) {
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string result(std::size_t{4} << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
  stream.avail_in = static_cast<uInt>(data.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  result.resize(stream.total_out);
  inflateEnd(&stream);
  return result;
}

TEST(GeneratedImages, AreTheSameEveryTimeAndDifferByName) {
  const auto one = generate_image("nvidia/cuda", "1", {"amd64", "arm64"});
  EXPECT_EQ(one.top.digest, generate_image("nvidia/cuda", "1", {"amd64", "arm64"}).top.digest);
  EXPECT_NE(one.top.digest, generate_image("nvidia/cuda", "2", {"amd64", "arm64"}).top.digest);
  EXPECT_NE(one.top.digest, generate_image("nvidia/other", "1", {"amd64", "arm64"}).top.digest);
}

TEST(GeneratedImages, HoldTogether) {
  const auto image = generate_image("nvidia/cuda", "1", {"amd64", "arm64"});
  ASSERT_EQ(image.manifests.size(), 2U);
  EXPECT_EQ(image.top.digest, sha256_digest(image.top.data));
  EXPECT_EQ(image.top.media_type, "application/vnd.docker.distribution.manifest.list.v2+json");
  const auto index = json::Value::parse(image.top.data);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(index["manifests"][i]["digest"], image.manifests[i].digest);
    EXPECT_EQ(index["manifests"][i]["size"], image.manifests[i].data.size());
    const auto manifest = json::Value::parse(image.manifests[i].data);
    EXPECT_EQ(manifest["config"]["digest"], sha256_digest(image.configs[i].data));
    EXPECT_EQ(manifest["layers"][0]["digest"], sha256_digest(shared_layer().blob.data));
    const auto config = json::Value::parse(image.configs[i].data);
    EXPECT_EQ(config["rootfs"]["diff_ids"][0], shared_layer().diff_id);
  }
  EXPECT_EQ(index["manifests"][1]["platform"]["architecture"], "arm64");
  const auto single = generate_image("a/b", "1", {"amd64"});
  EXPECT_EQ(single.top.digest, single.manifests.front().digest) << "one architecture needs no index";
}

TEST(GeneratedImages, CarryTheStaticProgram) {
  const std::string tar = gunzip(shared_layer().blob.data);
  EXPECT_EQ(sha256_digest(tar), shared_layer().diff_id);
  EXPECT_EQ(tar.size() % 512, 0U);
  EXPECT_EQ(tar.substr(0, 6), std::string("hello\0", 6));
  EXPECT_EQ(tar.substr(257, 5), "ustar");
  EXPECT_EQ(tar.substr(512, hello_program().size()), hello_program());
  EXPECT_EQ(hello_program().substr(0, 4), "\177ELF");
  EXPECT_LT(hello_program().size(), std::size_t{1} << 20);
}

}  // namespace
}  // namespace ngcs::sandbox
