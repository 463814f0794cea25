// The engine against a registry in memory.
#include "migrate/copy.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "base/clock.h"
#include "fake_registry.h"
#include "migrate/crew.h"
#include "migrate/pipe.h"

namespace ngcs::migrate {
namespace {

using base::Errc;
using http::Method;
using test::FakeRegistry;
using testing::ElementsAre;
using testing::HasSubstr;
using Seen = FakeRegistry::Seen;

const std::string kLayer(300000, 'l');

class CopyTest : public testing::Test {
 protected:
  CopyTest() {
    for (const char* repository : {"old/app", "old/other"}) {
      registry_.rights.insert("OLDKEY repository:" + std::string(repository) + ":pull");
    }
    for (const char* repository : {"new/app", "new/other"}) {
      registry_.rights.insert("NEWKEY repository:" + std::string(repository) + ":pull,push");
    }
  }

  base::Result<Tally> copy(const CopyOrder& order) {
    const auto from = registry_.transport();
    const auto to = registry_.transport();
    const auto sleep = [this](int ms) { slept_.push_back(ms); };
    Source source(*from, clock_, std::make_shared<ngc::TokenBook>(clock_, &old_), sleep);
    Target target(*to, clock_, std::make_shared<ngc::TokenBook>(clock_, &new_), sleep);
    Arrivals arrivals;
    return copy_image({source, target, sleep}, arrivals, order, [this](std::uint64_t bytes) { bytes_ += bytes; });
  }
  base::Result<Tally> copy(const std::string& digest, bool mount = false) {
    return copy({"old/app", digest, "new/app", "1", mount});
  }
  // The same repository twice, with the same documents.
  void expect_same(const std::string& digest) {
    const auto& from = registry_.repositories["old/app"];
    auto& to = registry_.repositories["new/app"];
    EXPECT_EQ(to.tags["1"], digest);
    ASSERT_EQ(to.manifests.count(digest), 1U);
    EXPECT_EQ(to.manifests.at(digest).body, from.manifests.at(digest).body);
    EXPECT_EQ(to.manifests.at(digest).type, from.manifests.at(digest).type);
  }
  std::size_t requests(Method method, const std::string& part) {
    return registry_.count(
        [&](const Seen& seen) { return seen.method == method && seen.path.find(part) != std::string::npos; });
  }

