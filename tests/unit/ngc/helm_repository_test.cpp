#include "ngc/helm_repository.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>

#include "fake_transport.h"
#include "ngc/sha256.h"
#include "temp_dir.h"

namespace ngcs::ngc {
namespace {

using base::Errc;
using secret::SecretString;
using test::answer;
using testing::HasSubstr;
using From = FetchedIndex::From;
using Listed = HelmRepository::Listed;

const std::string kIndexUrl = "https://helm.ngc.nvidia.com/acme/index.yaml";
const std::string kChartUrl = "https://helm.ngc.nvidia.com/acme/charts/x-1.tgz";

std::string digest_of(const std::string& text) {
  Sha256 sum;
  sum.update(text);
  return sum.hex();
}

std::string index_with(const std::string& digest, const std::string& file = "x-1.tgz") {
  return "entries:\n  x:\n  - version: 1\n    digest: " + digest + "\n    urls:\n    - charts/" + file + "\n";
}

std::string header_of(const test::FakeTransport::Seen& seen, const std::string& name) {
  for (const auto& header : seen.headers) {
    if (header.name == name) return header.value;
  }
  return "-";
}

class HelmRepositoryTest : public testing::Test {
 protected:
  [[nodiscard]] HelmRepository repository(const std::string& run = {}) {
    HelmOptions options;
    options.cache_dir = directory_ / "cache";
    options.run = run;
    return {transport_, clock_, options};
  }
  [[nodiscard]] HelmUrl url(const std::string& text) const { return *parse_ngc_url(text); }
  [[nodiscard]] HelmAccess access() const { return {"$oauthtoken", &key_}; }
  [[nodiscard]] std::size_t asked() const { return transport_.seen().size(); }

