// Facts for tests: an engineer in an enterprise org and in an org of her own, as the example world has them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "entitlement/facts.h"

namespace ngcs::entitlement {

inline constexpr std::int64_t kNow = 1795651200;  // 2026-11-26T00:00:00Z
inline const std::string kAcme = "mxa8oi8djw7m";
inline const std::string kOwn = "k2p9xq4tz1aa";

inline ngc::Enablement enablement(std::string product, std::string type, std::string start, std::string end) {
  return {std::move(product), std::move(type), std::move(start), std::move(end)};
}

inline Facts ada() {
  Facts facts;
  ngc::Identity& key = facts.identity;
  key.key_type = "PERSONAL_KEY";
  key.key_org = kAcme;
  key.services = {"artifact-catalog", "private-registry"};
  key.services_listed = true;
  key.roles_listed = true;
  key.orgs_listed = true;
  key.user_active = true;
  ngc::Org acme;
  acme.name = kAcme;
  acme.display_name = "Acme Robotics";
  acme.type = "ENTERPRISE";
  acme.roles = {"REGISTRY_READ"};
  acme.teams = {{"zoom", {"REGISTRY_USER"}}, {"perception", {}}};
  acme.teams_listed = true;
  acme.enablements = {{enablement("nv-ai-enterprise", "EMS_NFR", "2026-01-10", "2027-05-10"),
                       enablement("private-registry", "NGC_ADMIN_COMMERCIAL", "2025-04-05", "")}};
  ngc::Org own;
  own.name = kOwn;
  own.display_name = "ada's individual org";
  own.type = "INDIVIDUAL";
  own.roles = {"ORG_OWNER"};
  own.enablements.emplace();
  key.orgs = {acme, own};
  facts.accepted_terms = {"nv-ai-enterprise"};
  facts.now = kNow;
  return facts;
}

inline Facts legacy() {
  Facts facts = ada();
  facts.identity.key_type = "LEGACY";
  facts.identity.key_org.clear();
  facts.identity.services.clear();
  facts.identity.services_listed = false;
  return facts;
}

inline Facts service(std::vector<Policy> policies) {
  Facts facts;
  facts.identity.key_type = "SERVICE_KEY";
  facts.identity.key_org = kAcme;
  facts.identity.services_listed = true;
  ngc::Org acme;
  acme.name = kAcme;
  facts.identity.orgs = {acme};
  facts.policies = std::move(policies);
  facts.now = kNow;
  return facts;
}

}  // namespace ngcs::entitlement
