#include "commands/identity_text.h"

#include "base/text.h"
#include "commands/login_space.h"

namespace ngcs::commands {
namespace {

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + base::printable(part, 80);
  return text;
}

std::string enablement_text(const ngc::Enablement& enablement) {
  std::string text = base::printable(enablement.product, 80);
  if (!enablement.type.empty()) text += " (" + base::printable(enablement.type, 40) + ")";
  if (!enablement.start_date.empty()) text += " from " + base::printable(enablement.start_date, 20);
  text += enablement.expiration.empty() ? ", no end date" : " until " + base::printable(enablement.expiration, 20);
  return text;
}

void print_org(cli::Output& output, const ngc::Org& org, bool opened) {
  std::string line = "  org " + org_label(org.name, org.display_name) + (opened ? "" : ", not opened by this key");
  if (!org.roles.empty()) line += ": " + joined(org.roles);
  output.line(line);
  for (const ngc::Team& team : org.teams) {
    if (!team.roles.empty()) output.line("    team " + base::printable(team.name, 128) + ": " + joined(team.roles));
  }
  if (!org.enablements) return;
  if (org.enablements->empty()) output.line("    no product is enabled");
  for (const ngc::Enablement& enablement : *org.enablements) output.line("    enabled: " + enablement_text(enablement));
}

json::Value enablements_json(const ngc::Org& org) {
  if (!org.enablements) return nullptr;
  json::Value list = json::Value::array();
  for (const ngc::Enablement& one : *org.enablements) {
    list.push_back({{"product", one.product},
                    {"type", one.type},
                    {"start", one.start_date.empty() ? json::Value(nullptr) : json::Value(one.start_date)},
                    {"end", one.expiration.empty() ? json::Value(nullptr) : json::Value(one.expiration)}});
  }
  return list;
}

}  // namespace

void print_identity(cli::Output& output, const ngc::Identity& identity) {
  std::string who = base::printable(identity.user_name, 128);
  if (!identity.user_email.empty())
    who += (who.empty() ? "" : " ") + ("<" + base::printable(identity.user_email, 128) + ">");
  if (!who.empty()) output.line("  user " + who);
  if (!identity.services.empty()) output.line("  services of the key: " + joined(identity.services));
  for (const ngc::Org& org : identity.orgs) {
    print_org(output, org, identity.key_org.empty() || identity.key_org == org.name);
  }
  // A service key is refused most questions about its org; that is no fault.
  for (const std::string& gap : identity.gaps) output.line("  not told: " + gap);
  if (identity.user_active == false) output.warn("inactive-user", "NGC says that this user is not active");
}

json::Value identity_json(const ngc::Identity& identity) {
  json::Value orgs = json::Value::array();
  for (const ngc::Org& org : identity.orgs) {
    json::Value teams = json::Value::array();
    for (const ngc::Team& team : org.teams) teams.push_back({{"name", team.name}, {"roles", team.roles}});
    orgs.push_back({{"name", org.name},
                    {"display_name", org.display_name},
                    {"type", org.type},
                    {"roles", org.roles},
                    {"teams", std::move(teams)},
                    {"enablements", enablements_json(org)}});
  }
  return {{"user_name", identity.user_name},
          {"user_email", identity.user_email},
          {"services", identity.services},
          {"gaps", identity.gaps},
          {"orgs", std::move(orgs)}};
}

std::string kind_from_service(const ngc::Identity& identity) {
  if (identity.key_type == "PERSONAL_KEY") return "personal";
  if (identity.key_type == "SERVICE_KEY") return "service";
  if (identity.key_type == "LEGACY") return "legacy";
  return {};
}

}  // namespace ngcs::commands
