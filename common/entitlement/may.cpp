#include <algorithm>
#include <utility>

#include "base/text.h"
#include "entitlement/facts.h"
#include "entitlement/key_policy.h"
#include "entitlement/membership.h"

namespace ngcs::entitlement {
namespace {

using Codes = std::vector<std::string>;

std::string joined(const std::vector<std::string>& parts, std::string_view none) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text.empty() ? std::string(none) : text;
}

std::string named(const ngc::Org& org) {
  return org.display_name.empty() ? org.name : org.name + " (" + org.display_name + ")";
}

Level level_of(Action action) {
  if (action == Action::kPull) return Level::kRead;
  return action == Action::kDelete ? Level::kAdmin : Level::kWrite;
}

// Which role to ask for.
std::string_view role_for(Level level) {
  switch (level) {
    case Level::kNone:
    case Level::kRead:
      return "Registry Read";
    case Level::kWrite:
      return "Registry User";
    case Level::kAdmin:
      return "Registry Admin";
  }
  return "";
}

// The policy of the service as far as it is documented; sources: docs/entitlement.md. Where several obstacles stand in
// the way, the first one in the order of the codes is named: key, org, team, role; for publishers the order of the
// decision table: enablement, service, terms.
class Judge {
 public:
  Judge(const Facts& facts, Action action, Thing thing, const registry::Space& space, std::string_view name,
        const Target& target)
      : facts_(facts),
        key_(facts.identity),
        action_(action),
        thing_(thing),
        space_(space),
        path_(name.empty() ? space.path() : space.path() + "/" + std::string(name)),
        target_(target) {}

  Decision run() {
    tell_key();
    if (action_ == Action::kAddUser || action_ == Action::kAddTeam) return administration();
    if (action_ == Action::kPull && target_.visibility == Visibility::kPublic) return open();
    if (!is_publisher(facts_, space_.org)) return in_org();
    if (action_ == Action::kPull) return published();
    return no("NGC6102", space_.org + " is an org of a publisher: you are not a member of it");
  }

 private:
  // --- answers

  Decision answer(Allowed allowed, Codes codes, std::string reason) {
    Decision decision;
    decision.allowed = allowed;
    if (allowed == Allowed::kNo && codes.size() == 1) decision.code = codes.front();
    decision.codes = std::move(codes);
    decision.reason = std::move(reason);
    decision.evidence = std::move(evidence_);
    return decision;
  }
  Decision yes(std::string reason) { return answer(Allowed::kYes, {}, std::move(reason)); }
  Decision no(std::string code, std::string reason) {
    return answer(Allowed::kNo, {std::move(code)}, std::move(reason));
  }
  Decision unknown(Codes codes, std::string reason) {
    return answer(Allowed::kUnknown, std::move(codes), std::move(reason));
  }
  // A refusal that would not hold if anybody may read the target.
  Decision no_unless_public(Codes codes, std::string reason) {
    const bool sure = action_ != Action::kPull || target_.visibility == Visibility::kClosed;
    if (!sure) evidence_.push_back("whether anybody may read it is not known");
    return answer(sure ? Allowed::kNo : Allowed::kUnknown, std::move(codes), std::move(reason));
  }

  void tell_key() {
    if (key_.key_type == "LEGACY") {
      evidence_.emplace_back("a legacy key: every service, in every org of its user");
      return;
    }
    std::string text = key_.key_type == "PERSONAL_KEY"  ? "a personal key"
                       : key_.key_type == "SERVICE_KEY" ? "a service key"
                                                        : "a key of a kind that NGC does not say";
    if (!key_.key_org.empty()) text += " of org " + key_.key_org;
    if (services_said()) text += ", services: " + joined(key_.services, "none");
    evidence_.push_back(std::move(text));
  }

  // --- the key's services

  [[nodiscard]] bool services_said() const { return key_.services_listed || !key_.services.empty(); }
  [[nodiscard]] bool legacy() const { return key_.key_type == "LEGACY"; }
  [[nodiscard]] bool service_key() const { return key_.key_type == "SERVICE_KEY"; }
  [[nodiscard]] bool kind_said() const { return legacy() || service_key() || key_.key_type == "PERSONAL_KEY"; }