  test::TempDir directory_;
  test::FakeTransport transport_;
  base::SystemClock clock_;
  SecretString key_{"nvapi-MARKED"};
  SecretString other_{"nvapi-OTHER"};
};

TEST_F(HelmRepositoryTest, AnIndexIsAskedWithTheKeyAndBecomesJson) {
  transport_.get(kIndexUrl, answer(200, index_with("d"), {{"ETag", "\"1\""}}));
  const auto index = repository().index(url("ngc://acme"), access());
  ASSERT_TRUE(index);
  EXPECT_EQ(index->from, From::kService);
  EXPECT_EQ(index->json, R"({"entries":{"x":[{"version":1,"digest":"d","urls":["charts/x-1.tgz"]}]}})");
  ASSERT_EQ(asked(), 1U);
  EXPECT_EQ(transport_.seen()[0].form, "basic");
  EXPECT_EQ(transport_.seen()[0].user, "$oauthtoken");
  EXPECT_EQ(transport_.seen()[0].secret, "nvapi-MARKED");
  EXPECT_EQ(header_of(transport_.seen()[0], "If-None-Match"), "-");
}

TEST_F(HelmRepositoryTest, WithoutAKeyItAsksAnonymously) {
  transport_.get(kIndexUrl, answer(200, "entries: {}"));
  EXPECT_TRUE(repository().index(url("ngc://acme"), {}));
  EXPECT_EQ(transport_.seen()[0].form, "none");
}

TEST_F(HelmRepositoryTest, TheSecondTimeItAsksConditionally) {
  transport_.get(kIndexUrl, answer(200, "entries: {}", {{"ETag", "\"1\""}, {"Last-Modified", "Wed, 1 Jan 2025"}}));
  transport_.get(kIndexUrl, answer(304));
  const auto first = repository().index(url("ngc://acme"), access());
  const auto second = repository().index(url("ngc://acme"), access());
  ASSERT_TRUE(first && second);
  EXPECT_EQ(second->from, From::kUnchanged);
  EXPECT_EQ(second->json, first->json);
  EXPECT_EQ(header_of(transport_.seen()[1], "If-None-Match"), "\"1\"");
  EXPECT_EQ(header_of(transport_.seen()[1], "If-Modified-Since"), "Wed, 1 Jan 2025");
  EXPECT_EQ(transport_.seen()[1].form, "basic");
}

// The rule: what one key has got never answers for another key without the service's word about that key.
TEST_F(HelmRepositoryTest, AnotherKeyAsksWithoutACondition) {
  transport_.get(kIndexUrl, answer(200, "entries: {}", {{"ETag", "\"1\""}}));
  transport_.get(kIndexUrl, answer(401));
  EXPECT_TRUE(repository("1.1").index(url("ngc://acme"), access()));
  const auto other = repository("1.1").index(url("ngc://acme"), {"$oauthtoken", &other_});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Errc::kRejected);
  EXPECT_EQ(header_of(transport_.seen()[1], "If-None-Match"), "-");
}

TEST_F(HelmRepositoryTest, OneRunOfHelmAsksOnce) {
  transport_.get(kIndexUrl, answer(200, "entries: {}", {{"ETag", "\"1\""}}));
  transport_.get(kIndexUrl, answer(304));
  EXPECT_EQ(repository("7.7").index(url("ngc://acme"), access())->from, From::kService);
  EXPECT_EQ(repository("7.7").index(url("ngc://acme"), access())->from, From::kRecent);
  EXPECT_EQ(asked(), 1U);
  EXPECT_EQ(repository("8.8").index(url("ngc://acme"), access())->from, From::kUnchanged);
  EXPECT_EQ(repository("8.8").index(url("ngc://acme"), access())->from, From::kRecent);
  EXPECT_EQ(repository().index(url("ngc://acme"), access())->from, From::kUnchanged);
  EXPECT_EQ(repository().index(url("ngc://acme"), access())->from, From::kUnchanged);
  EXPECT_EQ(asked(), 4U);
}

TEST_F(HelmRepositoryTest, TheSameBytesAgainAreRecognised) {
  transport_.get(kIndexUrl, answer(200, "entries: {}"));
  EXPECT_EQ(repository().index(url("ngc://acme"), access())->from, From::kService);
  EXPECT_EQ(repository().index(url("ngc://acme"), access())->from, From::kUnchanged);
}

TEST_F(HelmRepositoryTest, ANotModifiedOutOfTheBlueIsAnError) {
  transport_.get(kIndexUrl, answer(304));
  const auto index = repository().index(url("ngc://acme"), access());
  ASSERT_FALSE(index);
  EXPECT_EQ(index.error().code, Errc::kUnexpected);
}

TEST_F(HelmRepositoryTest, AMalformedIndexIsNotKept) {
  transport_.get(kIndexUrl, answer(200, "<html>", {{"ETag", "\"1\""}}));
  const auto index = repository().index(url("ngc://acme"), access());
  ASSERT_FALSE(index);
  EXPECT_EQ(index.error().code, Errc::kInvalidInput);
  EXPECT_THAT(index.error().message, HasSubstr(kIndexUrl));
  transport_.get(kIndexUrl, answer(200, "entries: {}"));
  EXPECT_FALSE(repository().index(url("ngc://acme"), access()));
  EXPECT_EQ(header_of(transport_.seen()[1], "If-None-Match"), "-");
}

struct Refusal {
  int status;
  Errc code;
  const char* hint;
};

TEST_F(HelmRepositoryTest, RefusalsAreKeptApart) {
  constexpr auto kRefusals = std::to_array<Refusal>({{401, Errc::kRejected, "the key is refused, or may not read acme"},
                                                     {402, Errc::kNotEntitled, "may not read acme"},
                                                     {403, Errc::kNotEntitled, "may not read acme"},
                                                     {404, Errc::kNotFound, "check the spelling of acme"},
                                                     {409, Errc::kUnexpected, "helm ngc diagnose"},
                                                     {413, Errc::kUnexpected, "helm ngc diagnose"},
                                                     {429, Errc::kService, "patience"},
                                                     {451, Errc::kNotEntitled, "region"},
                                                     {500, Errc::kService, "NGC's side"},
                                                     {503, Errc::kService, "NGC's side"}});
  for (const Refusal& refusal : kRefusals) {
    test::FakeTransport transport;
    transport.get(kIndexUrl, answer(refusal.status, R"({"error":"why nvapi-MARKED"})"));
    HelmRepository one(transport, clock_, {});
    const auto index = one.index(url("ngc://acme"), access());
    ASSERT_FALSE(index) << refusal.status;
    EXPECT_EQ(index.error().code, refusal.code) << refusal.status;
    EXPECT_EQ(index.error().detail, refusal.status);
    EXPECT_THAT(index.error().hint, HasSubstr(refusal.hint)) << refusal.status;
    EXPECT_THAT(index.error().message, HasSubstr(std::to_string(refusal.status)));
    EXPECT_THAT(index.error().message, testing::Not(HasSubstr("MARKED")));
  }
  transport_.get(kIndexUrl, answer(401));
  EXPECT_THAT(repository().index(url("ngc://acme"), {}).error().hint, HasSubstr("helm ngc login"));
}

TEST_F(HelmRepositoryTest, ACutConnectionIsTriedAgain) {
  const base::Error broken(Errc::kNetwork, "broke off", {}, http::kBroken);
  transport_.get(kIndexUrl, broken);
  transport_.get(kIndexUrl, base::Error(Errc::kNetwork, "no answer", {}, http::kNoAnswer));
  transport_.get(kIndexUrl, answer(200, "entries: {}"));
  EXPECT_TRUE(repository().index(url("ngc://acme"), access()));
  EXPECT_EQ(asked(), 3U);
  test::FakeTransport always;
  always.get(kIndexUrl, broken);
  HelmRepository one(always, clock_, {});
  EXPECT_EQ(one.index(url("ngc://acme"), access()).error().code, Errc::kNetwork);
  EXPECT_EQ(always.seen().size(), 3U);
  test::FakeTransport certificate;
  certificate.get(kIndexUrl, base::Error(Errc::kNetwork, "certificate", {}, http::kCertificate));
  HelmRepository two(certificate, clock_, {});
  EXPECT_FALSE(two.index(url("ngc://acme"), access()));
  EXPECT_EQ(certificate.seen().size(), 1U);
}

class ChartFileTest : public HelmRepositoryTest {
 protected:
  [[nodiscard]] std::string written() const {
    std::string text(1000, '\0');
    const ssize_t size = ::pread(file_.get(), text.data(), text.size(), 0);
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(0, size)));
    return text;
  }
  base::UniqueFd file_{::memfd_create("chart", MFD_CLOEXEC)};
};

