#include "diagnose/recorder.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/clock.h"
#include "fake_transport.h"

namespace ngcs::diagnose {
namespace {

using secret::SecretString;
using test::answer;
using test::FakeTransport;
using test::json_answer;

class Recorder : public testing::Test {
 protected:
  RecordingTransport transport(std::optional<ProbeKey> key = std::nullopt) {
    return {inner_, log_, std::move(key), [this](int ms) {
              slept_.push_back(ms);
              clock_.advance_ms(ms);
            }};
  }
  http::Request request(const std::string& url, bool with_key = false) {
    http::Request wanted;
    wanted.url = url;
    if (with_key) wanted.credential = http::Credential{http::Credential::Form::kBasic, "$oauthtoken", &key_};
    return wanted;
  }

  const SecretString key_{"nvapi-MARKED0123456789abcdefghij"};
  base::FixedClock clock_{1000000};
  ProbeLog log_{clock_, 45000};
  FakeTransport inner_;
  std::vector<int> slept_;
};

TEST_F(Recorder, WritesDownFactsAndNoSecret) {
  inner_.get("https://nvcr.io/v2/",
             json_answer(403, R"({"errors":[{"code":"DENIED","message":"no: nvapi-MARKED0123456789abcdefghij"}]})"));
  auto one = transport(ProbeKey{"K1", &key_});
  one.next("T1");
  ASSERT_TRUE(one.send(request("https://nvcr.io/v2/?secret=1", true)));
  const auto probes = log_.take();
  ASSERT_EQ(probes.size(), 1U);
  EXPECT_EQ(probes[0].id, "T1");
  EXPECT_EQ(probes[0].credential, "K1");
  EXPECT_TRUE(probes[0].bears_key);
  EXPECT_EQ(probes[0].http, 403);
  EXPECT_EQ(probes[0].code, "DENIED");
  EXPECT_EQ(probes[0].url.find('?'), std::string::npos);
  EXPECT_EQ(probes[0].message.find("MARKED"), std::string::npos) << probes[0].message;
}

TEST_F(Recorder, OneRetryForPatienceNoneForRefusals) {
  for (const int status : {401, 402, 403, 404, 500}) {
    inner_.get("https://nvcr.io/" + std::to_string(status), answer(status));
    (void)transport().send(request("https://nvcr.io/" + std::to_string(status)));
  }
  EXPECT_TRUE(slept_.empty());
  inner_.get("https://nvcr.io/busy", answer(503));
  inner_.get("https://nvcr.io/busy", answer(200));
  EXPECT_EQ(transport().send(request("https://nvcr.io/busy"))->status, 200);
  EXPECT_EQ(slept_.size(), 1U);
}

TEST_F(Recorder, ARetryAfterBeyondTenSecondsIsNotWaitedFor) {
  inner_.get("https://nvcr.io/", answer(429, {}, {{"Retry-After", "60"}}));
  EXPECT_EQ(transport().send(request("https://nvcr.io/"))->status, 429);
  EXPECT_TRUE(slept_.empty());
  inner_.get("https://nvcr.io/soon", answer(429, {}, {{"Retry-After", "3"}}));
  (void)transport().send(request("https://nvcr.io/soon"));
  EXPECT_EQ(slept_, std::vector<int>{3000});
}

TEST_F(Recorder, NoMoreThanFourteenRequestsWithAKey) {
  inner_.get("https://nvcr.io/", answer(200));
  auto one = transport(ProbeKey{"K1", &key_});
  for (int i = 0; i < kMaxKeyRequests; ++i) EXPECT_TRUE(one.send(request("https://nvcr.io/", true)));
  EXPECT_FALSE(one.send(request("https://nvcr.io/", true)));
  EXPECT_TRUE(one.send(request("https://nvcr.io/"))) << "without a key";
  EXPECT_EQ(inner_.seen().size(), 15U);
}

TEST_F(Recorder, NothingIsAskedWhenTheTimeIsOver) {
  inner_.get("https://nvcr.io/", answer(200));
  clock_.advance_ms(45000);
  EXPECT_FALSE(transport().send(request("https://nvcr.io/")));
  EXPECT_TRUE(inner_.seen().empty());
  EXPECT_TRUE(log_.ran_out_of_time());
}

TEST_F(Recorder, TheClockOfTheServiceIsKept) {
  inner_.get("https://nvcr.io/", answer(200, {}, {{"Date", "Mon, 12 Jan 1970 13:30:00 GMT"}}));
  ASSERT_TRUE(transport().send(request("https://nvcr.io/")));
  EXPECT_EQ(log_.take()[0].skew_s, 1000000 - 999000);
}

}  // namespace
}  // namespace ngcs::diagnose
