#include "service/policy/policy.h"

#include <algorithm>

#include "service/policy/roles.h"

namespace ngcs::sandbox {

namespace {

constexpr std::string_view kCatalog = "artifact-catalog";
constexpr std::string_view kPrivateRegistry = "private-registry";

template <typename Items>
bool contains(const Items& items, std::string_view wanted) {
  return std::find(items.begin(), items.end(), wanted) != items.end();
}

bool dead(const World& world, std::int64_t now, const Key& key) {
  if (key.revoked || (key.expires && *key.expires <= now)) return true;
  const User* user = key.user ? world.user(*key.user) : nullptr;
  return user != nullptr && !user->active && !world.variants.inactive_user_listed;
}

Credential with_key(const World& world, std::int64_t now, const Key* key, CredentialForm form) {
  Credential credential;
  credential.form = form;
  credential.key = key;
  credential.state = key != nullptr && !dead(world, now, *key) ? Credential::State::kLive : Credential::State::kDead;
  return credential;
}

bool carries(const Key& key, std::string_view service) { return !key.services || contains(*key.services, service); }

std::string_view scope_word(Action action) {
  switch (action) {
    case Action::kPull:
      return "pull";
    case Action::kPush:
      return "push";
    case Action::kDelete:
      return "delete";
  }
  return "";
}

bool policy_allows(const Key& key, std::string_view product, Action action, std::string_view path) {
  return std::any_of(key.policies.begin(), key.policies.end(), [&](const KeyPolicy& policy) {
    return policy.product == product && contains(policy.scopes, scope_word(action)) &&
           std::any_of(policy.resources.begin(), policy.resources.end(),
                       [&](const std::string& resource) { return resource_covers(resource, path); });
  });
}

// An inactive user keeps what is public only.
bool active(const World& world, const Key& key) {
  const User* user = key.user ? world.user(*key.user) : nullptr;
  return user == nullptr || user->active;
}

bool role_allows(const Role& role, Action action, std::string_view org, const std::optional<std::string>& team) {
  if (role.org != org) return false;
  const Grants grants = grants_of(role.role);
  if (action == Action::kPull) return grants.read && (!role.team || role.team == team);
  if (grants.whole_org && !role.team) return true;
  return (action == Action::kPush ? grants.write : grants.admin) && role.team == team;
}

Verdict decide_private(const World& world, const Key& key, const ArtifactPath& where, std::string_view path,
                       Action action) {
  const Org* org = world.org(where.org);
  // Access to a publisher's artefacts is by enablement of the user's own org, never by membership.
  if (org == nullptr || org->publisher || !active(world, key)) return Verdict::kRefused;
  if (action != Action::kPull && where.team && !contains(org->teams, *where.team)) return Verdict::kRefused;
  if (key.kind == KeyKind::kService) {
    return key.org == where.org && policy_allows(key, kPrivateRegistry, action, path) ? Verdict::kAllowed
                                                                                      : Verdict::kRefused;
  }
  if (!carries(key, kPrivateRegistry)) return Verdict::kRefused;
  const auto roles = effective_roles(world, key);
  const bool granted = std::any_of(roles.begin(), roles.end(),
                                   [&](const Role* role) { return role_allows(*role, action, where.org, where.team); });
  return granted ? Verdict::kAllowed : Verdict::kRefused;
}

bool catalog_covers(const Key& key, std::string_view path) {
  return key.kind == KeyKind::kService ? policy_allows(key, kCatalog, Action::kPull, path) : carries(key, kCatalog);
}

bool enabled(const World& world, std::int64_t now, const Key& key, std::string_view product) {
  const auto org_enabled = [&](std::string_view name) {
    const Org* org = world.org(name);
    return org != nullptr && std::any_of(org->enablements.begin(), org->enablements.end(), [&](const Enablement& item) {
             return item.product == product && in_force(item, now);
           });
  };
  if (key.org) return org_enabled(*key.org);
  const auto roles = effective_roles(world, key);
  return std::any_of(roles.begin(), roles.end(), [&](const Role* role) { return org_enabled(role->org); });
}

Verdict decide_gated(const World& world, std::int64_t now, const Key& key, const Artifact& artifact) {
  if (!active(world, key) || !catalog_covers(key, artifact.path)) return Verdict::kRefused;
  if (!enabled(world, now, key, *artifact.product)) return Verdict::kEnablementMissing;
  // A service key belongs to the org and has no user who could accept terms: the org accepted them with the product.
  const User* user = key.user ? world.user(*key.user) : nullptr;
  if (user != nullptr && !contains(user->terms, *artifact.product)) return Verdict::kRefused;
  return Verdict::kAllowed;
}

const Artifact* find_artifact(const World& world, ArtifactKind kind, std::string_view path) {
  if (kind == ArtifactKind::kImage) return world.image(path);
  return world.chart(path);
}

}  // namespace

std::string credential_name(const Credential& credential) {
  switch (credential.state) {
    case Credential::State::kAbsent:
      return "none";
    case Credential::State::kAnonymous:
      return "anonymous-token";
    case Credential::State::kDead:
    case Credential::State::kLive:
      break;
  }
  return credential.key == nullptr ? "foreign" : credential.key->id;
}

std::string_view form_name(CredentialForm form) noexcept {
  switch (form) {
    case CredentialForm::kNone:
      return "none";
    case CredentialForm::kKey:
      return "key";
    case CredentialForm::kToken:
      return "token";
  }
  return "none";
}

Credential basic_credential(const World& world, std::int64_t now, std::string_view user, std::string_view password) {
  Credential credential = key_credential(world, now, password);
  // "Wrong user name (Docker ID, e-mail, empty): 401 unauthorized": nvidia-cosmos/cosmos-predict2#54.
  if (user != "$oauthtoken") credential.state = Credential::State::kDead;
  return credential;
}

Credential key_credential(const World& world, std::int64_t now, std::string_view value) {
  return with_key(world, now, world.key_by_value(value), CredentialForm::kKey);
}

Credential token_credential(const World& world, std::int64_t now, std::string_view key_id) {
  if (!key_id.empty()) return with_key(world, now, world.key_by_id(key_id), CredentialForm::kToken);
  Credential credential;
  credential.form = CredentialForm::kToken;
  credential.state = Credential::State::kAnonymous;
  return credential;
}

Verdict decide(const World& world, std::int64_t now, const Credential& credential, ArtifactKind kind,
               std::string_view path, Action action) {
  if (credential.state == Credential::State::kDead) return Verdict::kDead;
  const auto where = split_artifact_path(path);
  const Artifact* artifact = find_artifact(world, kind, path);
  if (artifact != nullptr && artifact->visibility == Visibility::kPublic && action == Action::kPull) {
    // A live key that covers less than nobody does: NVIDIA/gpu-operator#2295 reports 403 with a key made for another
    // org or service while the anonymous pull works. Whether that is still so is not known: variant.
    const bool outside = credential.live() && !catalog_covers(*credential.key, path);
    return outside && world.variants.key_outside_on_public == 403 ? Verdict::kRefused : Verdict::kAllowed;
  }
  if (!credential.live()) return Verdict::kNoKey;
  if (!where) return Verdict::kRefused;
  if (artifact != nullptr && artifact->visibility == Visibility::kGated && action == Action::kPull) {
    return decide_gated(world, now, *credential.key, *artifact);
  }
  return decide_private(world, *credential.key, *where, path, action);
}

int token_status(const Variants& variants, Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::kAllowed:
      return 200;
    case Verdict::kDead:
      return 401;
    case Verdict::kNoKey:
      return variants.gated_anonymous;
    case Verdict::kEnablementMissing:
      return variants.missing_entitlement;
    case Verdict::kRefused:
      return 403;
  }
  return 403;
}