  // Whether the key carries a service, for reading this path where it is a service key; nothing = not said.
  [[nodiscard]] std::optional<bool> carries(std::string_view service) const {
    if (legacy()) return true;
    if (service_key()) {
      if (!facts_.policies) return std::nullopt;
      const PolicyAnswer answer = ask_policies(*facts_.policies, service, path_, {"pull"});
      if (answer == PolicyAnswer::kScopesNotSaid) return std::nullopt;
      return answer == PolicyAnswer::kAllows;
    }
    if (!kind_said() || !services_said()) return std::nullopt;
    return std::find(key_.services.begin(), key_.services.end(), service) != key_.services.end();
  }

  Decision missing_service(std::string_view service) {
    return no("NGC5202", "the key was made without the service \"" + std::string(service_title(service)) + "\"");
  }

  // --- what anybody may read

  Decision open() {
    evidence_.push_back(path_ + " can be read without a key");
    if (carries(kCatalog) == true) return yes("anybody may read it, and the key covers the catalogue");
    // NVIDIA/gpu-operator#2295: a live key that does not cover a public image was refused where no key was not.
    return unknown({"NGC5301"}, "anybody may read it without a key; whether this key may is not known, since it " +
                                    std::string(carries(kCatalog) ? "does not cover" : "is not said to cover") +
                                    " the catalogue");
  }

  // --- publishers: by an enablement of the user's own org

  Decision published() {
    const std::string product = target_.product.empty() ? std::string(product_of(space_.org)) : target_.product;
    if (key_.user_active == false) {
      return no_unless_public({"NGC6303"}, "the account is disabled: it reads what is public, and nothing else");
    }
    if (product.empty()) {
      return unknown(not_separated(), "which product opens " + path_ + " is not known");
    }
    if (!kind_said()) return unknown(not_separated(), "NGC does not say whose key this is");
    const EnablementFinding found = find_enablement(facts_, product);
    tell_enablement(product, found);
    switch (found.state) {
      case EnablementState::kInForce:
        return enabled(product, found);
      case EnablementState::kNotYet:
        if (!key_org_said(found)) break;
        return no_unless_public({"NGC7106"}, product + " begins on " + found.date + " in " + found.org);
      case EnablementState::kExpired:
        if (!key_org_said(found)) break;
        return no_unless_public({"NGC7103"},
                                product + " ended on " + found.date + " (" + found.type + ") in " + found.org);
      case EnablementState::kAbsent:
        return no_unless_public({"NGC7102", "NGC7105", "NGC7107"},
                                "none of your orgs (" + org_names() + ") has " + product);
      case EnablementState::kNotSaid:
        break;
    }
    return unknown(not_separated(), "NGC does not say what is enabled for your orgs");
  }

  // Row 24 of the decision table with rule 21: what cannot be told apart without enablements.
  [[nodiscard]] Codes not_separated() const {
    Codes codes = {"NGC7102", "NGC7103", "NGC7104", "NGC7201"};
    if (carries(kCatalog) != true) codes.insert(codes.begin(), "NGC5202");
    return codes;
  }

  // Whether a finding of another org says something about this key: only where the key's own org said what it has.
  [[nodiscard]] bool key_org_said(const EnablementFinding& found) const {
    if (found.in_key_org) return true;
    const ngc::Org* own = find_org(facts_, key_.key_org);
    return own != nullptr && own->enablements.has_value();
  }

  Decision enabled(const std::string& product, const EnablementFinding& found) {
    if (!found.in_key_org) {
      if (!key_org_said(found)) return unknown(not_separated(), "NGC does not say what is enabled for " + key_.key_org);
      return no_unless_public({"NGC7104"},
                              product + " is enabled in " + found.org + ", and the key belongs to " + key_.key_org);
    }
    const auto catalogue = carries(kCatalog);
    if (catalogue == false) {
      return no_unless_public({service_key() ? missing_policy(kCatalog) : "NGC5202"},
                              "the key was made without the service \"" + std::string(service_title(kCatalog)) + "\"");
    }
    const auto terms = terms_accepted(product);
    if (terms == false) return no_unless_public({"NGC7201"}, "the terms of " + product + " are not accepted");
    if (!catalogue) {
      return unknown({"NGC5202"}, "NGC does not say whether the key has the service \"" +
                                      std::string(service_title(kCatalog)) + "\"");
    }
    if (!terms) return unknown({"NGC7201"}, "NGC does not say whether the terms of " + product + " are accepted");
    if (found.on_the_day) {
      return unknown({found.date.empty() ? "NGC7106" : "NGC7103"},
                     product + " begins or ends today: the hour decides, and NGC does not say it");
    }
    return yes(product + " is enabled in " + found.org + ", the key has the service, and the terms are accepted");
  }