  FakeRegistry registry_;
  base::FixedClock clock_{1767225600};
  secret::SecretString old_{"OLDKEY"};
  secret::SecretString new_{"NEWKEY"};
  std::vector<int> slept_;
  std::uint64_t bytes_ = 0;
};

TEST_F(CopyTest, AnImageArrivesByteForByteAndEveryRequestCarriesItsOwnKey) {
  const std::string digest = registry_.put_image("old/app", "1", {kLayer, "small", ""});
  const auto tally = copy(digest);
  ASSERT_TRUE(tally) << tally.error().message;
  expect_same(digest);
  EXPECT_EQ(tally->uploads, 4U);
  EXPECT_EQ(tally->bytes + registry_.repositories["old/app"].manifests.at(digest).body.size(), bytes_);
  EXPECT_EQ(registry_.repositories["new/app"].blobs.at(test::digest_of(kLayer)), kLayer);
  for (const Seen& seen : registry_.seen()) {
    if (seen.host == "layers.nvcr.io") {
      EXPECT_EQ(seen.form, "none");
    } else if (seen.path.find("old/app") != std::string::npos) {
      EXPECT_THAT(seen.secret, HasSubstr("OLDKEY|")) << seen.path;
    } else if (seen.path.find("new/app") != std::string::npos) {
      EXPECT_THAT(seen.secret, HasSubstr("NEWKEY|")) << seen.path;
    }
  }
  EXPECT_EQ(registry_.order.back(), "manifest new/app 1") << "the tag comes last";
}

TEST_F(CopyTest, IndexesOfIndexesWithTheirArchitecturesFirst) {
  const std::string amd = registry_.put_image("old/app", "", {kLayer});
  const std::string arm = registry_.put_image("old/app", "x", {kLayer, "arm"});
  const std::string list =
      registry_.put_index("old/app", "", {amd, arm}, "application/vnd.docker.distribution.manifest.list.v2+json");
  const std::string digest = registry_.put_index("old/app", "1", {list, arm});
  const auto tally = copy(digest);
  ASSERT_TRUE(tally) << tally.error().message;
  expect_same(digest);
  EXPECT_EQ(registry_.repositories["new/app"].manifests.size(), 4U);
  EXPECT_EQ(registry_.repositories["new/app"].tags.size(), 1U);
  EXPECT_EQ(tally->present, 1U) << "the shared layer goes once";
  const auto found = [this] {
    const auto transport = registry_.transport();
    Source source(*transport, clock_, std::make_shared<ngc::TokenBook>(clock_, &old_), {});
    return take_inventory(source, "old/app", "1");
  }();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->digest, digest);
  EXPECT_EQ(found->manifests, 4U);
  EXPECT_EQ(found->blobs.size(), 4U);
  EXPECT_GE(bytes_, found->bytes) << "the bar comes to its end";
}

TEST_F(CopyTest, NestingWithoutEndIsRefused) {
  std::string digest = registry_.put_image("old/app", "", {"x"});
  for (int depth = 0; depth <= kMaxDepth; ++depth) digest = registry_.put_index("old/app", "1", {digest});
  const auto tally = copy(digest);
  ASSERT_FALSE(tally);
  EXPECT_THAT(tally.error().message, HasSubstr("deeper"));
  const auto transport = registry_.transport();
  Source source(*transport, clock_, std::make_shared<ngc::TokenBook>(clock_, &old_), {});
  EXPECT_FALSE(take_inventory(source, "old/app", "1"));
}

TEST_F(CopyTest, WhatIsThereIsNotSentAgain) {
  const std::string digest = registry_.put_image("old/app", "1", {kLayer, "two"});
  // A run that was killed after the first layer.
  registry_.repositories["new/app"].blobs[test::digest_of(kLayer)] = kLayer;
  const auto tally = copy(digest);
  ASSERT_TRUE(tally) << tally.error().message;
  EXPECT_EQ(tally->present, 1U);
  EXPECT_EQ(tally->uploads, 2U);
  EXPECT_EQ(requests(Method::kGet, test::digest_of(kLayer)), 0U) << "it is not even downloaded";
  // One that was killed before the tag: the manifest is there.
  registry_.repositories["new/app"].tags.clear();
  const auto again = copy(digest);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->uploads, 0U);
  expect_same(digest);
}

TEST_F(CopyTest, AnArchitectureThatIsThereIsNotLookedInto) {
  const std::string amd = registry_.put_image("old/app", "", {kLayer});
  const std::string arm = registry_.put_image("old/app", "", {kLayer, "arm"});
  const std::string digest = registry_.put_index("old/app", "1", {amd, arm});
  registry_.repositories["new/app"] = registry_.repositories["old/app"];
  registry_.repositories["new/app"].tags.clear();
  registry_.repositories["new/app"].manifests.erase(digest);
  const auto tally = copy(digest);
  ASSERT_TRUE(tally) << tally.error().message;
  EXPECT_EQ(requests(Method::kGet, "/manifests/"), 1U);
  EXPECT_EQ(requests(Method::kPut, "/manifests/"), 1U);
  EXPECT_EQ(requests(Method::kHead, "/blobs/"), 0U);
}

TEST_F(CopyTest, AWrongDigestIsNeverStored) {
  const std::string digest = registry_.put_image("old/app", "1", {kLayer});
  registry_.corrupt.insert(test::digest_of(kLayer));
  const auto tally = copy(digest);
  ASSERT_FALSE(tally);
  EXPECT_EQ(tally.error().code, Errc::kDamaged);
  EXPECT_EQ(registry_.repositories["new/app"].blobs.count(test::digest_of(kLayer)), 0U);
  EXPECT_TRUE(registry_.repositories["new/app"].manifests.empty());
  EXPECT_TRUE(slept_.empty()) << "trying again is the user's decision";
}

