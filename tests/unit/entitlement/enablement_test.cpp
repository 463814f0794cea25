#include <gtest/gtest.h>

#include "entitlement/key_policy.h"
#include "make_facts.h"

namespace ngcs::entitlement {
namespace {

constexpr const char* kNvaie = "nv-ai-enterprise";

Facts with_lists(std::optional<std::vector<ngc::Enablement>> acme, std::optional<std::vector<ngc::Enablement>> own) {
  Facts facts = ada();
  facts.identity.orgs[0].enablements = std::move(acme);
  facts.identity.orgs[1].enablements = std::move(own);
  return facts;
}
std::vector<ngc::Enablement> one(const char* start, const char* end, const char* type = "EMS_EVAL") {
  return {enablement(kNvaie, type, start, end)};
}

TEST(FindEnablement, StatesByTheServicesDate) {
  struct Row {
    const char* start;
    const char* end;
    EnablementState state;
    bool on_the_day;
    const char* date;
  };
  for (const Row& row : {Row{"", "", EnablementState::kInForce, false, ""},
                         Row{"2026-11-25", "2026-11-27", EnablementState::kInForce, false, "2026-11-27"},
                         Row{"", "2026-11-26", EnablementState::kInForce, true, "2026-11-26"},
                         Row{"2026-11-26", "", EnablementState::kInForce, true, ""},
                         Row{"", "2026-11-25", EnablementState::kExpired, false, "2026-11-25"},
                         Row{"", "2026-11-25T10:00:00Z", EnablementState::kExpired, false, "2026-11-25"},
                         Row{"2026-11-27", "2030-01-01", EnablementState::kNotYet, false, "2026-11-27"},
                         Row{"", "next year", EnablementState::kNotSaid, false, "next year"},
                         Row{"", "26.11.2026", EnablementState::kNotSaid, false, "26.11.2026"}}) {
    const auto found = find_enablement(with_lists(one(row.start, row.end), std::nullopt), kNvaie);
    EXPECT_EQ(found.state, row.state) << row.start << " " << row.end;
    EXPECT_EQ(found.on_the_day, row.on_the_day) << row.start << " " << row.end;
    EXPECT_EQ(found.date, row.date);
    EXPECT_EQ(found.org, kAcme);
    EXPECT_EQ(found.type, "EMS_EVAL");
    EXPECT_TRUE(found.in_key_org);
  }
}

TEST(FindEnablement, TheBestOfAllOrgs) {
  const auto live = one("", "2030-01-01");
  const auto ended = one("", "2020-01-01");
  const auto later = one("2030-01-01", "");
  EXPECT_EQ(find_enablement(with_lists(ended, live), kNvaie).org, kOwn);
  EXPECT_FALSE(find_enablement(with_lists(ended, live), kNvaie).in_key_org);
  EXPECT_EQ(find_enablement(with_lists(live, live), kNvaie).org, kAcme);
  EXPECT_EQ(find_enablement(with_lists(ended, later), kNvaie).state, EnablementState::kNotYet);
  EXPECT_EQ(find_enablement(with_lists(ended, ended), kNvaie).org, kAcme);
  Facts facts = with_lists(ended, live);
  facts.identity.key_type = "LEGACY";
  facts.identity.key_org.clear();
  EXPECT_TRUE(find_enablement(facts, kNvaie).in_key_org);
}

TEST(FindEnablement, OnlyListsThatArePresentSayNo) {
  const std::vector<ngc::Enablement> none;
  EXPECT_EQ(find_enablement(with_lists(none, none), kNvaie).state, EnablementState::kAbsent);
  EXPECT_EQ(find_enablement(with_lists(none, std::nullopt), kNvaie).state, EnablementState::kNotSaid);
  EXPECT_EQ(find_enablement(with_lists(std::nullopt, std::nullopt), kNvaie).state, EnablementState::kNotSaid);
  EXPECT_EQ(find_enablement(Facts(), kNvaie).state, EnablementState::kNotSaid);
  Facts timeless = with_lists(one("2020-01-01", ""), none);
  timeless.now = 0;
  EXPECT_EQ(find_enablement(timeless, kNvaie).state, EnablementState::kNotSaid);
  timeless.identity.orgs[0].enablements = one("", "");
  EXPECT_EQ(find_enablement(timeless, kNvaie).state, EnablementState::kInForce) << "nothing to compare";
}

TEST(IsPublisher, ByNameUnlessTheUserIsInIt) {
  for (const char* org : {"nvidia", "nvaie", "nim"}) EXPECT_TRUE(is_publisher(ada(), org)) << org;
  for (const std::string& org : {kAcme, std::string("stranger"), std::string("Nvidia"), std::string()}) {
    EXPECT_FALSE(is_publisher(ada(), org)) << org;
  }
  Facts facts = ada();
  facts.identity.orgs[1].name = "nim";
  EXPECT_FALSE(is_publisher(facts, "nim"));
}

TEST(Covers, PathsAndStars) {
  struct Row {
    const char* resource;
    const char* path;
    bool covered;
  };
  for (const Row& row : {Row{"*", "a/b", true}, Row{"a", "a/b", true}, Row{"a", "a", true}, Row{"a", "ab/c", false},
                         Row{"a/t/*", "a/t/x", true}, Row{"a/t/*", "a/t", false}, Row{"a/t/*", "a/t2/x", false},
                         Row{"a/*/x", "a/t/x", true}, Row{"a/*/x", "a/t/y", false}, Row{"*/x", "a/t/x", true},
                         Row{"", "a/b", false}, Row{"**", "a", true}, Row{"a*b*c", "axxbxxbc", true}}) {
    EXPECT_EQ(covers(row.resource, row.path), row.covered) << row.resource << " " << row.path;
  }
}

}  // namespace
}  // namespace ngcs::entitlement