  // Only the terms of NVIDIA AI Enterprise have a flag of their own, so a list without another product says nothing.
  [[nodiscard]] std::optional<bool> terms_accepted(const std::string& product) const {
    if (!facts_.accepted_terms) return std::nullopt;
    const auto& accepted = *facts_.accepted_terms;
    if (std::find(accepted.begin(), accepted.end(), product) != accepted.end()) return true;
    return product == "nv-ai-enterprise" ? std::optional(false) : std::nullopt;
  }

  void tell_enablement(const std::string& product, const EnablementFinding& found) {
    if (found.org.empty()) return;
    std::string text = product + " in " + found.org;
    if (!found.type.empty()) text += " (" + found.type + ")";
    if (found.state == EnablementState::kExpired) text += " until " + found.date;
    if (found.state == EnablementState::kNotYet) text += " from " + found.date;
    if (found.state == EnablementState::kInForce) {
      text += found.date.empty() ? ", no end date" : " until " + found.date;
    }
    evidence_.push_back(std::move(text));
  }

  // --- customers' orgs: by membership, team and role

  Decision in_org() {
    if (service_key()) return by_policy();
    const Codes silent = {"NGC5202", "NGC6102", "NGC6301"};  // rule 21
    if (!kind_said() || (!legacy() && key_.key_org.empty())) {
      return unknown(silent, "NGC does not say which org the key belongs to");
    }
    if (auto elsewhere = outside()) return std::move(*elsewhere);
    const auto service = carries(kPrivateRegistry);
    if (service == false) return missing_service(kPrivateRegistry);
    if (key_.user_active == false) return no("NGC6303", "the account is disabled in " + space_.org);
    const ngc::Org& org = *find_org(facts_, space_.org);
    const Level level = level_of(action_);
    const RoleFinding roles = find_roles(org, space_, level);
    tell_roles(org, roles);
    if (!roles.granted && !roles_said(org))
      return unknown(silent, "NGC does not say which roles you have in " + org.name);
    if (!roles.granted && roles.roles.empty() && !has_any_role(org)) return no_role_at_all(silent);
    if (roles.team_unknown) return no_such_team();
    if (!roles.granted) return not_granted(org, roles, level);
    if (!service) {
      return unknown({"NGC5202"}, "the role is there (" + roles.by +
                                      "); NGC does not say whether the key has the service \"" +
                                      std::string(service_title(kPrivateRegistry)) + "\"");
    }
    return yes("you have " + roles.by);
  }

  [[nodiscard]] bool member() const {
    const ngc::Org* org = find_org(facts_, space_.org);
    if (org == nullptr) return false;
    return org->name == key_.key_org || key_.orgs_listed || !org->roles.empty() ||
           std::any_of(org->teams.begin(), org->teams.end(), [](const ngc::Team& t) { return !t.roles.empty(); });
  }
  [[nodiscard]] bool roles_said(const ngc::Org& org) const {
    return key_.roles_listed || !org.roles.empty() ||
           std::any_of(org.teams.begin(), org.teams.end(), [](const ngc::Team& t) { return !t.roles.empty(); });
  }

