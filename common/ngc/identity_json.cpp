#include "ngc/identity_json.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "json/value.h"
#include "registry/reference.h"

namespace ngcs::ngc {
namespace {

using json::Value;

constexpr std::size_t kMaxText = 256;
constexpr std::size_t kMaxEntries = 2000;

base::Result<Value> parse_object(std::string_view body) {
  json::Limits limits;
  limits.bytes = 4 << 20;
  limits.string_bytes = 64 << 10;
  auto root = json::parse(body, limits);
  if (!root) return base::Error{base::Errc::kUnexpected, "the answer is not usable: " + root.error().message};
  if (!root->is_object()) return base::Error{base::Errc::kUnexpected, "the answer is not usable: it is no JSON object"};
  return root;
}

std::string text_of(const Value& object, const char* name) {
  return base::printable(base::trim(json::string_or(object, name)), kMaxText);
}

std::vector<const Value*> elements(const Value& object, const char* name) {
  return json::elements(object, name, kMaxEntries);
}

void add_unique(std::vector<std::string>& list, std::string value) {
  if (!value.empty() && std::find(list.begin(), list.end(), value) == list.end()) list.push_back(std::move(value));
}

std::vector<std::string> strings(const Value& object, const char* name) {
  std::vector<std::string> list;
  for (const Value* element : elements(object, name)) {
    if (element->is_string()) {
      add_unique(list, base::printable(base::trim(element->get_ref<const std::string&>()), kMaxText));
    }
  }
  return list;
}

// A name that may stand in a path; empty where it may not.
std::string path_name(const Value& object) {
  const std::string name = json::string_or(object, "name");
  const auto space = registry::parse_space(name);
  return space && space->team.empty() ? name : std::string();
}

bool is_true(const Value& object, const char* name) {
  const Value* flag = json::member(object, name);
  return flag != nullptr && flag->is_boolean() && flag->get<bool>();
}

// productEnablements says what is enabled and until when, productSubscriptions since when. No information where both
// are absent: a member without the right to see them gets neither.
std::optional<std::vector<Enablement>> enablements_of(const Value& org) {
  const Value* listed = json::member(org, "productEnablements");
  const bool known = listed != nullptr && listed->is_array();
  std::vector<Enablement> enablements;
  for (const Value* entry : elements(org, "productEnablements")) {
    Enablement enablement{text_of(*entry, "productName"), text_of(*entry, "type"), text_of(*entry, "startDate"),
                          text_of(*entry, "expirationDate")};
    if (!enablement.product.empty()) enablements.push_back(std::move(enablement));
  }
  for (const Value* entry : elements(org, "productSubscriptions")) {
    Enablement subscription{text_of(*entry, "productName"), text_of(*entry, "emsEntitlementType"),
                            text_of(*entry, "startDate"), text_of(*entry, "expirationDate")};
    if (subscription.type.empty()) subscription.type = text_of(*entry, "type");
    if (subscription.product.empty()) continue;
    if (!known) {
      enablements.push_back(std::move(subscription));
      continue;
    }
    // A product may be there twice, an evaluation that has ended and what was bought after it.
    const auto same = [&](bool exactly) {
      return std::find_if(enablements.begin(), enablements.end(), [&](const Enablement& e) {
        return e.product == subscription.product && e.start_date.empty() &&
               (!exactly || (e.type == subscription.type && e.expiration == subscription.expiration));
      });
    };
    auto found = same(true);
    if (found == enablements.end()) found = same(false);
    if (found != enablements.end()) found->start_date = std::move(subscription.start_date);
  }
  if (!known && enablements.empty()) return std::nullopt;
  return enablements;
}

std::optional<Org> org_of(const Value& object) {
  Org org;
  org.name = path_name(object);
  if (org.name.empty()) return std::nullopt;
  org.display_name = text_of(object, "displayName");
  org.type = text_of(object, "type");
  org.enablements = enablements_of(object);
  return org;
}

// roles[] of a user: one entry for each org, or each team of one.
std::vector<Org> orgs_of_roles(const Value& user) {
  std::vector<Org> orgs;
  for (const Value* entry : elements(user, "roles")) {
    const Value* object = json::member(*entry, "org");
    auto org = object == nullptr ? std::nullopt : org_of(*object);
    if (!org) continue;
    org->roles = strings(*entry, "orgRoles");
    if (const Value* team = json::member(*entry, "team"); team != nullptr && !is_true(*team, "isDeleted")) {
      if (std::string name = path_name(*team); !name.empty()) {
        org->teams.push_back({std::move(name), strings(*entry, "teamRoles")});
      }
    }
    std::vector<Org> one;
    one.push_back(std::move(*org));
    merge(orgs, std::move(one));
  }
  return orgs;
}

void read_user(const Value& user, Identity& identity) {
  identity.user_name = text_of(user, "name");
  identity.user_email = text_of(user, "email");
  if (const Value* active = json::member(user, "isActive"); active != nullptr && active->is_boolean()) {
    identity.user_active = active->get<bool>();
  }
  if (const Value* terms = json::member(user, "hasSignedNVAIEEULA"); terms != nullptr && terms->is_boolean()) {
    identity.nvaie_terms = terms->get<bool>();
  }
  if (const Value* roles = json::member(user, "roles")) identity.roles_listed = roles->is_array();
  identity.orgs = orgs_of_roles(user);
}

// Invitations of users/me that are not processed yet. Which form the service gives them is inferred from its list of
// invitations (NVIDIADemo/ngc-go); without that member nothing is known.
std::optional<std::vector<Invitation>> invitations_of(const Value& root) {
  const Value* listed = json::member(root, "invitations");
  if (listed == nullptr || !listed->is_array()) return std::nullopt;
  std::vector<Invitation> open;
  for (const Value* entry : elements(root, "invitations")) {
    if (is_true(*entry, "isProcessed")) continue;
    std::string path = json::string_or(*entry, "org");
    if (const std::string team = json::string_or(*entry, "team"); !team.empty()) path.append("/").append(team);
    const auto space = registry::parse_space(path);
    if (space) open.push_back({space->org, space->team, strings(*entry, "roles")});
  }
  return open;
}

// Resources stand as {"id"} (NVIDIA/infra-controller); plain strings are read as well.
std::vector<std::string> resources_of(const Value& policy) {
  std::vector<std::string> list = strings(policy, "resources");
  for (const Value* element : elements(policy, "resources")) {
    if (element->is_object()) add_unique(list, text_of(*element, "id"));
  }
  return list;
}

}  // namespace

base::Result<Identity> parse_caller_info(std::string_view body) {
  const auto root = parse_object(body);
  if (!root) return root.error();
  Identity identity;
  if (const Value* user = json::member(*root, "user")) read_user(*user, identity);
  identity.key_type = text_of(*root, "type");
  identity.services = strings(*root, "products");
  const Value* products = json::member(*root, "products");
  // A service key's are always empty: its policies count.
  identity.services_listed = products != nullptr && products->is_array() && identity.key_type != "SERVICE_KEY";
  const std::string org = json::string_or(*root, "orgName");
  if (const auto space = registry::parse_space(org); space && space->team.empty()) {
    identity.key_org = org;
    std::vector<Org> one(1);
    one.front().name = org;
    merge(identity.orgs, std::move(one));
  }
  return identity;
}

base::Result<std::optional<std::vector<KeyPolicy>>> parse_service_key(std::string_view body) {
  const auto root = parse_object(body);
  if (!root) return root.error();
  const Value* key = json::member(*root, "apiKey");
  const Value* listed = key == nullptr ? nullptr : json::member(*key, "policies");
  if (listed == nullptr || !listed->is_array()) return std::optional<std::vector<KeyPolicy>>();
  std::vector<KeyPolicy> policies;
  for (const Value* entry : elements(*key, "policies")) {
    KeyPolicy policy{text_of(*entry, "product"), strings(*entry, "scopes"), resources_of(*entry)};
    if (!policy.product.empty()) policies.push_back(std::move(policy));
  }
  return std::optional(std::move(policies));
}

base::Result<Identity> parse_users_me(std::string_view body) {
  const auto root = parse_object(body);
  if (!root) return root.error();
  Identity identity;
  if (const Value* user = json::member(*root, "user")) read_user(*user, identity);
  identity.invitations = invitations_of(*root);
  return identity;
}

base::Result<std::vector<Org>> parse_orgs(std::string_view body) {
  const auto root = parse_object(body);
  if (!root) return root.error();
  std::vector<Org> orgs;
  for (const Value* entry : elements(*root, "organizations")) {
    if (auto org = org_of(*entry)) orgs.push_back(std::move(*org));
  }
  return orgs;
}

base::Result<std::vector<Team>> parse_teams(std::string_view body) {
  const auto root = parse_object(body);
  if (!root) return root.error();
  std::vector<Team> teams;
  for (const Value* entry : elements(*root, "teams")) {
    if (is_true(*entry, "isDeleted")) continue;
    if (std::string name = path_name(*entry); !name.empty()) teams.push_back({std::move(name), {}});
  }
  return teams;
}

void merge(Org& into, Org from) {
  if (into.display_name.empty()) into.display_name = std::move(from.display_name);
  if (into.type.empty()) into.type = std::move(from.type);
  for (std::string& role : from.roles) add_unique(into.roles, std::move(role));
  for (Team& team : from.teams) {
    const auto known =
        std::find_if(into.teams.begin(), into.teams.end(), [&](const Team& t) { return t.name == team.name; });
    if (known == into.teams.end()) {
      into.teams.push_back(std::move(team));
    } else {
      for (std::string& role : team.roles) add_unique(known->roles, std::move(role));
    }
  }
  if (!into.enablements) into.enablements = std::move(from.enablements);
  into.teams_listed = into.teams_listed || from.teams_listed;
}

void merge(std::vector<Org>& into, std::vector<Org> from) {
  for (Org& org : from) {
    const auto known = std::find_if(into.begin(), into.end(), [&](const Org& o) { return o.name == org.name; });
    if (known == into.end()) {
      into.push_back(std::move(org));
    } else {
      merge(*known, std::move(org));
    }
  }
}

}  // namespace ngcs::ngc
