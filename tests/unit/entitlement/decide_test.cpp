#include "entitlement/decide.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_transport.h"
#include "make_facts.h"

namespace ngcs::entitlement {
namespace {

using test::answer;
using test::FakeTransport;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class DecideTest : public testing::Test {
 protected:
  Decision ask(const Facts& facts, const Question& question) {
    return decide(transport_, clock_, key_, facts, question);
  }
  // The token service's statuses without a key and with it; with a token the tags answer `tags`.
  void registry(const std::string& path, int without_key, int with_key, int tags = 200) {
    transport_.get("https://nvcr.io/v2/", test::challenge());
    const auto token = [](int status) {
      return status == 200 ? test::json_answer(200, R"({"token":"t","expires_in":300})") : answer(status);
    };
    transport_.on(http::Method::kGet, "https://nvcr.io/proxy_auth",
                  [=](const FakeTransport::Seen& seen) -> base::Result<http::Response> {
                    return token(seen.form == "none" ? without_key : with_key);
                  });
    transport_.get("https://nvcr.io/v2/" + path + "/tags/list", answer(tags));
    transport_.on(http::Method::kHead, "https://nvcr.io/v2/" + path + "/manifests/1", answer(tags));
  }
  void index(const std::string& space, int without_key, int with_key) {
    transport_.on(http::Method::kGet, "https://helm.ngc.nvidia.com/" + space + "/index.yaml",
                  [=](const FakeTransport::Seen& seen) -> base::Result<http::Response> {
                    return answer(seen.form == "none" ? without_key : with_key,
                                  "entries:\n  x:\n  - version: 1.0.0\n    urls: [x.tgz]\n");
                  });
  }
  [[nodiscard]] std::size_t with_the_key() const {
    std::size_t count = 0;
    for (const auto& seen : transport_.seen()) {
      if (seen.secret == key_.reveal()) ++count;
    }
    return count;
  }

  FakeTransport transport_;
  base::FixedClock clock_{kNow};
  secret::SecretString key_{"nvapi-MARKED0123456789"};
};

const Question kImage{Action::kPull, Thing::kImage, {"nvaie", ""}, "driver", ""};
const Question kTag{Action::kPull, Thing::kImage, {"nvaie", ""}, "driver", "1"};
const Question kChart{Action::kPull, Thing::kChart, {"nvaie", ""}, "x", ""};

Facts nothing_enabled() {
  Facts facts = ada();
  facts.identity.orgs[0].enablements.emplace();
  return facts;
}
Facts without_lists() {
  Facts facts = ada();
  for (ngc::Org& org : facts.identity.orgs) org.enablements.reset();
  return facts;
}

TEST_F(DecideTest, MembersNeedNoQuestion) {
  EXPECT_EQ(ask(ada(), {Action::kPull, Thing::kImage, {kAcme, ""}, "app", ""}).allowed, Allowed::kYes);
  EXPECT_EQ(ask(ada(), {Action::kPush, Thing::kImage, {kAcme, ""}, "app", ""}).code, "NGC6302");
  EXPECT_EQ(ask(ada(), {Action::kAddTeam, Thing::kOrg, {kAcme, ""}, "", ""}).code, "NGC6302");
  EXPECT_EQ(ask(nothing_enabled(), {Action::kPull, Thing::kModel, {"nvaie", ""}, "m", ""}).allowed, Allowed::kUnknown);
  EXPECT_THAT(transport_.seen(), IsEmpty());
}

TEST_F(DecideTest, ClosedWithoutAKeyMakesTheFactsCount) {
  registry("nvaie/driver", 403, 200);
  const Decision decision = ask(nothing_enabled(), kImage);
  EXPECT_EQ(decision.allowed, Allowed::kNo);
  EXPECT_THAT(decision.codes, ElementsAre("NGC7102", "NGC7105", "NGC7107"));
  EXPECT_EQ(with_the_key(), 0U);
}

TEST_F(DecideTest, WhatIsPublicIsOpenWithTheCatalogue) {
  registry("nvaie/driver", 200, 200);
  EXPECT_EQ(ask(nothing_enabled(), kTag).allowed, Allowed::kYes);
}

TEST_F(DecideTest, AKeyThatMakesItWorse) {
  registry("nvaie/driver", 200, 403);
  Facts facts = nothing_enabled();
  facts.identity.services = {"private-registry"};
  const Decision decision = ask(facts, kImage);
  EXPECT_EQ(decision.allowed, Allowed::kNo);
  EXPECT_EQ(decision.code, "NGC5301");
}

TEST_F(DecideTest, TheServicesWordWins) {
  registry("nvaie/driver", 401, 403);
  const Decision refused = ask(ada(), kImage);
  EXPECT_EQ(refused.allowed, Allowed::kNo);
  EXPECT_EQ(refused.code, "NGC0002") << "nothing known of the key explains it";
}

TEST_F(DecideTest, WithoutListsTheServiceIsAsked) {
  registry("nvaie/driver", 403, 200);
  EXPECT_EQ(ask(without_lists(), kImage).allowed, Allowed::kYes);
}

TEST_F(DecideTest, PaymentRequired) {
  registry("nvaie/driver", 403, 402);
  const Decision decision = ask(without_lists(), kImage);
  EXPECT_EQ(decision.allowed, Allowed::kNo);
  EXPECT_EQ(decision.code, "NGC7101");
}

TEST_F(DecideTest, MissingIsAllowed) {
  registry("nvaie/driver", 403, 200, 404);
  const Decision decision = ask(without_lists(), kTag);
  EXPECT_EQ(decision.allowed, Allowed::kYes);
  EXPECT_THAT(decision.reason, HasSubstr("there is no such tag"));
}

TEST_F(DecideTest, TheRegion) {
  registry("nvaie/driver", 200, 200, 451);
  EXPECT_EQ(ask(ada(), kTag).code, "NGC7301");
}

TEST_F(DecideTest, OutagesDecideNothing) {
  transport_.get("https://nvcr.io/v2/", answer(401, "<html>"));  // no challenge: not the registry's word
  const Decision decision = ask(nothing_enabled(), kImage);
  EXPECT_EQ(decision.allowed, Allowed::kUnknown);
  EXPECT_EQ(decision.code, "");
  EXPECT_EQ(with_the_key(), 0U);
}

TEST_F(DecideTest, Charts) {
  index("nvaie", 401, 200);
  EXPECT_EQ(ask(without_lists(), kChart).allowed, Allowed::kYes);
  EXPECT_EQ(ask(nothing_enabled(), kChart).allowed, Allowed::kNo);
  Question other = kChart;
  other.name = "y";
  const Decision absent = ask(without_lists(), other);
  EXPECT_EQ(absent.allowed, Allowed::kUnknown);
  EXPECT_THAT(absent.reason, HasSubstr("does not list"));
}

TEST_F(DecideTest, ChartsRefused) {
  index("nvaie", 401, 401);
  const Decision decision = ask(without_lists(), kChart);
  EXPECT_EQ(decision.allowed, Allowed::kNo);
  EXPECT_EQ(decision.code, "");
  EXPECT_EQ(decision.codes.size(), 4U);
}

TEST_F(DecideTest, APushTokenWhereScopesAreNotSaid) {
  registry(kAcme + "/app", 403, 200);
  const Question push{Action::kPush, Thing::kImage, {kAcme, ""}, "app", ""};
  EXPECT_EQ(ask(service({{"private-registry", {}, {"*"}}}), push).allowed, Allowed::kYes);
  EXPECT_THAT(transport_.seen().back().url, HasSubstr("pull"));
}

}  // namespace
}  // namespace ngcs::entitlement