TEST_F(CopyTest, AManifestThatIsAnotherOneIsRefused) {
  const std::string digest = registry_.put_image("old/app", "1", {"x"});
  const FakeRegistry::Document other = {registry_.repositories["old/app"].manifests[digest].type,
                                        registry_.repositories["old/app"].manifests[digest].body + " "};
  for (const bool states_it : {true, false}) {
    registry_.fault = [&](const Seen& seen) -> std::optional<base::Result<http::Response>> {
      if (seen.method != Method::kGet || seen.path.find("/manifests/") == std::string::npos) return std::nullopt;
      std::vector<http::Header> headers = {{"Content-Type", other.type}};
      if (states_it) headers.push_back({"Docker-Content-Digest", test::digest_of(other.body)});
      return test::answer(200, other.body, headers);
    };
    const auto tally = copy(digest);
    ASSERT_FALSE(tally);
    EXPECT_EQ(tally.error().code, Errc::kDamaged);
    EXPECT_TRUE(registry_.repositories["new/app"].manifests.empty());
  }
  // By tag, what the registry states must fit what it sends.
  registry_.fault = [&](const Seen& seen) -> std::optional<base::Result<http::Response>> {
    if (seen.path != "/v2/old/app/manifests/1") return std::nullopt;
    return test::answer(200, other.body, {{"Content-Type", other.type}, {"Docker-Content-Digest", digest}});
  };
  const auto transport = registry_.transport();
  Source source(*transport, clock_, std::make_shared<ngc::TokenBook>(clock_, &old_), {});
  EXPECT_EQ(source.manifest("old/app", "1").error().code, Errc::kDamaged);
}

TEST_F(CopyTest, ATargetThatNamesAnotherDigestAfterwardsIsNoSuccess) {
  const std::string digest = registry_.put_image("old/app", "1", {"x"});
  registry_.fault = [](const Seen& seen) -> std::optional<base::Result<http::Response>> {
    if (seen.method != Method::kHead || seen.path != "/v2/new/app/manifests/1") return std::nullopt;
    return test::answer(200, "", {{"Docker-Content-Digest", "sha256:" + std::string(64, 'f')}});
  };
  const auto tally = copy(digest);
  ASSERT_FALSE(tally);
  EXPECT_EQ(tally.error().code, Errc::kDamaged);
}

TEST_F(CopyTest, BlobsAreTakenOverOnlyWhereTheTargetsKeyMayReadTheSource) {
  const std::string digest = registry_.put_image("old/app", "1", {kLayer});
  registry_.rights.insert("NEWKEY repository:old/app:pull");
  ASSERT_TRUE(copy(digest, false));
  EXPECT_EQ(registry_.count([](const Seen& seen) { return seen.query.find("mount=") != std::string::npos; }), 0U);

  registry_.repositories.erase("new/app");
  const auto tally = copy(digest, true);
  ASSERT_TRUE(tally) << tally.error().message;
  EXPECT_EQ(tally->mounts, 2U);
  EXPECT_EQ(tally->uploads, 0U);
  expect_same(digest);
}

TEST_F(CopyTest, ARegistryThatDoesNotTakeOverGetsTheBlob) {
  const std::string digest = registry_.put_image("old/app", "1", {kLayer});
  const auto tally = copy(digest, true);  // the token service refuses the second repository
  ASSERT_TRUE(tally) << tally.error().message;
  EXPECT_EQ(tally->mounts, 0U);
  EXPECT_EQ(tally->uploads, 2U);
}

TEST_F(CopyTest, AnUploadElsewhereGetsNoToken) {
  const std::string digest = registry_.put_image("old/app", "1", {kLayer});
  registry_.upload_host = "storage.example";
  const auto tally = copy(digest);
  ASSERT_TRUE(tally) << tally.error().message;
  EXPECT_GT(registry_.count([](const Seen& seen) { return seen.host == "storage.example"; }), 0U);
  EXPECT_EQ(registry_.count([](const Seen& seen) { return seen.host == "storage.example" && seen.form != "none"; }),
            0U);
  registry_.repositories.erase("new/app");
  registry_.upload_host = "203.0.113.7";
  EXPECT_FALSE(copy(digest)) << "a bare address";
}

TEST_F(CopyTest, AnExpiredTokenIsReplacedInTheMiddle) {
  const std::string digest = registry_.put_image("old/app", "1", {kLayer, "two"});
  // The token that comes with the upload's body is refused once.
  bool refused = false;
  registry_.fault = [&](const Seen& seen) -> std::optional<base::Result<http::Response>> {
    if (refused || seen.method != Method::kPut || seen.path.find("/uploads/") == std::string::npos) return std::nullopt;
    refused = true;
    registry_.expired.insert(seen.secret);
    return test::challenge();
  };
  const auto tally = copy(digest);
  ASSERT_TRUE(tally) << tally.error().message;
  EXPECT_TRUE(refused);
  expect_same(digest);
}