TEST_F(ChartFileTest, IsStreamedWithItsDigest) {
  transport_.get(kChartUrl, answer(200, "chart"));
  const auto file = repository().file(url("ngc://acme/charts/x-1.tgz"), access(), file_.get());
  ASSERT_TRUE(file);
  EXPECT_EQ(file->bytes, 5U);
  EXPECT_EQ(file->sha256, digest_of("chart"));
  EXPECT_EQ(written(), "chart");
}

TEST_F(ChartFileTest, ARedirectIsFollowedWithoutTheKey) {
  transport_.get(kChartUrl, answer(302, {}, {{"Location", "https://xfiles.ngc.nvidia.com/x?signature=1"}}));
  transport_.get("https://xfiles.ngc.nvidia.com/x", answer(200, "chart"));
  ASSERT_TRUE(repository().file(url("ngc://acme/charts/x-1.tgz"), access(), file_.get()));
  EXPECT_EQ(transport_.seen()[0].form, "basic");
  EXPECT_EQ(transport_.seen()[1].form, "none");
}

TEST_F(ChartFileTest, AMissingChartAndAMissingSignatureReadDifferently) {
  transport_.get(kChartUrl, answer(404));
  transport_.get(kChartUrl + ".prov", answer(404));
  EXPECT_THAT(repository().file(url("ngc://acme/charts/x-1.tgz"), access(), file_.get()).error().hint,
              HasSubstr("helm repo update"));
  EXPECT_THAT(repository().file(url("ngc://acme/charts/x-1.tgz.prov"), access(), file_.get()).error().hint,
              HasSubstr("not signed"));
}

TEST_F(ChartFileTest, AWriteThatFailsIsTheError) {
  const base::UniqueFd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  transport_.get(kChartUrl, answer(200, "chart"));
  const auto file = repository().file(url("ngc://acme/charts/x-1.tgz"), access(), full.get());
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, Errc::kNoSpace);
}

TEST_F(HelmRepositoryTest, ADigestInTheCacheNeedsNoRequest) {
  transport_.get(kIndexUrl, answer(200, index_with(digest_of("chart"))));
  ASSERT_TRUE(repository().index(url("ngc://acme"), access()));
  EXPECT_EQ(*repository().verify(url("ngc://acme/charts/x-1.tgz"), digest_of("chart"), access()), Listed::kMatches);
  EXPECT_EQ(asked(), 1U);
}

TEST_F(HelmRepositoryTest, ADigestThatDiffersAsksForTheIndexFirst) {
  transport_.get(kIndexUrl, answer(200, index_with(digest_of("old"))));
  transport_.get(kIndexUrl, answer(200, index_with(digest_of("new"))));
  ASSERT_TRUE(repository().index(url("ngc://acme"), access()));
  // Replaced by its publisher since.
  EXPECT_EQ(*repository().verify(url("ngc://acme/charts/x-1.tgz"), digest_of("new"), access()), Listed::kMatches);
  EXPECT_EQ(*repository().verify(url("ngc://acme/charts/x-1.tgz"), digest_of("evil"), access()), Listed::kDiffers);
}

TEST_F(HelmRepositoryTest, WhatTheIndexDoesNotListHasNoDigest) {
  transport_.get(kIndexUrl, answer(200, index_with(digest_of("chart"), "y-1.tgz")));
  EXPECT_EQ(*repository().verify(url("ngc://acme/charts/x-1.tgz"), digest_of("chart"), access()), Listed::kNoDigest);
  test::FakeTransport refused;
  refused.get(kIndexUrl, answer(401));
  HelmRepository one(refused, clock_, {});
  EXPECT_FALSE(one.verify(url("ngc://acme/charts/x-1.tgz"), digest_of("chart"), access()));
}

TEST(RunOfParent, NamesTheProcessAndItsStart) {
  const std::string run = run_of_parent();
  EXPECT_EQ(run.find(std::to_string(::getppid()) + "."), 0U);
  EXPECT_LE(run.size(), kMaxRun);
  EXPECT_EQ(run, run_of_parent());
}

}  // namespace
}  // namespace ngcs::ngc
