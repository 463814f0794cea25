#include "http/retry.h"

#include <gtest/gtest.h>

#include "fake_transport.h"

namespace ngcs::http {
namespace {

using base::Errc;
using base::Error;
using test::answer;

constexpr std::int64_t kNow = 1'790'000'000;

Response with_retry_after(std::string value) { return answer(503, {}, {{"Retry-After", std::move(value)}}); }

TEST(RetryAfter, IsClamped) {
  const auto seconds = [](const char* value) { return retry_after_seconds(with_retry_after(value), kNow); };
  EXPECT_EQ(seconds("7"), 7);
  EXPECT_EQ(seconds("0"), 0);
  EXPECT_EQ(seconds("31"), 30);
  EXPECT_EQ(seconds("99999999999999999999"), 30);
  EXPECT_EQ(seconds("-5"), std::nullopt);
  EXPECT_EQ(seconds(""), std::nullopt);
  EXPECT_EQ(seconds("soon"), std::nullopt);
  EXPECT_EQ(seconds("Fri, 01 Jan 2021 00:00:00 GMT"), 0);   // the past, for which libcurl 7.88 answers below zero
  EXPECT_EQ(seconds("Mon, 21 Sep 2026 14:13:30 GMT"), 10);  // kNow is 14:13:20
  EXPECT_EQ(seconds("Fri, 01 Jan 2100 00:00:00 GMT"), 30);
  EXPECT_EQ(retry_after_seconds(answer(503), kNow), std::nullopt);
}

std::optional<int> delay(Method method, const base::Result<Response>& outcome, int tries = 1, bool repeatable = false) {
  Request request;
  request.method = method;
  request.repeatable = repeatable;
  return retry_delay_ms(request, outcome, tries, kNow, 0.0);
}

TEST(RetryPolicy, OnlyForPatienceAndRefusedConnections) {
  for (const int status : {429, 502, 503, 504}) EXPECT_EQ(delay(Method::kGet, answer(status)), 400) << status;
  for (const int status : {200, 301, 400, 401, 402, 403, 404, 409, 451, 500, 501}) {
    EXPECT_EQ(delay(Method::kGet, answer(status)), std::nullopt) << status;
  }
  EXPECT_EQ(delay(Method::kGet, Error(Errc::kNetwork, "", "", kConnect)), 400);
  for (const int detail : {kOther, kDns, kTls, kCertificate, kNoAnswer, kBroken, kProxy}) {
    EXPECT_EQ(delay(Method::kGet, Error(Errc::kNetwork, "", "", detail)), std::nullopt) << detail;
  }
  EXPECT_EQ(delay(Method::kGet, Error(Errc::kNetwork, "", "", kConnectTimeout)), std::nullopt);
  EXPECT_EQ(delay(Method::kGet, Error(Errc::kTooLarge, "")), std::nullopt);
}

TEST(RetryPolicy, OnlyWhatMayBeRepeated) {
  EXPECT_TRUE(delay(Method::kHead, answer(503)));
  for (const Method method : {Method::kPost, Method::kPut, Method::kPatch, Method::kDelete}) {
    EXPECT_EQ(delay(method, answer(503)), std::nullopt);
  }
  EXPECT_TRUE(delay(Method::kPost, answer(503), 1, true));
  EXPECT_EQ(delay(Method::kDelete, answer(503), 1, true), std::nullopt);
  Request request;
  request.retry = false;
  EXPECT_EQ(retry_delay_ms(request, answer(503), 1, kNow, 0.0), std::nullopt);
}

TEST(RetryPolicy, TwoMoreTriesWithGrowingDelay) {
  EXPECT_EQ(delay(Method::kGet, answer(503), 1), 400);
  EXPECT_EQ(delay(Method::kGet, answer(503), 2), 800);
  EXPECT_EQ(delay(Method::kGet, answer(503), 3), std::nullopt);
  EXPECT_EQ(retry_delay_ms(Request(), answer(503), 1, kNow, 1.0), 200);
  EXPECT_EQ(delay(Method::kGet, with_retry_after("2")), 2000);
  EXPECT_EQ(delay(Method::kGet, with_retry_after("0")), 400);
}

// A clock that sleeping moves.
struct Stage {
  base::FixedClock clock{kNow};
  int slept = 0;
  int calls = 0;
  std::vector<int> left;
  RetryTools tools{clock,
                   [this](int ms) {
                     slept += ms;
                     clock.advance_ms(ms);
                   },
                   [] { return 0.0; }};
  base::Result<Response> run(const Request& request, const std::vector<int>& statuses, int each_takes_ms = 0) {
    return send_with_retries(request, tools, [&](const Request&, int left_ms) -> base::Result<Response> {
      left.push_back(left_ms);
      clock.advance_ms(each_takes_ms);
      return answer(statuses.at(static_cast<std::size_t>(calls++)));
    });
  }
};

TEST(Retries, StopAtTheFirstGoodAnswer) {
  Stage stage;
  const auto response = stage.run(Request(), {503, 429, 200});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->tries, 3);
  EXPECT_EQ(response->time_ms, 1200);
  EXPECT_EQ(stage.left, (std::vector<int>{30000, 29600, 28800}));
}

TEST(Retries, GiveTheLastAnswer) {
  Stage stage;
  const auto response = stage.run(Request(), {503, 503, 502});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 502);
  EXPECT_EQ(stage.calls, 3);
}

TEST(Retries, TheDeadlineWins) {
  Stage stage;
  Request request;
  request.total_timeout_ms = 1000;
  const auto response = stage.run(request, {503, 503}, 500);
  ASSERT_TRUE(response);
  EXPECT_EQ(stage.calls, 2);  // 500 + 400 < 1000, then 1400: no third one
  EXPECT_EQ(stage.slept, 400);
}

TEST(Retries, AnErrorIsPassedOn) {
  Stage stage;
  int calls = 0;
  const auto response = send_with_retries(Request(), stage.tools, [&](const Request&, int) -> base::Result<Response> {
    ++calls;
    return Error(Errc::kNetwork, "refused", "", kConnect);
  });
  ASSERT_FALSE(response);
  EXPECT_EQ(calls, 3);
}

}  // namespace
}  // namespace ngcs::http
