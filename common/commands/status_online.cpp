#include "commands/status_online.h"

#include "base/text.h"
#include "commands/identity_text.h"
#include "commands/login_space.h"
#include "entitlement/facts_query.h"
#include "entitlement/site.h"
#include "key/key.h"

namespace ngcs::commands {
namespace {

using entitlement::Allowed;
using entitlement::EnablementState;
using entitlement::Facts;

std::string_view word(Allowed allowed) {
  switch (allowed) {
    case Allowed::kYes:
      return "yes";
    case Allowed::kNo:
      return "no";
    case Allowed::kUnknown:
      break;
  }
  return "unknown";
}

std::string_view word(EnablementState state) {
  switch (state) {
    case EnablementState::kInForce:
      return "in-force";
    case EnablementState::kExpired:
      return "ended";
    case EnablementState::kNotYet:
      return "not-yet";
    case EnablementState::kAbsent:
    case EnablementState::kNotSaid:
      break;
  }
  return "unknown";
}

std::string joined(const std::vector<std::string>& parts, std::string_view none) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + base::printable(part, 120);
  return text.empty() ? std::string(none) : text;
}

json::Value list_or_null(const std::optional<std::vector<std::string>>& list) {
  return list ? json::Value(*list) : json::Value(nullptr);
}

json::Value entry_json(const entitlement::SiteEntry& entry) {
  return {{"shown", word(entry.shown)}, {"reason", entry.reason}};
}

class Online {
 public:
  Online(cli::Output& output, const Facts& facts) : output_(output), facts_(facts), key_(facts.identity) {}

  void print() const {
    std::string who = base::printable(key_.user_name, 128);
    if (!key_.user_email.empty()) who += (who.empty() ? "" : " ") + ("<" + base::printable(key_.user_email, 128) + ">");
    if (!who.empty()) output_.line("  user: " + who);
    output_.line("  key: " + kind() + (key_.key_org.empty() ? "" : " of org " + key_.key_org));
    if (key_.key_type != "LEGACY") {
      output_.line("  services of the key: " + (services_said() ? joined(key_.services, "none") : "not told"));
    }
    print_policies();
    for (const ngc::Org& org : key_.orgs) print_org(org);
    output_.line("  terms accepted: " + (facts_.accepted_terms ? joined(*facts_.accepted_terms, "none") : "not told"));
    if (facts_.pending_orgs && !facts_.pending_orgs->empty()) {
      output_.line("  invitations not accepted yet: " + joined(*facts_.pending_orgs, "none"));
    }
    const auto view = entitlement::site_view(facts_);
    print_entry("Enterprise Catalog", view.enterprise_catalog);
    print_entry("Private Registry", view.private_registry);
    print_entry("Organization", view.organization);
    for (const std::string& gap : key_.gaps) output_.line("  not told: " + gap);
  }

  [[nodiscard]] json::Value as_json() const {
    json::Value orgs = json::Value::array();
    for (const ngc::Org& org : key_.orgs) orgs.push_back(org_json(org));
    const auto view = entitlement::site_view(facts_);
    return {{"user",
             {{"name", json::or_null(key_.user_name)},
              {"email", json::or_null(key_.user_email)},
              {"active", key_.user_active ? json::Value(*key_.user_active) : json::Value(nullptr)}}},
            {"kind", json::or_null(kind_from_service(key_))},
            {"key_org", json::or_null(key_.key_org)},
            {"services", services_said() ? json::Value(key_.services) : json::Value(nullptr)},
            {"policies", policies_json()},
            {"accepted_terms", list_or_null(facts_.accepted_terms)},
            {"pending_orgs", list_or_null(facts_.pending_orgs)},
            {"orgs", std::move(orgs)},
            {"site",
             {{"enterprise_catalog", entry_json(view.enterprise_catalog)},
              {"private_registry", entry_json(view.private_registry)},
              {"organization", entry_json(view.organization)}}},
            {"gaps", key_.gaps}};
  }

 private:
  [[nodiscard]] bool services_said() const { return key_.services_listed || !key_.services.empty(); }
  [[nodiscard]] std::string kind() const {
    const std::string kind = kind_from_service(key_);
    return kind.empty() ? "of a kind that NGC does not say" : kind;
  }

  void print_policies() const {
    if (!facts_.policies) return;
    for (const entitlement::Policy& policy : *facts_.policies) {
      output_.line("    policy " + policy.product + ": scopes " + joined(policy.scopes, "not told") + "; resources " +
                   joined(policy.resources, "none"));
    }
  }