TEST_F(CopyTest, PatienceWith429AndLostConnections) {
  const std::string digest = registry_.put_image("old/app", "1", {kLayer});
  int times = 0;
  registry_.fault = [&](const Seen& seen) -> std::optional<base::Result<http::Response>> {
    const bool put = seen.method == Method::kPut && seen.path.find("/uploads/") != std::string::npos;
    const bool get = seen.host == "layers.nvcr.io";
    if (put && times == 0 && ++times == 1) return test::answer(503);
    if (get && times == 1 && ++times == 2) return base::Error(Errc::kNetwork, "lost", "", http::kBroken);
    if (seen.method == Method::kPut && seen.path.find("/manifests/") != std::string::npos && times == 2 &&
        ++times == 3) {
      return test::answer(429, "", {{"Retry-After", "7"}});
    }
    return std::nullopt;
  };
  const auto tally = copy(digest);
  ASSERT_TRUE(tally) << tally.error().message;
  EXPECT_EQ(times, 3);
  EXPECT_THAT(slept_, ElementsAre(400, 800, 7000));
  expect_same(digest);
}

TEST_F(CopyTest, AnOutageEndsAfterThreeTriesAndARefusalAtOnce) {
  const std::string digest = registry_.put_image("old/app", "1", {kLayer});
  int status = 503;
  registry_.fault = [&](const Seen& seen) -> std::optional<base::Result<http::Response>> {
    if (seen.method != Method::kPost) return std::nullopt;
    return test::answer(status);
  };
  const auto outage = copy(digest);
  ASSERT_FALSE(outage);
  EXPECT_EQ(outage.error().code, Errc::kService);
  slept_.clear();
  status = 403;
  const auto refused = copy(digest);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::kNotEntitled);
  EXPECT_TRUE(slept_.empty());
}

TEST_F(CopyTest, ABlobThatIsLongerOrShorterThanTheManifestSaysIsNotStored) {
  for (const int difference : {-1, 1}) {
    registry_.repositories.clear();
    const std::string digest = registry_.put_image("old/app", "1", {kLayer});
    registry_.repositories["old/app"].blobs[test::digest_of(kLayer)] =
        std::string(static_cast<std::size_t>(static_cast<int>(kLayer.size()) + difference), 'l');
    const auto tally = copy(digest);
    ASSERT_FALSE(tally);
    EXPECT_EQ(tally.error().code, difference < 0 ? Errc::kNetwork : Errc::kUnexpected)
        << "what broke off may be whole next time";
    EXPECT_EQ(registry_.repositories["new/app"].blobs.count(test::digest_of(kLayer)), 0U);
  }
}

TEST_F(CopyTest, ForeignLayersAreSkippedAndTold) {
  const std::string foreign =
      R"(,{"mediaType":"application/vnd.oci.image.layer.nondistributable.v1.tar","digest":"sha256:)" +
      std::string(64, '9') + R"(","size":7,"urls":["https://example.com/l"]})";
  const std::string digest = registry_.put_image("old/app", "1", {"x"}, foreign);
  const auto tally = copy(digest);
  ASSERT_TRUE(tally) << tally.error().message;
  EXPECT_THAT(tally->foreign, ElementsAre("sha256:" + std::string(64, '9')));
  EXPECT_EQ(registry_.count([](const Seen& seen) { return seen.host == "example.com"; }), 0U);
  expect_same(digest);
}

