#include "service/fronts/api_site.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "service/fronts/api_answers.h"
#include "service/fronts/api_json.h"
#include "service/fronts/image_search.h"

namespace ngcs::sandbox {

namespace {

// Whether the key reaches the org at all: its own one, or for legacy keys any in which the user has a role.
bool reaches_org(const World& world, const Key& key, std::string_view org) {
  if (key.kind == KeyKind::kService) return key.org == org;
  const auto roles = effective_roles(world, key);
  return std::any_of(roles.begin(), roles.end(), [&](const Role* role) { return role->org == org; });
}

// The user of a key, where users/me and orgs speak to it. NGC CLI's source says that they do not work for scoped keys,
// other clients use them so: variant usersMeAcceptsPersonalKey. Answers and returns nullptr where not.
const User* identity_user(Exchange& exchange) {
  const Key* key = api_key(exchange);
  if (key == nullptr) return nullptr;
  if (key->kind == KeyKind::kPersonal && !exchange.world.variants.users_me_accepts_personal_key) {
    answer_status(exchange, 401, "UNAUTHORIZED", "Unauthorized");
    return nullptr;
  }
  if (!key->user) {  // a service key is nobody
    answer_refusal(exchange, 403);
    return nullptr;
  }
  return exchange.world.user(*key->user);
}

void users_me(Exchange& exchange) {
  const User* user = identity_user(exchange);
  if (user == nullptr) return;
  const Variants& variants = exchange.world.variants;
  json::Value body = {{"requestStatus", request_status("SUCCESS")},
                      {"user", user_json(exchange.world, *user, variants.members_see_enablements)},
                      {"userRoles", json::Value::array()}};
  if (variants.pending_invitation_listed) {
    auto invitations = invitations_json(*user);
    if (!invitations.empty()) body["invitations"] = std::move(invitations);
  }
  exchange.answer_json(200, body);
}

void orgs(Exchange& exchange) {
  const User* user = identity_user(exchange);
  if (user == nullptr) return;
  json::Value list = json::Value::array();
  for (const Org& org : exchange.world.orgs) {
    const bool member = std::any_of(user->roles.begin(), user->roles.end(),
                                    [&](const Role& role) { return !role.pending && role.org == org.name; });
    if (member) list.push_back(org_json(org, exchange.world.variants.members_see_enablements));
  }
  answer_page(exchange, "organizations", list);
}

void one_org(Exchange& exchange, std::string_view name) {
  const Key* key = api_key(exchange);
  if (key == nullptr) return;
  const Org* org = exchange.world.org(name);
  if (org == nullptr || !reaches_org(exchange.world, *key, name)) return answer_refusal(exchange, 403);
  // A single object under the plural name (NVIDIADemo/ngc-go).
  exchange.answer_json(200, {{"requestStatus", request_status("SUCCESS")},
                             {"organizations", org_json(*org, exchange.world.variants.members_see_enablements)}});
}

// Of /v2/org/ORG[/team/TEAM]/helm-charts…: the space, and how many parts there are before what follows.
std::optional<std::pair<ChartSpace, std::ptrdiff_t>> chart_space(const PathParts& parts) {
  if (parts.size() < 4 || parts[0] != "v2" || parts[1] != "org") return std::nullopt;
  ChartSpace space{std::string(parts[2]), std::nullopt};
  if (parts[3] == "helm-charts") return std::pair(space, 4);
  if (parts.size() < 6 || parts[3] != "team" || parts[5] != "helm-charts") return std::nullopt;
  space.team = std::string(parts[4]);
  return std::pair(space, 6);
}

void teams(Exchange& exchange, const std::string& name) {
  const Key* key = api_key(exchange);
  if (key == nullptr) return;
  const World& world = exchange.world;
  const Org* org = world.org(name);
  if (org == nullptr || !reaches_org(world, *key, name)) return answer_refusal(exchange, 403);
  // Every member may read the list, also with a role in one team only.
  const auto roles = effective_roles(world, *key);
  const bool seen = key->kind == KeyKind::kService ||
                    std::any_of(roles.begin(), roles.end(), [&](const Role* role) { return role->org == name; });
  json::Value list = json::Value::array();
  for (const std::string& team : org->teams) {
    if (seen) list.push_back(team_json(team));
  }
  answer_page(exchange, "teams", list);
}

}  // namespace

void ApiSite::handle(Exchange& exchange) {
  const std::string path = exchange.request.path;
  auto parts = base::split(path, '/');
  parts.erase(parts.begin());  // before the first slash
  if (!parts.empty() && parts.back().empty()) parts.pop_back();
  if (const auto charts = chart_space(parts)) {
    return serve_charts(exchange, shelf_, charts->first, PathParts(parts.begin() + charts->second, parts.end()));
  }
  if (exchange.request.method == "GET") return get(exchange, parts);
  if (exchange.request.method == "POST") {
    if (path == "/v3/keys/get-caller-info") return serve_caller_info(exchange);
    if (path == "/v3/keys/get-sak-info") return serve_sak_info(exchange);
    if (path == "/v2/users/me/api-key") {
      // It would revoke the user's key (registry guide, section 2.3). Nothing of the suite may send this; the log shows
      // whoever did.
      return answer_status(exchange, 500, "INTERNAL_ERROR", "This request must never be sent.");
    }
  }
  answer_problem(exchange, 404, "not-found", "Not Found");
}

void ApiSite::get(Exchange& exchange, const PathParts& parts) {
  const auto is = [&](std::size_t at, std::string_view word) { return at < parts.size() && parts[at] == word; };
  if (!is(0, "v2")) return answer_problem(exchange, 404, "not-found", "Not Found");
  if (parts.size() == 3 && is(1, "users") && is(2, "me")) return users_me(exchange);
  if (parts.size() == 2 && is(1, "orgs")) return orgs(exchange);
  if (parts.size() == 3 && is(1, "orgs")) return one_org(exchange, parts[2]);
  if (is(1, "helm-charts")) return serve_guest_chart(exchange, shelf_, PathParts(parts.begin() + 2, parts.end()));
  if (is(1, "search")) return search(exchange, PathParts(parts.begin() + 2, parts.end()));
  if (parts.size() >= 4 && is(1, "org")) return in_space(exchange, parts);
  answer_problem(exchange, 404, "not-found", "Not Found");
}

// catalog/resources/CONTAINER, catalog/resources/HELM_CHART and org/ORG[/team/TEAM]/resources/HELM_CHART
void ApiSite::search(Exchange& exchange, const PathParts& parts) {
  if (parts.size() == 3 && parts[0] == "catalog" && parts[1] == "resources" && parts[2] == "CONTAINER") {
    return serve_image_search(exchange);
  }
  const bool charts = parts.size() >= 3 && parts.back() == "HELM_CHART" && parts[parts.size() - 2] == "resources";
  if (charts && parts.size() == 3 && parts[0] == "catalog") return serve_catalog_search(exchange, shelf_);
  const bool of_team = parts.size() == 6 && parts[2] == "team";
  if (charts && parts[0] == "org" && (parts.size() == 4 || of_team)) {
    ChartSpace space{std::string(parts[1]), std::nullopt};
    if (of_team) space.team = std::string(parts[3]);
    return serve_space_search(exchange, shelf_, space);
  }
  answer_problem(exchange, 404, "not-found", "Not Found");
}

void ApiSite::in_space(Exchange& exchange, const PathParts& parts) {
  const std::string org(parts[2]);
  std::optional<std::string> team;
  std::size_t next = 3;
  if (parts.size() >= 6 && parts[3] == "team") {
    team = std::string(parts[4]);
    next = 5;
  }
  if (!team && parts[next] == "teams" && parts.size() == 4) return teams(exchange, org);
  if (parts[next] == "repos") {
    if (parts.size() == next + 1) return repositories(exchange, org, team);
    std::string path = org + (team ? "/" + *team : "");
    for (std::size_t i = next + 1; i < parts.size(); ++i) path += "/" + std::string(parts[i]);
    return repository(exchange, path);
  }
  answer_problem(exchange, 404, "not-found", "Not Found");
}

void ApiSite::repositories(Exchange& exchange, const std::string& org, const std::optional<std::string>& team) {
  if (api_key(exchange) == nullptr) return;
  std::set<std::string> paths;
  for (const Image& image : exchange.world.images) paths.insert(image.path);
  for (const std::string& path : exchange.state.pushed().repositories()) paths.insert(path);
  json::Value list = json::Value::array();
  for (const std::string& path : paths) {
    const auto where = split_artifact_path(path);
    if (!where || where->org != org || where->team != team) continue;
    if (decide(exchange.world, exchange.now, exchange.credential, ArtifactKind::kImage, path, Action::kPull) ==
        Verdict::kAllowed) {
      list.push_back({{"name", where->name}, {"namespace", org + (team ? "/" + *team : "")}});
    }
  }
  if (list.empty() && !may_read_space(exchange.world, exchange.credential, org, team)) {
    return answer_refusal(exchange, 403);
  }
  answer_page(exchange, "repositories", list);
}

void ApiSite::repository(Exchange& exchange, const std::string& path) {
  // Without a key the org-scoped form is 401 also for what is public: /v2/org/nvidia/repos/isaac-sim, "Not
  // Authenticated" (public catalog notes, 2026-05).
  if (api_key(exchange) == nullptr) return;
  const Verdict verdict =
      decide(exchange.world, exchange.now, exchange.credential, ArtifactKind::kImage, path, Action::kPull);
  if (verdict != Verdict::kAllowed) return answer_refusal(exchange, api_status(verdict));
  const Image* image = exchange.world.image(path);
  const bool pushed = exchange.state.pushed().has_repository(path);
  if (image == nullptr && !pushed) {
    return answer_problem(exchange, 404, "artifact-not-found", "Not Found", "The repository does not exist.");
  }
  if (image != nullptr && image->region_blocked) {
    // opendatahub-io/odh-model-controller, nim.go: 451 at this call.
    return answer_status(exchange, 451, "UNAVAILABLE_FOR_LEGAL_REASONS", "Unavailable For Legal Reasons");
  }
  std::set<std::string> tags;
  if (image != nullptr) {
    for (const auto& [tag, architectures] : image->tags) tags.insert(tag);
  }
  for (const std::string& reference : exchange.state.pushed().references(path)) {
    if (reference.find(':') == std::string::npos) tags.insert(reference);  // digests are no tags
  }
  const auto where = split_artifact_path(path);
  // Fields: opendatahub-io/odh-model-controller, test data of the repository call.
  json::Value body = {{"requestStatus", request_status("SUCCESS")},
                      {"name", where->name},
                      {"displayName", where->name},
                      {"namespace", where->org + (where->team ? "/" + *where->team : "")},
                      {"tags", tags},
                      {"isReadOnly", false},
                      {"productNames", json::Value::array()}};
  if (!tags.empty()) body["latestTag"] = *tags.rbegin();
  if (image != nullptr && image->product) body["productNames"].push_back(*image->product);
  exchange.answer_json(200, body);
}

}  // namespace ngcs::sandbox