  void print_org(const ngc::Org& org) const {
    std::string line = "  org " + org_label(org.name, org.display_name);
    if (!org.type.empty()) line += ", " + base::lower(org.type);
    const bool opened = key_.key_org.empty() || key_.key_org == org.name;
    if (!opened) line += ", not opened by this key";
    if (!org.roles.empty()) line += ": " + joined(org.roles, "");
    output_.line(line);
    for (const ngc::Team& team : org.teams) {
      output_.line("    team " + base::printable(team.name, 128) + ": " + joined(team.roles, "no role of its own"));
    }
    if (!org.enablements) {
      output_.line("    what is enabled is not told");
      return;
    }
    if (org.enablements->empty()) output_.line("    no product is enabled");
    for (const ngc::Enablement& one : *org.enablements) output_.line("    " + enablement_text(one));
  }

  [[nodiscard]] std::string enablement_text(const ngc::Enablement& one) const {
    std::string text = one.product + (one.type.empty() ? "" : " (" + one.type + ")");
    if (!one.start_date.empty()) text += " from " + one.start_date;
    text += one.expiration.empty() ? ", no end date" : " until " + one.expiration;
    const EnablementState state = entitlement::state_of(one, facts_.now);
    if (state == EnablementState::kExpired) text += ": ended";
    if (state == EnablementState::kNotYet) text += ": not yet in force";
    return text;
  }

  void print_entry(const char* name, const entitlement::SiteEntry& entry) const {
    const bool yes = entry.shown == Allowed::kYes;
    const cli::Style style = yes                           ? cli::Style::kGood
                             : entry.shown == Allowed::kNo ? cli::Style::kBad
                                                           : cli::Style::kWarn;
    output_.line("  " + std::string(name) + ": " + output_.styled(word(entry.shown), style) + " (" +
                 base::printable(entry.reason) + ")");
  }

  [[nodiscard]] json::Value policies_json() const {
    if (!facts_.policies) return nullptr;
    json::Value list = json::Value::array();
    for (const entitlement::Policy& policy : *facts_.policies) {
      list.push_back({{"product", policy.product}, {"scopes", policy.scopes}, {"resources", policy.resources}});
    }
    return list;
  }

  [[nodiscard]] json::Value org_json(const ngc::Org& org) const {
    json::Value teams = json::Value::array();
    for (const ngc::Team& team : org.teams) teams.push_back({{"name", team.name}, {"roles", team.roles}});
    json::Value enablements = nullptr;
    if (org.enablements) {
      enablements = json::Value::array();
      for (const ngc::Enablement& one : *org.enablements) {
        enablements.push_back({{"product", one.product},
                               {"type", one.type},
                               {"start", json::or_null(one.start_date)},
                               {"end", json::or_null(one.expiration)},
                               {"state", word(entitlement::state_of(one, facts_.now))}});
      }
    }
    return {{"name", org.name},
            {"display_name", json::or_null(org.display_name)},
            {"type", json::or_null(org.type)},
            {"roles", org.roles},
            {"teams", std::move(teams)},
            {"enablements", std::move(enablements)}};
  }

  cli::Output& output_;
  const Facts& facts_;
  const ngc::Identity& key_;
};

}  // namespace

json::Value tell_online(Session& session, cli::Output& output, const secret::SecretString& key,
                        const std::string& key_name) {
  json::Value online = {{"key", key_name}, {"verdict", "could-not-check"}};
  auto facts = entitlement::gather(session.transport(), key, key::classify(key));
  if (facts) {
    online["verdict"] = "accepted";
    output.line();
    output.line("What NGC says about " + output.styled(key_name, cli::Style::kBold) + ":");
    if (facts->identity.user_active == false) {
      output.warn("inactive-user", "NGC says that this user is not active");
    }
    const Online answer(output, *facts);
    answer.print();
    online.update(answer.as_json());
    return online;
  }
  base::Error error = std::move(facts).error();
  if (!http::is_below_http(error)) {
    const ngc::KeyCheck check = ngc::check_key(session.transport(), key);
    if (check.verdict == ngc::Verdict::kRejected && error.detail == 401) {
      online["verdict"] = "rejected";
      output.warn("key-rejected", check.reason->message);
      output.hint(check.reason->hint);
      return online;
    }
    if (check.verdict == ngc::Verdict::kAccepted) online["verdict"] = "accepted";
  }
  output.warn("not-asked", "NGC does not say what the key opens: " + error.message);
  return online;
}

}  // namespace ngcs::commands