  // The target's org is not the key's one, or the user is not in it at all.
  std::optional<Decision> outside() {
    if (member()) {
      if (legacy() || key_.key_org == space_.org) return std::nullopt;
      // A personal key works in its one org, whatever roles its user has elsewhere.
      return no("NGC5201", "the key belongs to org " + key_.key_org + ", and access to " + path_ + " comes from " +
                               named(*find_org(facts_, space_.org)) + ": make a key there");
    }
    if (facts_.pending_orgs &&
        std::find(facts_.pending_orgs->begin(), facts_.pending_orgs->end(), space_.org) != facts_.pending_orgs->end()) {
      return no_unless_public({"NGC6304"}, "the invitation to " + space_.org + " is not accepted yet");
    }
    if (!key_.orgs_listed) {
      Codes codes = {"NGC6102", "NGC6301"};
      if (legacy()) return unknown(std::move(codes), "NGC does not say which orgs you are in");
      codes = {"NGC5201", "NGC6102"};
      return no_unless_public(std::move(codes), "the key belongs to org " + key_.key_org + ", not to " + space_.org);
    }
    return not_a_member();
  }

  Decision not_a_member() {
    const MeantOrg meant = find_meant_org(facts_, space_.org);
    if (meant.org != nullptr) {
      Decision decision = no_unless_public(
          {"NGC6101"},
          meant.is_display_name
              ? "\"" + space_.org + "\" is the display name of your org " + meant.org->name + ": paths use its name"
              : "you are in no org named " + space_.org + "; did you mean " + named(*meant.org) + "?");
      decision.likely = !meant.is_display_name;
      return decision;
    }
    return no_unless_public({"NGC6101", "NGC6102", "NGC6304"},
                            "you are not in org " + space_.org + "; you are in: " + org_names());
  }

  [[nodiscard]] std::string org_names() const {
    std::vector<std::string> names;
    for (const ngc::Org& org : key_.orgs) names.push_back(named(org));
    return joined(names, "none");
  }

  void tell_roles(const ngc::Org& org, const RoleFinding& roles) {
    if (roles_said(org)) evidence_.push_back("roles that count: " + joined(roles.roles, "none"));
    if (key_.user_active == true) evidence_.emplace_back("the account is active");
  }

  // The key was made in the org, so that its user was in it once. Not listed by users/me means not a member now, or not
  // yet again; where only the introspection answered, nothing is known (rules 18 and 21).
  Decision no_role_at_all(const Codes& silent) {
    if (facts_.pending_orgs &&
        std::find(facts_.pending_orgs->begin(), facts_.pending_orgs->end(), space_.org) != facts_.pending_orgs->end()) {
      return no("NGC6304", "the invitation to " + space_.org + " is not accepted yet");
    }
    if (!key_.orgs_listed) return unknown(silent, "NGC lists no role of yours in " + space_.org);
    return answer(Allowed::kNo, {"NGC6101", "NGC6102", "NGC6304"}, "NGC lists no role of yours in " + space_.org);
  }
  [[nodiscard]] static bool has_any_role(const ngc::Org& org) {
    return !org.roles.empty() ||
           std::any_of(org.teams.begin(), org.teams.end(), [](const ngc::Team& t) { return !t.roles.empty(); });
  }

  Decision no_such_team() {
    const std::string where = space_.org + " has no team " + space_.team;
    return no("NGC6202", where);  // every member may read the list
  }

  Decision not_granted(const ngc::Org& org, const RoleFinding& roles, Level level) {
    const std::string place = space_.path();
    const std::string have = "you have " + joined(roles.roles, "no role there");
    std::string code = "NGC6301";
    std::string reason =
        have + ", which does not include reading in " + place + ": ask for \"" + std::string(role_for(level)) + "\"";
    if (invitation_grants(facts_, space_, level)) {
      code = "NGC6304";
      reason = "the invitation that would grant it is not accepted yet";
    } else if (level != Level::kRead && find_roles(org, space_, Level::kRead).granted) {
      code = "NGC6302";
      reason = std::string(action_name(action_)) + " needs \"" + std::string(role_for(level)) + "\" in exactly " +
               place + "; " + have;
    } else if (!space_.team.empty() && !roles.in_team) {
      code = "NGC6201";
      reason = "you are not in team " + place + "; " + have;
    }
    if (roles.doubtful) {
      return unknown({code}, have + "; what one of these roles grants is not known");
    }
    return no(std::move(code), std::move(reason));
  }

  // --- service keys: no user, no roles, but policies

