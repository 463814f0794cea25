#include "diagnose/service_cause.h"

#include <algorithm>
#include <utility>

#include "cli/suggest.h"
#include "registry/server_name.h"

namespace ngcs::diagnose {
namespace {

using entitlement::Allowed;

constexpr std::size_t kMaxNamed = 5;

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size() && i < kMaxNamed; ++i) text += (i == 0 ? "" : ", ") + parts[i];
  if (parts.size() > kMaxNamed) text += " …";
  return text;
}

Cause proven(std::string code, std::string row) {
  Cause cause;
  cause.codes = {std::move(code)};
  cause.row = std::move(row);
  return cause;
}

// Values that texts about the target and the key may name.
void name_target(Cause& cause, const Question& question, const KeyView* key) {
  const Target& target = question.target;
  const auto set = [&cause](const char* name, const std::string& value) {
    if (!value.empty()) cause.values.emplace(name, value);
  };
  set("target", target.typed);
  set("org", target.space.org);
  set("team", target.space.team);
  set("space", target.space.path());
  set("name", target.name);
  set("chart", target.name);
  set("image", target.name);
  set("reference", target.reference.empty() ? std::string("latest") : target.reference);
  set("version", target.reference);
  set("host", target.host());
  if (key == nullptr) return;
  set("key", key->label);
  if (!key->facts) return;
  const ngc::Identity& identity = key->facts->identity;
  set("key_org", identity.key_org);
  std::vector<std::string> orgs;
  std::vector<std::string> roles;
  for (const ngc::Org& org : identity.orgs) {
    orgs.push_back(org.display_name.empty() ? org.name : org.name + " (" + org.display_name + ")");
    if (org.name != target.space.org) continue;
    roles = org.roles;
    for (const ngc::Team& team : org.teams) {
      if (team.name == target.space.team) roles.insert(roles.end(), team.roles.begin(), team.roles.end());
    }
  }
  set("orgs", joined(orgs));
  set("names", joined(orgs));
  set("roles", roles.empty() ? std::string("none") : joined(roles));
  set("services", identity.services.empty() ? std::string("none") : joined(identity.services));
  if (key->facts->policies) {
    std::vector<std::string> resources;
    for (const entitlement::Policy& policy : *key->facts->policies) {
      resources.insert(resources.end(), policy.resources.begin(), policy.resources.end());
    }
    set("resources", joined(resources));
  }
  const entitlement::EnablementFinding enablement = entitlement::find_enablement(*key->facts, "nv-ai-enterprise");
  set("enablement_org", enablement.org);
  set("date", enablement.date);
  set("type", enablement.type);
}

void suggest_names(Cause& cause, const Question& question, const Artefact& artefact) {
  const bool version = cause.is("NGC8102") || cause.is("NGC8104");
  const std::vector<std::string>& candidates = version ? artefact.versions : artefact.names;
  if (candidates.empty()) return;
  const auto nearest = cli::suggest(version ? question.target.reference : question.target.name, candidates);
  cause.values["suggestion"] = nearest.value_or(candidates.front());
  cause.values["available"] = joined(candidates);
  cause.evidence.push_back((version ? "there: " : "charts there: ") + joined(candidates));
}

// Rule 9: what the user says about the licence takes causes away that do not fit it.
void narrow(std::vector<std::string>& codes, Licence licence) {
  const std::vector<std::string> all = {"NGC7102", "NGC7105", "NGC7107"};
  if (codes != all || licence == Licence::kNotSaid) return;
  const std::string excluded = licence == Licence::kCommercial ? "NGC7105" : "NGC7102";
  codes.erase(std::remove(codes.begin(), codes.end(), excluded), codes.end());
}

bool lists_service(const KeyView& key, std::string_view service) {
  if (!key.facts) return false;
  const auto& services = key.facts->identity.services;
  return std::find(services.begin(), services.end(), service) != services.end();
}

// Rows 11 and 24: the service's lists do not decide.
Cause undecided(const Question& question, const KeyView& key, bool publisher) {
  Cause cause;
  cause.row = "24";
  cause.certainty = Certainty::kOneOf;
  if (key.target.kind == Outcome::Kind::kPayment) {
    cause.row = "11";
    cause.certainty = Certainty::kProven;
    cause.codes = {"NGC7101"};
  } else if (question.push && key.target.ok()) {
    cause.row = "25";
    cause.codes = {"NGC5202", "NGC6302"};
  } else if (publisher) {
    cause.codes = {"NGC7102", "NGC7103", "NGC7104", "NGC7201"};
    if (!lists_service(key, "artifact-catalog")) cause.codes.insert(cause.codes.begin(), "NGC5202");
  } else {
    cause.codes = {"NGC5202", "NGC6102", "NGC6301"};
  }
  return cause;
}

Cause by_entitlement(const Question& question, const KeyView& key, Licence licence) {
  const entitlement::Decision decision = allowed_by_facts(question, key);
  const bool publisher = key.facts ? entitlement::is_publisher(*key.facts, question.target.space.org)
                                   : entitlement::is_publisher({}, question.target.space.org);
  if (decision.allowed != Allowed::kNo || (decision.code.empty() && decision.codes.empty())) {
    Cause cause = undecided(question, key, publisher);
    cause.evidence = decision.evidence;
    return cause;
  }
  Cause cause;
  cause.row = question.push ? "25" : publisher ? "12-16" : "17";
  cause.codes = decision.codes.size() > 1 ? decision.codes : std::vector<std::string>{decision.code};
  cause.evidence = decision.evidence;
  if (!decision.reason.empty()) {
    cause.values["reason"] = decision.reason;
    cause.evidence.insert(cause.evidence.begin(), decision.reason);
  }
  narrow(cause.codes, licence);
  cause.certainty = cause.codes.size() > 1 ? Certainty::kOneOf
                    : decision.likely      ? Certainty::kLikely
                                           : Certainty::kProven;
  return cause;
}

Cause host_fault(const Question& question, const Observations& seen, const KeyView* key) {
  const Outcome& fault = *target_fault(question, seen, key);
  Cause cause = proven(fault.code, "1");
  cause.values = fault.values;
  cause.evidence.push_back(fault.values.count("facts") == 0 ? fault.code : fault.values.at("facts"));
  return cause;
}

}  // namespace

std::optional<Cause> service_cause(const Question& question, const Observations& seen, const KeyView* key,
                                   Licence licence) {
  const Row& row = match(situation_of(question, seen, key));
  if (row.use == "open") return std::nullopt;
  Cause cause;
  if (row.use == "host-fault") {
    cause = host_fault(question, seen, key);
  } else if (row.use == "entitlement" && key != nullptr) {
    cause = by_entitlement(question, *key, licence);
  } else {
    cause.codes = row.codes.empty() ? std::vector<std::string>{"NGC0002"} : row.codes;
    cause.certainty = row.codes.empty() ? Certainty::kLikely : row.certainty;
    cause.row = row.row;
  }
  name_target(cause, question, key);
  suggest_names(cause, question, key == nullptr ? seen.controls.artefact : key->artefact);
  if (cause.is("NGC5202") && cause.values.count("service") == 0) {
    const bool publisher = entitlement::is_publisher(key != nullptr && key->facts ? *key->facts : entitlement::Facts{},
                                                     question.target.space.org);
    cause.values["service"] = publisher ? "NGC Catalog" : "Private Registry";
  }
  return cause;
}

}  // namespace ngcs::diagnose
