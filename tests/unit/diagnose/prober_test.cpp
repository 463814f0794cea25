#include "diagnose/prober.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "diagnose/decide.h"

namespace ngcs::diagnose {
namespace {

class Broken final : public http::Transport {
 public:
  base::Result<http::Response> send(const http::Request& /*request*/) override { throw std::runtime_error("a bug"); }
};

TEST(Prober, AnInternalErrorOfOneCheckEndsThatCheckOnly) {
  const base::FixedClock clock(0);
  ProbeLog log(clock, 1000);
  Observations seen;
  const ProbeTools tools{[] { return std::make_unique<Broken>(); }, clock, [](int) {}};
  ask_controls({}, tools, log, seen);
  EXPECT_TRUE(log.crashed());
  seen.crashed = log.crashed();
  const Diagnosis diagnosis = decide({}, {}, seen, {});
  ASSERT_FALSE(diagnosis.remarks.empty());
  EXPECT_EQ(diagnosis.remarks.front().first(), "NGC0001");
}

KeyView view_of(const char* label, const char* key) {
  KeyView view;
  view.label = label;
  view.key = secret::SecretString(key);
  return view;
}

TEST(AfterARepair, AnswersFollowTheirKeyNotItsLabel) {
  Observations before;
  before.controls.registry.kind = Outcome::Kind::kOk;
  before.keys.push_back(view_of("K1", "old"));
  before.keys.back().login.kind = Outcome::Kind::kUnauthorized;
  before.keys.push_back(view_of("K2", "good"));
  before.keys.back().login.kind = Outcome::Kind::kOk;
  Observations seen;
  seen.keys.push_back(view_of("K1", "good"));
  seen.keys.back().sources = {"profile acme"};
  seen.keys.push_back(view_of("K2", "new"));

  keep_answers(std::move(before), seen);

  EXPECT_TRUE(seen.controls.registry.ok()) << "what needs no key is known";
  ASSERT_EQ(seen.keys.size(), 2U) << "a key that no file holds any more is forgotten";
  EXPECT_EQ(seen.keys[0].label, "K1");
  EXPECT_EQ(seen.keys[0].sources, std::vector<std::string>{"profile acme"});
  EXPECT_TRUE(seen.keys[0].login.ok());
  EXPECT_FALSE(seen.keys[1].login.asked());
}

class Counting final : public http::Transport {
 public:
  explicit Counting(std::vector<std::string>& urls) : urls_(urls) {}
  base::Result<http::Response> send(const http::Request& request) override {
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    urls_.push_back(request.url);
    return base::Error(base::Errc::kNetwork, "no answer", "");
  }

 private:
  std::vector<std::string>& urls_;
};

TEST(AfterARepair, OnlyTheFailingCheckIsRepeated) {
  const base::FixedClock clock(0);
  std::vector<std::string> urls;
  const ProbeTools tools{[&urls] { return std::make_unique<Counting>(urls); }, clock, [](int) {}};
  Observations seen;
  for (const char* label : {"K1", "K2"}) {
    seen.keys.push_back(view_of(label, label));
    seen.keys.back().caller.kind = Outcome::Kind::kOk;
  }
  ProbePlan plan;
  plan.target.kind = Target::Kind::kHelmRepository;
  plan.target.space.org = "acme";
  plan.main_key = "K1";
  ProbeLog log(clock, 1000, 5);

  ask_again(plan, tools, log, seen);

  std::sort(urls.begin(), urls.end());
  EXPECT_EQ(urls, (std::vector<std::string>{"https://helm.ngc.nvidia.com/acme/index.yaml", "https://nvcr.io/v2/"}));
  EXPECT_EQ(log.key_requests_left(), 4) << "the challenge needs no key";

  urls.clear();
  seen.keys.front().caller = {};
  ask_again(plan, tools, log, seen);
  ASSERT_GT(urls.size(), 2U) << "of a key that was not asked about, and that fails, identity is wanted";
  for (std::size_t i = 0; i < urls.size(); ++i) {
    EXPECT_EQ(urls[i].rfind("https://api.ngc.nvidia.com/", 0) == 0, i >= 2) << "behind the check itself: " << urls[i];
  }
}

}  // namespace
}  // namespace ngcs::diagnose