  Decision by_policy() {
    const Codes silent = {"NGC5202", "NGC5204"};
    if (key_.key_org.empty() || !facts_.policies)
      return unknown(silent, "NGC does not say what the service key may do");
    std::vector<std::string> resources;
    for (const Policy& policy : *facts_.policies) {
      evidence_.push_back("policy: " + policy.product + ", scopes " + joined(policy.scopes, "not said") +
                          ", resources " + joined(policy.resources, "none"));
      if (policy.product == kPrivateRegistry) {
        resources.insert(resources.end(), policy.resources.begin(), policy.resources.end());
      }
    }
    const PolicyAnswer answer = ask_policies(*facts_.policies, kPrivateRegistry, path_, scopes());
    if (key_.key_org != space_.org) {
      const bool covered = answer != PolicyAnswer::kNoResource && answer != PolicyAnswer::kNoProduct;
      return no_unless_public({covered ? "NGC5201" : "NGC5204"},
                              "the service key belongs to org " + key_.key_org + ", not to " + space_.org);
    }
    switch (answer) {
      case PolicyAnswer::kAllows:
        return yes("a policy of the service key allows it");
      case PolicyAnswer::kNoProduct:
        return missing_service(kPrivateRegistry);
      case PolicyAnswer::kNoResource:
        return no("NGC5204", "the service key is limited to " + joined(resources, "nothing"));
      case PolicyAnswer::kNoScope:
        return no("NGC5202",
                  "the policies of the service key lack the scope for \"" + std::string(action_name(action_)) + "\"");
      case PolicyAnswer::kScopesNotSaid:
        break;
    }
    return unknown(silent,
                   "a policy covers " + path_ + "; which actions it allows is not said in words that are known");
  }

  // A client that pushes an image asks for a token to pull and push.
  [[nodiscard]] std::vector<std::string_view> scopes() const {
    switch (level_of(action_)) {
      case Level::kNone:
      case Level::kRead:
        return {"pull"};
      case Level::kAdmin:
        return {"delete"};
      case Level::kWrite:
        break;
    }
    if (thing_ == Thing::kImage) return {"pull", "push"};
    return {"push"};
  }

  [[nodiscard]] std::string missing_policy(std::string_view product) const {
    return ask_policies(*facts_.policies, product, path_, {"pull"}) == PolicyAnswer::kNoResource ? "NGC5204"
                                                                                                 : "NGC5202";
  }

  // --- users and teams of an org

  Decision administration() {
    if (service_key()) {
      return unknown({"NGC5202", "NGC5204"}, "a service key has no roles; which policy allows it is not known");
    }
    const Codes silent = {"NGC6102", "NGC6302"};
    if (!kind_said() || (!legacy() && key_.key_org.empty())) {
      return unknown(silent, "NGC does not say which org the key belongs to");
    }
    if (auto elsewhere = outside()) return std::move(*elsewhere);
    if (key_.user_active == false) return no("NGC6303", "the account is disabled in " + space_.org);
    const ngc::Org& org = *find_org(facts_, space_.org);
    const bool users = action_ == Action::kAddUser;
    const RoleFinding roles = find_admin_roles(org, space_, users ? Administration::kUsers : Administration::kTeams);
    tell_roles(org, roles);
    if (!roles.granted && !roles_said(org))
      return unknown(silent, "NGC does not say which roles you have in " + org.name);
    if (roles.team_unknown) return no_such_team();
    if (roles.granted) {
      if (users) evidence_.emplace_back("only roles that you have yourself can be given");
      return yes("you have " + roles.by);
    }
    const std::string have = "you have " + joined(roles.roles, "no role there");
    if (roles.doubtful) return unknown({"NGC6302"}, have + "; what one of these roles grants is not known");
    return no("NGC6302", std::string(users ? "inviting users" : "making teams") +
                             " needs \"Registry Admin\" or \"User " + "Admin\" in " + space_.path() + "; " + have);
  }

  const Facts& facts_;
  const ngc::Identity& key_;
  Action action_;
  Thing thing_;
  const registry::Space& space_;
  std::string path_;
  const Target& target_;
  std::vector<std::string> evidence_;
};

}  // namespace

Decision may(const Facts& facts, Action action, Thing thing, const registry::Space& space, std::string_view name,
             const Target& target) {
  return Judge(facts, action, thing, space, name, target).run();
}

}  // namespace ngcs::entitlement