int content_status(Verdict verdict) noexcept { return verdict == Verdict::kAllowed ? 200 : 401; }

int api_status(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::kAllowed:
      return 200;
    case Verdict::kDead:
    case Verdict::kNoKey:
      return 401;
    case Verdict::kEnablementMissing:
    case Verdict::kRefused:
      return 403;
  }
  return 403;
}

std::vector<const Role*> effective_roles(const World& world, const Key& key) {
  std::vector<const Role*> roles;
  const User* user = key.user ? world.user(*key.user) : nullptr;
  if (user == nullptr) return roles;
  for (const Role& role : user->roles) {
    if (!role.pending && (!key.org || role.org == *key.org)) roles.push_back(&role);
  }
  return roles;
}

bool may_read_space(const World& world, const Credential& credential, std::string_view org,
                    const std::optional<std::string>& team) {
  if (!credential.live()) return false;
  const Key& key = *credential.key;
  const Org* found = world.org(org);
  if (found == nullptr || found->publisher || !active(world, key)) return false;
  if (team && !contains(found->teams, *team)) return false;
  if (key.kind == KeyKind::kService) {
    if (key.org != org) return false;
    const std::string space = std::string(org) + (team ? "/" + *team : "") + "/";
    return std::any_of(key.policies.begin(), key.policies.end(), [&](const KeyPolicy& policy) {
      return policy.product == kPrivateRegistry && contains(policy.scopes, scope_word(Action::kPull)) &&
             std::any_of(policy.resources.begin(), policy.resources.end(),
                         [&](const std::string& resource) { return resource_covers(resource, space); });
    });
  }
  if (!carries(key, kPrivateRegistry)) return false;
  const auto roles = effective_roles(world, key);
  return std::any_of(roles.begin(), roles.end(),
                     [&](const Role* role) { return role_allows(*role, Action::kPull, org, team); });
}

HelmIndex helm_index(const World& world, std::int64_t now, const Credential& credential, std::string_view org,
                     const std::optional<std::string>& team, const std::vector<std::string>& existing) {
  HelmIndex index;
  index.status = 401;
  if (credential.state == Credential::State::kDead || world.org(org) == nullptr) return index;
  for (const std::string& path : existing) {
    if (decide(world, now, credential, ArtifactKind::kChart, path, Action::kPull) == Verdict::kAllowed) {
      index.charts.push_back(path);
    }
  }
  if (!index.charts.empty() || may_read_space(world, credential, org, team)) index.status = 200;
  return index;
}

bool resource_covers(std::string_view resource, std::string_view path) noexcept {
  if (resource.find('*') == std::string_view::npos) {
    return path == resource || (path.size() > resource.size() && path.substr(0, resource.size()) == resource &&
                                path[resource.size()] == '/');
  }
  // Wildcards: remember the last star and go back to it on a mismatch.
  std::size_t r = 0;
  std::size_t p = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (p < path.size()) {
    if (r < resource.size() && resource[r] == '*') {
      star = r++;
      resume = p;
    } else if (r < resource.size() && resource[r] == path[p]) {
      ++r;
      ++p;
    } else if (star != std::string_view::npos) {
      r = star + 1;
      p = ++resume;
    } else {
      return false;
    }
  }
  while (r < resource.size() && resource[r] == '*') ++r;
  return r == resource.size();
}

bool in_force(const Enablement& enablement, std::int64_t now) noexcept {
  return enablement.start <= now && (!enablement.end || now < *enablement.end);
}

}  // namespace ngcs::sandbox
