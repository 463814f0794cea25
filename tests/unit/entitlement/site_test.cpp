#include "entitlement/site.h"

#include <gtest/gtest.h>

#include "make_facts.h"

namespace ngcs::entitlement {
namespace {

void expect(const Facts& facts, Allowed catalog, Allowed registry, Allowed organization, const char* what) {
  const SiteView view = site_view(facts);
  EXPECT_EQ(view.enterprise_catalog.shown, catalog) << what << ": " << view.enterprise_catalog.reason;
  EXPECT_EQ(view.private_registry.shown, registry) << what << ": " << view.private_registry.reason;
  EXPECT_EQ(view.organization.shown, organization) << what << ": " << view.organization.reason;
}

TEST(SiteView, YesNoOrUnknown) {
  constexpr Allowed kYes = Allowed::kYes;
  constexpr Allowed kNo = Allowed::kNo;
  constexpr Allowed kUnknown = Allowed::kUnknown;
  expect(ada(), kYes, kYes, kYes, "linked");
  expect(legacy(), kYes, kYes, kYes, "a legacy key");
  Facts facts = ada();
  facts.identity.key_org = kOwn;
  expect(facts, kNo, kNo, kNo, "the key of the own org");
  facts = ada();
  facts.identity.orgs[0].enablements = {{enablement("nv-ai-enterprise", "EMS_EVAL", "", "2026-01-01")}};
  expect(facts, kNo, kYes, kYes, "ended; the role still opens the registry");
  facts.identity.orgs[0].roles = {"USER_READ"};
  expect(facts, kNo, kNo, kYes, "no role in it");
  facts.identity.orgs[0].enablements.reset();
  expect(facts, kUnknown, kUnknown, kYes, "enablements are not told");
  facts.identity.orgs[0].roles = {"NVIDIA_AI_ENTERPRISE_VIEWER"};
  expect(facts, kYes, kUnknown, kYes, "the role of its users");
  facts = ada();
  facts.now = 0;
  expect(facts, kUnknown, kYes, kYes, "no clock");
  facts.identity.orgs[0].type.clear();
  expect(facts, kUnknown, kYes, kUnknown, "no type");
  expect(Facts(), kUnknown, kUnknown, kUnknown, "nothing");
  expect(service({}), kUnknown, kUnknown, kUnknown, "a service key");
}

}  // namespace
}  // namespace ngcs::entitlement
