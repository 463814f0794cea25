#include "service/fronts/api_json.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace ngcs::sandbox {

namespace {

std::string date_of(std::int64_t seconds) { return base::format_rfc3339(seconds).substr(0, 10); }  // yyyy-MM-dd

// Which of the two type fields of a subscription carries the type: EMS_* and NGC_ADMIN_* have one each
// (NVIDIADemo/ngc-go, UserUserRolesOrgProductSubscription).
const char* subscription_type_field(const std::string& type) {
  return type.rfind("EMS_", 0) == 0 ? "emsEntitlementType" : "type";
}

json::Value enablement_json(const Enablement& item) {
  json::Value result = {{"productName", item.product}, {"type", item.type}, {"poDetails", json::Value::array()}};
  // "The subscription is invalid after this date": the last day it is in force.
  if (item.end) result["expirationDate"] = date_of(*item.end - 1);
  return result;
}

json::Value subscription_json(const Enablement& item) {
  json::Value result = {{"productName", item.product},
                        {subscription_type_field(item.type), item.type},
                        {"startDate", date_of(item.start)}};
  if (item.end) result["expirationDate"] = date_of(*item.end - 1);
  return result;
}

}  // namespace

std::int64_t id_of(const std::string& name) {
  std::int64_t id = 17;
  for (const char c : name) id = (id * 31 + static_cast<unsigned char>(c)) % 900000007;
  return 1000 + id;
}

// Field names: NVIDIADemo/ngc-go, shared.go (generated from NGC's API description).
json::Value org_json(const Org& org, bool enablements) {
  json::Value result = {{"id", id_of(org.name)},
                        {"name", org.name},
                        {"displayName", org.display_name},
                        {"type", org.type == OrgType::kEnterprise ? "ENTERPRISE" : "INDIVIDUAL"},
                        {"isProto", false},
                        {"isInternal", false}};
  if (enablements) {
    result["productEnablements"] = json::Value::array();
    result["productSubscriptions"] = json::Value::array();
    for (const Enablement& item : org.enablements) {
      result["productEnablements"].push_back(enablement_json(item));
      result["productSubscriptions"].push_back(subscription_json(item));
    }
  }
  return result;
}

json::Value team_json(const std::string& name) {
  return {{"id", id_of(name)}, {"name", name}, {"description", name}, {"isDeleted", false}};
}

json::Value user_json(const World& world, const User& user, bool enablements) {
  std::vector<std::pair<std::string, std::optional<std::string>>> spaces;
  for (const Role& role : user.roles) {
    const std::pair space(role.org, role.team);
    if (!role.pending && std::find(spaces.begin(), spaces.end(), space) == spaces.end()) spaces.push_back(space);
  }
  json::Value roles = json::Value::array();
  for (const auto& [org, team] : spaces) {
    json::Value names = json::Value::array();
    for (const Role& role : user.roles) {
      if (!role.pending && role.org == org && role.team == team) names.push_back(role.role);
    }
    json::Value entry = {{"org", org_json(*world.org(org), enablements)}};
    if (team) {
      entry["team"] = team_json(*team);
      entry["orgRoles"] = json::Value::array();
      entry["teamRoles"] = names;
    } else {
      entry["orgRoles"] = names;
      entry["teamRoles"] = json::Value::array();
    }
    roles.push_back(std::move(entry));
  }
  const bool nvaie = std::find(user.terms.begin(), user.terms.end(), "nv-ai-enterprise") != user.terms.end();
  return {{"id", id_of(user.id)},
          {"clientId", "client" + std::to_string(id_of(user.id))},
          {"starfleetId", "starfleet" + std::to_string(id_of(user.id))},
          {"name", user.name},
          {"email", user.email},
          {"idpType", "NVIDIA"},
          {"isActive", user.active},
          {"isDeleted", false},
          {"hasSignedEULA", true},
          {"hasSignedNVAIEEULA", nvaie},
          {"roles", roles}};
}

// NVIDIADemo/ngc-go, UserInvitationListInvitation: a role of the user object has no mark for "pending", an invitation
// has isProcessed. Whether users/me shows them at all is not known: variant pendingInvitation.
json::Value invitations_json(const User& user) {
  json::Value invitations = json::Value::array();
  for (const Role& role : user.roles) {
    if (!role.pending) continue;
    json::Value entry = {{"id", std::to_string(id_of(role.org + role.role))},
                         {"email", user.email},
                         {"name", user.name},
                         {"org", role.org},
                         {"roles", json::Value::array({role.role})},
                         {"type", role.team ? "TEAM" : "ORGANIZATION"},
                         {"isProcessed", false}};
    if (role.team) entry["team"] = *role.team;
    invitations.push_back(std::move(entry));
  }
  return invitations;
}

}  // namespace ngcs::sandbox