TEST_F(CopyTest, ACrewSortsOutCopiesAndGoesOn) {
  registry_.put_image("old/app", "1", {kLayer});
  registry_.put_image("old/app", "2", {kLayer, "two"});
  registry_.put_image("old/other", "1", {kLayer});
  registry_.put_image("new/app", "3", {"theirs"});
  registry_.put_image("old/app", "3", {"ours"});
  std::vector<Item> items;
  for (const auto& [repository, tag] : std::vector<std::pair<std::string, std::string>>{{"old/app", "1"},
                                                                                        {"old/app", "2"},
                                                                                        {"old/other", "1"},
                                                                                        {"old/app", "3"},
                                                                                        {"old/app", "9"},
                                                                                        {"old/secret", "1"}}) {
    Item item;
    item.wanted = {repository, tag, ""};
    item.to = "new" + repository.substr(3);
    items.push_back(item);
  }
  Crew crew({.new_transport = [this] { return registry_.transport(); },
             .clock = clock_,
             .sleep = [](int) {},
             .from = old_,
             .to = new_},
            3);
  crew.look(items);
  EXPECT_EQ(items[0].state, State::kToCopy);
  EXPECT_EQ(items[3].state, State::kLeftOut);
  EXPECT_THAT(items[3].reason, HasSubstr("another image"));
  EXPECT_EQ(items[4].error->code, Errc::kNotFound);
  EXPECT_EQ(items[5].error->code, Errc::kNotEntitled);
  crew.copy(items, [](const std::string&) { return false; }, {});
  EXPECT_EQ(items[0].state, State::kCopied);
  EXPECT_EQ(items[1].state, State::kCopied);
  EXPECT_EQ(items[2].state, State::kCopied);
  const auto put = [&](const Seen& seen) {
    return seen.method == Method::kPut && seen.path.find("/v2/new/app/blobs/") == 0;
  };
  EXPECT_EQ(registry_.count([&](const Seen& seen) {
    return seen.method == Method::kHead && seen.path == "/v2/new/app/blobs/" + test::digest_of(kLayer);
  }),
            1U);
  EXPECT_EQ(registry_.count(put), 4U) << "two configurations and two layers: what two tags share goes once";
  EXPECT_EQ(registry_.count([](const Seen& seen) { return seen.form == "basic" && seen.secret == "OLDKEY"; }), 3U)
      << "one exchange for each repository, for all threads together";
  std::vector<Item> again = items;
  for (Item& item : again) item.state = State::kToCopy;
  crew.look(again);
  EXPECT_EQ(totals_of(again).present, 3U);
}

TEST_F(CopyTest, AfterThreeOutagesInARowNothingMoreIsTried) {
  std::vector<Item> items;
  for (int i = 0; i < 6; ++i) {
    Item item;
    item.wanted = {"old/app", std::to_string(i), ""};
    item.digest = registry_.put_image("old/app", std::to_string(i), {"x"});
    item.to = "new/app";
    items.push_back(item);
  }
  registry_.fault = [](const Seen& seen) -> std::optional<base::Result<http::Response>> {
    if (seen.method != Method::kPost) return std::nullopt;
    return test::answer(503);
  };
  Crew crew({.new_transport = [this] { return registry_.transport(); },
             .clock = clock_,
             .sleep = [](int) {},
             .from = old_,
             .to = new_},
            1);
  crew.copy(items, [](const std::string&) { return false; }, {});
  EXPECT_EQ(totals_of(items).failed, 6U);
  EXPECT_THAT(items[5].reason, HasSubstr("not tried"));
}

TEST(Pipe, HoldsTheLastByteBackAndStaysBounded) {
  Pipe pipe(3 * Pipe::kRoom);
  std::atomic<std::uint64_t> put{0};
  std::thread download([&] {
    const std::string piece(10000, 'x');
    std::uint64_t left = 3 * Pipe::kRoom;
    while (left > 0) {
      const std::size_t part = std::min<std::uint64_t>(left, piece.size());
      ASSERT_TRUE(pipe.put(std::string_view(piece).substr(0, part)));
      left -= part;
      put += part;
    }
  });
  std::vector<char> room(1 << 16);
  std::uint64_t taken = 0;
  while (taken < 3 * Pipe::kRoom - 1) {
    const auto got = pipe.take(room.data(), room.size());
    ASSERT_TRUE(got);
    taken += *got;
    EXPECT_LE(put, taken + Pipe::kRoom + 10000);
  }
  EXPECT_EQ(taken, 3 * Pipe::kRoom - 1);
  download.join();
  std::thread later([&] { pipe.fail({Errc::kDamaged, "wrong"}); });
  const auto last = pipe.take(room.data(), room.size());
  later.join();
  ASSERT_FALSE(last) << "the last byte never comes where the content is wrong";
  EXPECT_EQ(last.error().code, Errc::kDamaged);
}

}  // namespace
}  // namespace ngcs::migrate
