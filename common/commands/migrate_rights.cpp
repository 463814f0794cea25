#include "commands/migrate_rights.h"

#include <map>
#include <utility>

#include "base/text.h"
#include "diagnose/catalogue.h"
#include "entitlement/decide.h"
#include "ngc/registry_session.h"
#include "registry/reference.h"

namespace ngcs::commands {
namespace {

using entitlement::Action;
using entitlement::Allowed;
using entitlement::Decision;
using entitlement::Question;
using entitlement::Thing;

// The facts of one account, asked for once for each org.
class KnownFacts {
 public:
  KnownFacts(Session& session, const Account& account) : session_(session), account_(account) {}

  base::Result<const entitlement::Facts*> of(const std::string& org) {
    const auto known = facts_.find(org);
    if (known != facts_.end()) return &known->second;
    auto facts = facts_of_account(session_, account_, org);
    if (!facts) return std::move(facts).error();
    return &facts_.emplace(org, std::move(*facts)).first->second;
  }

 private:
  Session& session_;
  const Account& account_;
  std::map<std::string, entitlement::Facts> facts_;
};

std::string roles_in(const Decision& decision) {
  constexpr std::string_view kRoles = "roles that count: ";
  for (const std::string& line : decision.evidence) {
    if (line.starts_with(kRoles)) return line.substr(kRoles.size());
  }
  return "none";
}

PushRefusal refusal_of(const Session& session, const registry::ImageReference& image, const Decision& decision) {
  PushRefusal refusal;
  refusal.repository = image.repository();
  refusal.known = decision.allowed == Allowed::kNo;
  refusal.code = decision.code;
  refusal.reason = decision.reason;
  refusal.codes = decision.codes;
  if (decision.codes.empty()) return refusal;
  const diagnose::CatalogueEntry* entry = diagnose::find_entry(decision.codes.front());
  if (entry == nullptr || decision.codes.size() > 1) {
    refusal.remedy = "see " + session.command("explain " + decision.codes.front());
    return refusal;
  }
  refusal.remedy = diagnose::fill(entry->fix, {{"space", image.space.path()},
                                               {"org", image.space.org},
                                               {"team", image.space.team},
                                               {"name", image.name},
                                               {"roles", roles_in(decision)},
                                               {"program", session.program}});
  return refusal;
}

base::Result<registry::ImageReference> parse(const std::string& repository) {
  return registry::parse_image(repository, true);
}

}  // namespace

base::Result<std::vector<PushRefusal>> check_push(Session& session, const Account& account,
                                                  const std::vector<std::string>& repositories) {
  KnownFacts known(session, account);
  std::vector<PushRefusal> refusals;
  for (const std::string& repository : repositories) {
    const auto image = parse(repository);
    if (!image) return image.error();
    const auto facts = known.of(image->space.org);
    if (!facts) return facts.error();
    const Question question{Action::kPush, Thing::kImage, image->space, image->name, {}};
    const Decision decision = entitlement::decide(session.transport(), session.clock, account.key, **facts, question);
    if (decision.allowed != Allowed::kYes) refusals.push_back(refusal_of(session, *image, decision));
  }
  return refusals;
}

std::vector<std::string> readable_by(Session& session, const Account& account,
                                     const std::vector<std::string>& repositories) {
  KnownFacts known(session, account);
  ngc::RegistrySession registry(session.transport(), session.clock, &account.key);
  std::vector<std::string> readable;
  for (const std::string& repository : repositories) {
    const auto image = parse(repository);
    if (!image) continue;
    const auto facts = known.of(image->space.org);
    // Where the roles say no, the registry need not be asked.
    if (!facts ||
        entitlement::may(**facts, Action::kPull, Thing::kImage, image->space, image->name).allowed == Allowed::kNo) {
      continue;
    }
    if (registry.token(repository, "pull")) readable.push_back(repository);
  }
  return readable;
}

json::Value refusals_json(const std::vector<PushRefusal>& refusals) {
  json::Value list = json::Value::array();
  for (const PushRefusal& refusal : refusals) {
    list.push_back({{"repository", refusal.repository},
                    {"allowed", refusal.known ? json::Value(false) : json::Value(nullptr)},
                    {"code", json::or_null(refusal.code)},
                    {"codes", refusal.codes},
                    {"reason", refusal.reason},
                    {"remedy", refusal.remedy}});
  }
  return list;
}

}  // namespace ngcs::commands
