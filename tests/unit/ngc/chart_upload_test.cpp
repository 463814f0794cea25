#include "ngc/chart_upload.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/fd.h"
#include "fake_transport.h"
#include "temp_dir.h"

namespace ngcs::ngc {
namespace {

using base::Errc;
using secret::SecretString;
using test::answer;
using test::FakeTransport;
using test::json_answer;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

const std::string kUrl = "https://helm.ngc.nvidia.com/api/acme/zoom/charts";

class ChartUpload : public testing::Test {
 protected:
  ChartUpload() {
    test::write_file(dir_ / "planner-0.1.0.tgz", content_);
    fd_.reset(::open((dir_ / "planner-0.1.0.tgz").c_str(), O_RDONLY | O_CLOEXEC));
    chart_ = {.fd = fd_.get(), .size = content_.size(), .file = "planner-0.1.0.tgz", .provenance = {}};
  }
  base::Result<Upload> upload(const UploadOptions& options = {}) {
    return upload_chart(transport_, key_, space_, chart_, options);
  }
  const std::string content_ = std::string("\x1f\x8b", 2) + std::string(300000, 'c');
  const SecretString key_{"nvapi-MARKED0123456789"};
  const registry::Space space_{"acme", "zoom"};
  test::TempDir dir_;
  base::UniqueFd fd_;
  PackagedChart chart_;
  FakeTransport transport_;
};

TEST_F(ChartUpload, TheFileByteForByte) {
  transport_.on(http::Method::kPost, kUrl, json_answer(201, R"({"saved":true})"));
  std::uint64_t told = 0;
  UploadOptions options;
  options.progress = [&told](std::uint64_t done, std::uint64_t) { told = done; };
  const auto sent = upload(options);
  ASSERT_TRUE(sent) << sent.error().message;
  const auto& seen = transport_.seen().at(0);
  EXPECT_EQ(seen.url, kUrl);
  EXPECT_EQ(seen.body, content_);
  EXPECT_EQ(seen.content_type, "application/gzip");
  EXPECT_EQ(seen.form, "basic");
  EXPECT_EQ(seen.user, "$oauthtoken");
  EXPECT_EQ(told, content_.size());
  EXPECT_EQ(sent->sha256, "f1e02381490e4e8c0bcfdda4b0239b0ecd7a88faa7e10c0ab88e1358616544ff");
}

TEST_F(ChartUpload, WithItsProvenanceAsAForm) {
  chart_.provenance = "-----BEGIN PGP SIGNED MESSAGE-----\nngc-chart-7d1f0c52a9\n";
  transport_.on(http::Method::kPost, kUrl, json_answer(201, R"({"saved":true})"));
  ASSERT_TRUE(upload({.force = true}));
  const auto& seen = transport_.seen().at(0);
  EXPECT_EQ(seen.url, kUrl + "?force");
  EXPECT_THAT(seen.content_type, StartsWith("multipart/form-data; boundary="));
  const std::string boundary = seen.content_type.substr(seen.content_type.find('=') + 1);
  EXPECT_EQ(chart_.provenance.find(boundary), std::string::npos);
  EXPECT_THAT(seen.body, StartsWith("--" + boundary +
                                    "\r\nContent-Disposition: form-data; name=\"chart\"; "
                                    "filename=\"planner-0.1.0.tgz\"\r\nContent-Type: application/gzip\r\n\r\n" +
                                    content_ + "\r\n--" + boundary + "\r\n"));
  EXPECT_THAT(seen.body, HasSubstr("name=\"prov\"; filename=\"planner-0.1.0.tgz.prov\""));
  EXPECT_THAT(seen.body, EndsWith("\r\n\r\n" + chart_.provenance + "\r\n--" + boundary + "--\r\n"));
}

TEST_F(ChartUpload, RefusalsKeepTheirMeaning) {
  const std::vector<std::tuple<int, std::string, Errc>> cases = {
      {409, R"({"error":"file already exists"})", Errc::kConflict},
      {400, R"({"error":"app-1.0.0 already exists in the repository"})", Errc::kConflict},
      {400, R"({"error":"not a chart"})", Errc::kUnexpected},
      {400, R"({"error":"chart meta data is not found"})", Errc::kNotFound},
      {404, R"({"error":"not found"})", Errc::kNotFound},
      {401, R"({"error":"unauthorized"})", Errc::kUnexpected},
      {402, "", Errc::kNotEntitled},
      {403, "", Errc::kNotEntitled},
      {413, "", Errc::kTooLarge},
      {429, "", Errc::kService},
      {451, "", Errc::kNotEntitled},
      {502, "<html><title>Bad Gateway</title></html>", Errc::kService}};
  for (const auto& [status, body, code] : cases) {
    FakeTransport transport;
    transport.on(http::Method::kPost, kUrl, answer(status, body));
    const auto sent = upload_chart(transport, key_, space_, chart_, {});
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().code, code) << status << " " << body;
    EXPECT_EQ(sent.error().detail, status);
  }
}

TEST_F(ChartUpload, AFileThatShrinksIsNoChart) {
  transport_.on(http::Method::kPost, kUrl, json_answer(201, "{}"));
  chart_.size += 1;
  EXPECT_FALSE(upload());
}

}  // namespace
}  // namespace ngcs::ngc
